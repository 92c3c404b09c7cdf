import type { Raster } from '@srkit/image';

/** Luma of BT.601 as it weighs the channels. */
const LUMA = [0.299, 0.587, 0.114] as const;

/** Differences of luma to the right and down, added as lengths, in levels; without the last row and column. */
const gradientsOf = ({ width, height, data }: Raster): Float64Array => {
  const luma = (x: number, y: number): number => {
    const at = 3 * (y * width + x);
    return LUMA[0] * data[at]! + LUMA[1] * data[at + 1]! + LUMA[2] * data[at + 2]!;
  };
  const found = new Float64Array((width - 1) * (height - 1));
  for (let y = 0, at = 0; y < height - 1; y++)
    for (let x = 0; x < width - 1; x++) {
      const here = luma(x, y);
      found[at++] = Math.hypot(luma(x + 1, y) - here, luma(x, y + 1) - here);
    }
  return found;
};

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** How much detail a result has, and whether it is where the ground truth has it. */
export interface Detail {
  /** Mean gradient over that of the ground truth: below 1 blurred, above it noisy or sharpened. */
  readonly amount: number;
  /** Correlation of both gradients, -1..1; 0 where one has none. */
  readonly agreement: number;
}

/** Compares the gradients of two RGB pictures of 8 bits and one size. */
export const detailOf = (result: Raster, gt: Raster): Detail => {
  const [ours, theirs] = [gradientsOf(result), gradientsOf(gt)];
  const [a, b] = [meanOf(ours), meanOf(theirs)];
  let [both, first, second] = [0, 0, 0];
  for (let i = 0; i < ours.length; i++) {
    const [x, y] = [ours[i]! - a, theirs[i]! - b];
    both += x * y;
    first += x * x;
    second += y * y;
  }
  const scale = Math.sqrt(first * second);
  return { amount: a / b, agreement: scale === 0 ? 0 : both / scale };
};
