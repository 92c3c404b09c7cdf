import type { OpContract } from './op-contract';

/**
 * What a filter sees beyond the picture. `reflect`: the picture mirrored at its border pixels, output as large as the
 * input. `valid`: nothing, the output is smaller by the kernel minus one. `full`: zeros, the output is larger by as much.
 */
export type FilterPadding = 'reflect' | 'valid' | 'full';

export interface FilterAttrs {
  readonly padding: FilterPadding;
}

/** Pixels that a padding puts before a side, for a kernel of `kernel` pixels on that side. */
export const padBefore = (padding: FilterPadding, kernel: number): number =>
  padding === 'reflect' ? kernel >> 1 : padding === 'full' ? kernel - 1 : 0;

/** Length of a filtered side. */
export const filteredSide = (padding: FilterPadding, side: number, kernel: number): number =>
  side + 2 * padBefore(padding, kernel) - kernel + 1;

/**
 * Cross-correlation of every channel of `x` `[n, h, w, c]` with its sample's `kernel` `[n, kh, kw]`, or one for all,
 * `[1, kh, kw]`.
 */
export const FILTER2D: OpContract<'x' | 'kernel', FilterAttrs> = {
  kernelName: 'SrkitFilter2d',
  inputs: ['x', 'kernel'],
  outputShape: ({ x: [n, h, w, c], kernel: [, kh, kw] }, { padding }) => [
    n!,
    filteredSide(padding, h!, kh!),
    filteredSide(padding, w!, kw!),
    c!,
  ],
};
