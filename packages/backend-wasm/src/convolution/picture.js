/** Pictures of all of a batch. */
export const pixelsOf = ({ batch, height, width }) => batch * height * width;
/** Largest number of chunks that a job may have, with room to spare. */
const MOST_CHUNKS = 4000;
/** How many blocks a chunk takes, so that there are not too many chunks. */
export const blocksPerChunk = (blocks, parts = 1) => Math.max(1, Math.ceil((blocks * parts) / MOST_CHUNKS));
export const roundUp = (value, multiple) => Math.ceil(value / multiple) * multiple;
/** Splits `count` evenly into parts of at most `most`, multiples of `unit`. */
export const evenPart = (count, most, unit) => roundUp(Math.ceil(count / Math.ceil(count / most)), unit);
