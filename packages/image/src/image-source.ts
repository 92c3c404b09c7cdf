/**
 * Where a picture comes from. A string is a path in Node and a URL relative to the page in a browser; `URL` may
 * be `file:` (Node only), `http:`, `https:`, `data:` or `blob:`.
 */
export type ImageSource = string | URL | Blob | ArrayBuffer | Uint8Array;

/** How error messages name the source. */
export const sourceLabel = (source: ImageSource): string => {
  if (typeof source === 'string') return `'${source}'`;
  if (source instanceof URL) return `'${source.protocol === 'data:' ? 'data:' : source.href}'`;
  if (typeof File !== 'undefined' && source instanceof File && source.name !== '') return `'${source.name}'`;
  const bytes = source instanceof Blob ? source.size : source.byteLength;
  return `The picture of ${bytes} bytes`;
};
