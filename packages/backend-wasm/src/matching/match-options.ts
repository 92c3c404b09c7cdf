/** What `featureMatch` of `@srkit/ops` hands over. */
export interface MatchOptions {
  /** Side of a patch in feature pixels. */
  readonly patchSize: number;
  /** Distance between neighbouring input patches, and between neighbouring reference patches. */
  readonly inputStride: number;
  readonly refStride: number;
  /** Divides every reference patch by its norm + epsilon. */
  readonly isNorm: boolean;
  /** Divides the correlation by the input patch's norm + epsilon. */
  readonly normInput: boolean;
}

/** Added to a patch's norm before anything is divided by it. */
export const EPSILON = 1e-5;

/** How many patches lie along a side. */
export const patchCount = (side: number, patchSize: number, stride: number): number =>
  Math.floor((side - patchSize) / stride) + 1;
