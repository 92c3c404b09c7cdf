/** Bits of a ticket that count chunks; the others are the job's number. */
export const CHUNK_BITS = 12;
/** Most chunks a job may have. */
export const MAX_CHUNKS = (1 << CHUNK_BITS) - 1;
