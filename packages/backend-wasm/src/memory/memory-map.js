/** Where the fixed parts of the memory lie; everything behind them is the heap. The first KiB stays empty. */
/** What the threads tell each other: 32-bit numbers, see `CONTROL`. */
export const CONTROL_ADDRESS = 1024;
/** Indices into the control numbers. Each has a cache line of its own: threads poll them. */
export const CONTROL = {
    /** Number of the current job; a change wakes the threads. */
    job: 0,
    /** The job's number (its low bits) and the next chunk to take, packed into one number to be exchanged at once. */
    ticket: 16,
    /** Chunks of the current job that are not finished. */
    remaining: 32,
    /** Index of the current job's kernel. */
    kernel: 48,
    /** Number of chunks of the current job. */
    chunks: 64,
    /** 1 when a chunk trapped. */
    failed: 80,
    /** 1 ends the threads. */
    stop: 96,
};
export const CONTROL_LENGTH = 112;
/** What a job's chunks read; the host writes it before the job starts. */
export const PARAMS_ADDRESS = 2048;
export const PARAMS_BYTES = 2048;
export const HEAP_ADDRESS = 4096;
