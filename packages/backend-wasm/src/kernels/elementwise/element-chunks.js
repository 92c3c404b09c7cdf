/** Most chunks of a job: enough to even out what threads do, few enough that each is worth taking. */
const MOST_CHUNKS = 256;
/** Chunks begin on cache lines, of bytes as of floats. */
const GRANULE = 64;
/** Cheap work on 32768 elements takes about as long as waking a thread. */
export const SMALLEST_CHUNK = 32768;
/** The same for exponential functions. */
export const SMALLEST_COSTLY_CHUNK = 8192;
/** Cuts `count` elements into chunks of at least `smallest`. */
export const elementChunks = (count, smallest = SMALLEST_CHUNK) => {
    const perChunk = Math.ceil(Math.max(smallest, count / MOST_CHUNKS) / GRANULE) * GRANULE;
    return { chunks: Math.ceil(count / perChunk), perChunk };
};
