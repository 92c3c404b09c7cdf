import { PILLOW_FILTERS, type PillowFilter } from './pillow-filters';

/** Bits after the binary point of a weight: what 32 bits leave beside an 8-bit sample and two bits of headroom. */
export const WEIGHT_BITS = 22;

/** Which samples make an output position, and with which integer weights. */
export interface PillowTaps {
  /** First sample of every output. */
  readonly first: Int32Array;
  /** Where an output's weights start; one entry more than there are outputs. */
  readonly offset: Int32Array;
  /** In units of `2 ** -WEIGHT_BITS`; an output's sum to about 1. */
  readonly weight: Int32Array;
}

/** Weights are rounded half away from zero. */
const fixedPoint = (weight: number): number =>
  Math.trunc(weight * 2 ** WEIGHT_BITS + (weight < 0 ? -0.5 : 0.5));

/**
 * Taps of an axis resized from `size` to `outSize` samples: the filter, widened by `size / outSize` when shrinking,
 * over the samples it reaches, cut off at the border, normalised, and only then made integer.
 */
export const pillowTaps = (filter: PillowFilter, size: number, outSize: number): PillowTaps => {
  const { support, value } = PILLOW_FILTERS[filter];
  const step = size / outSize;
  const stretch = Math.max(step, 1);
  const reach = support * stretch;
  // Pillow multiplies by the reciprocal, and its last bit may decide a rounding.
  const shrink = 1 / stretch;
  const first = new Int32Array(outSize);
  const offset = new Int32Array(outSize + 1);
  const weight: number[] = [];
  for (let d = 0; d < outSize; d++) {
    const centre = (d + 0.5) * step;
    const start = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const end = Math.min(Math.trunc(centre + reach + 0.5), size);
    const values: number[] = [];
    let sum = 0;
    for (let x = 0; x < end - start; x++) {
      values.push(value((x + start - centre + 0.5) * shrink));
      sum += values[x]!;
    }
    for (const one of values) weight.push(fixedPoint(sum === 0 ? one : one / sum));
    first[d] = start;
    offset[d + 1] = weight.length;
  }
  return { first, offset, weight: Int32Array.from(weight) };
};
