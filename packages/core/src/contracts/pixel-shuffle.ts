import type { OpContract } from './op-contract';

export interface ShuffleAttrs {
  readonly factor: number;
}

/** `[n, h, w, c * f * f]` to `[n, h * f, w * f, c]`; the depth is ordered (channel, row offset, column offset). */
export const PIXEL_SHUFFLE: OpContract<'x', ShuffleAttrs> = {
  kernelName: 'SrkitPixelShuffle',
  inputs: ['x'],
  outputShape: ({ x: [n, h, w, c] }, { factor: f }) => [n!, h! * f, w! * f, c! / f ** 2],
};

/** Its inverse. */
export const PIXEL_UNSHUFFLE: OpContract<'x', ShuffleAttrs> = {
  kernelName: 'SrkitPixelUnshuffle',
  inputs: ['x'],
  outputShape: ({ x: [n, h, w, c] }, { factor: f }) => [n!, h! / f, w! / f, c! * f ** 2],
};
