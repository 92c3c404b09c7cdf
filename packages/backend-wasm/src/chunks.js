import { MAX_CHUNKS } from './threads/ticket';
/** Work below this, in elements moved or multiplied, takes less time than waking a thread. */
const SMALLEST_CHUNK = 32_768;
/**
 * Divides `units` equal pieces of work into chunks. Depends on sizes only, so that results do not depend on threads.
 *
 * @param work elements of one unit.
 */
export const chunksOf = (units, work) => {
    const perChunk = Math.max(1, Math.ceil(SMALLEST_CHUNK / Math.max(work, 1)), Math.ceil(units / MAX_CHUNKS));
    return { perChunk, count: Math.ceil(units / perChunk) };
};
