import type { ImageSource } from '../image-source';
import { readBytes } from '../read-bytes';

/** The encoded bytes of any source a page can name; a string is a URL relative to the page. */
export const readSource = (source: ImageSource, signal?: AbortSignal): Promise<Uint8Array> =>
  readBytes(typeof source === 'string' ? new URL(source, globalThis.location?.href) : source, signal);
