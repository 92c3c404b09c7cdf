import { roundUp } from '../convolution/picture';
export const FLOAT_BYTES = 4;
/** Of an entry in the table that `assembly/shared/deform-samples.ts` fills. */
export const ENTRY_BYTES = 32;
/** Pieces begin on cache lines. */
const ALIGNMENT = 64;
/** Keeps rows from being multiples of 4 KiB apart. */
const ROW_PADDING = 4;
/** Floats of columns that are in work at once: they stay in a core's second-level cache. */
const FLOATS_PER_BLOCK = 60_000;
const MOST_PIXELS_PER_BLOCK = 96;
/** Bytes of a row in a thread's memory. */
export const rowBytes = (floats) => (floats + ROW_PADDING) * FLOAT_BYTES;
/** Pixels that are in work at once, whole tiles of six. */
export const pixelsPerBlock = (columns) => Math.max(6, Math.min(MOST_PIXELS_PER_BLOCK, Math.floor(FLOATS_PER_BLOCK / columns / 6) * 6));
/** Puts pieces of a thread's memory one behind the other. */
export const layOut = (sizes) => {
    const at = {};
    let bytes = 0;
    for (const piece of Object.keys(sizes)) {
        at[piece] = bytes;
        bytes = roundUp(bytes + sizes[piece], ALIGNMENT);
    }
    return { at, bytes };
};
