import { readBytes } from '../read-bytes';
/** The encoded bytes of any source a page can name; a string is a URL relative to the page. */
export const readSource = (source, signal) => readBytes(typeof source === 'string' ? new URL(source, globalThis.location?.href) : source, signal);
