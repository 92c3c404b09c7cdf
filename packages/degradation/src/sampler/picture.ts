/** The batch of ground truth that a recipe is drawn for. */
export interface Picture {
  /** Samples in the batch. */
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** Ground truth over LQ. */
  readonly scale: number;
}

/** A side of the LQ picture. */
export const lqSide = (side: number, scale: number): number => Math.floor(side / scale);

/**
 * A side of the LQ picture times `factor`, at least 1. Unlike `lqSide` the division keeps its fraction, as in the
 * official `int(height / scale * factor)`.
 */
export const targetSide = (side: number, scale: number, factor: number): number =>
  Math.max(1, Math.trunc((side / scale) * factor));
