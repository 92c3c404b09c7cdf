/** Where a child leaves its output for comparison. */
export const outputFile = (runtime) => `output-${runtime}.bin`;
