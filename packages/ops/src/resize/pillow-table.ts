import { identityTable, type ResampleTable, resampleTable } from '../resample/resample-table';
import { keysCubic } from './keys-cubic';

const sinc = (t: number): number => (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t));

/** Pillow's filters: the value at a distance in samples, and the distance from which on it is 0. */
const FILTERS = {
  box: { support: 0.5, value: (t: number) => (t > -0.5 && t <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, value: (t: number) => Math.max(1 - Math.abs(t), 0) },
  bicubic: { support: 2, value: keysCubic },
  lanczos: { support: 3, value: (t: number) => (t >= -3 && t < 3 ? sinc(t) * sinc(t / 3) : 0) },
} as const;

export type PillowFilter = keyof typeof FILTERS;
export const PILLOW_FILTERS = Object.keys(FILTERS) as readonly PillowFilter[];

/**
 * One axis of Pillow's `Image.resize`: the filter, widened by `inSize / outSize` when shrinking, over the samples
 * whose centres it reaches, cut off at the border and normalised.
 */
export const pillowTable = (filter: PillowFilter, inSize: number, outSize: number): ResampleTable => {
  if (inSize === outSize) return identityTable(inSize);
  const { support, value } = FILTERS[filter];
  const step = inSize / outSize;
  const stretch = Math.max(step, 1);
  const reach = support * stretch;
  return resampleTable(inSize, outSize, (d, add) => {
    const centre = (d + 0.5) * step;
    const start = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const end = Math.min(Math.trunc(centre + reach + 0.5), inSize);
    const weightOf = (i: number) => value((i - centre + 0.5) / stretch);
    let sum = 0;
    for (let i = start; i < end; i++) sum += weightOf(i);
    for (let i = start; i < end; i++) add(i, weightOf(i) / sum);
  });
};
