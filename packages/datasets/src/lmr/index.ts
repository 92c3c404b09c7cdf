/** LMR built from a reconstruction (MRefSR, section 3.1). */
export {};
