/** Adding and subtracting it leaves a float64 no room for a fraction. */
const SHIFT = 1.5 * 2 ** 52;

/** Rounds to the nearest integer, ties to the even one, as PyTorch does; for values within 2^51. */
export const roundHalfEven = (value: number): number => value + SHIFT - SHIFT;
