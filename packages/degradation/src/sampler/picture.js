/** A side of the LQ picture. */
export const lqSide = (side, scale) => Math.floor(side / scale);
/**
 * A side of the LQ picture times `factor`, at least 1. Unlike `lqSide` the division keeps its fraction, as in the
 * official `int(height / scale * factor)`.
 */
export const targetSide = (side, scale, factor) => Math.max(1, Math.trunc((side / scale) * factor));
