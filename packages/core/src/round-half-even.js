/** Adding this leaves a double no room for a fraction, so that the processor itself rounds. */
const NO_FRACTION = 1.5 * 2 ** 52;
/** Nearest integer, halves to the even one, as PyTorch, NumPy and OpenCV round; for |value| < 2^51. NaN stays NaN. */
export const roundHalfEven = (value) => value + NO_FRACTION - NO_FRACTION;
