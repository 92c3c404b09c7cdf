/**
 * What a filter sees beyond the picture. `reflect`: the picture mirrored at its border pixels, output as large as the
 * input. `valid`: nothing, the output is smaller by the kernel minus one. `full`: zeros, the output is larger by as much.
 */
export type FilterPadding = 'reflect' | 'valid' | 'full';

/** Pixels that a padding puts before a side, for a kernel of `kernel` pixels on that side. */
export const padBefore = (padding: FilterPadding, kernel: number): number =>
  padding === 'reflect' ? kernel >> 1 : padding === 'full' ? kernel - 1 : 0;

/** Length of a filtered side. */
export const filteredSide = (padding: FilterPadding, side: number, kernel: number): number =>
  side + 2 * padBefore(padding, kernel) - kernel + 1;

/** Where position `index` of a side mirrored at its ends lies in the side; at most one mirroring. */
export const mirrored = (index: number, side: number): number =>
  index < 0 ? -index : index >= side ? 2 * (side - 1) - index : index;
