import { refuseUnknownKeys } from '@srkit/core';
import { reverse, type Tensor, type Tensor3D, type Tensor4D, tidy, transpose } from '@tensorflow/tfjs-core';

/** Which of the eight symmetries of a square; all default to false. */
export interface AugmentOptions {
  /** Mirrors left and right. */
  readonly hflip?: boolean;
  /** Mirrors top and bottom. */
  readonly vflip?: boolean;
  /** Swaps height and width (a transposition; with one flip before it this is a quarter turn). */
  readonly rot90?: boolean;
}

/**
 * Flips and turns pictures, `[h, w, c]` or `[n, h, w, c]`: first `hflip`, then `vflip`, then `rot90`, as BasicSR's `augment`.
 * Always returns a new tensor.
 */
export const augment = <T extends Tensor3D | Tensor4D>(x: T, options: AugmentOptions): T => {
  refuseUnknownKeys('augment', options, ['hflip', 'vflip', 'rot90']);
  const { hflip = false, vflip = false, rot90 = false } = options;
  const [height, width] = [x.rank - 3, x.rank - 2];
  return tidy(() => {
    let out: Tensor = x;
    if (hflip) out = reverse(out, width);
    if (vflip) out = reverse(out, height);
    if (rot90) out = transpose(out, x.rank === 4 ? [0, 2, 1, 3] : [1, 0, 2]);
    return (out === x ? x.clone() : out) as T;
  });
};
