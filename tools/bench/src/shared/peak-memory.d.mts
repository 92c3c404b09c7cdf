/** The largest resident size this process has had, in bytes. */
export declare const peakMemory: () => number;
