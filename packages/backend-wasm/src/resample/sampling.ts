import { type AxisTable, axisTable, type Taps } from './axis-table';

/** tfjs's options of a resize. */
export interface Sampling {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Inputs from one output to the next. */
const stepOf = (inSize: number, outSize: number, { alignCorners }: Sampling): number => {
  const ends = alignCorners && outSize > 1 ? 1 : 0;
  return (inSize - ends) / (outSize - ends);
};

/** The input that each output repeats, as tfjs's cpu backend chooses it. */
export const nearestInputs = (inSize: number, outSize: number, sampling: Sampling): Int32Array => {
  const step = stepOf(inSize, outSize, sampling);
  const centre = sampling.halfPixelCenters ? 0.5 : 0;
  return Int32Array.from({ length: outSize }, (_, d) => {
    const position = step * (d + centre);
    return Math.min(inSize - 1, sampling.alignCorners ? Math.round(position) : Math.floor(position));
  });
};

export const nearestTable = (inSize: number, outSize: number, sampling: Sampling): AxisTable =>
  axisTable(
    inSize,
    Array.from(nearestInputs(inSize, outSize, sampling), (first): Taps => ({ first, weights: [1] })),
  );

/** The two inputs between which each output lies. */
export const bilinearTable = (inSize: number, outSize: number, sampling: Sampling): AxisTable => {
  const step = stepOf(inSize, outSize, sampling);
  const centre = sampling.halfPixelCenters ? 0.5 : 0;
  return axisTable(
    inSize,
    Array.from({ length: outSize }, (_, d): Taps => {
      const position = Math.max(0, step * (d + centre) - centre);
      const first = Math.min(Math.floor(position), inSize - 1);
      const share = position - first;
      // Beyond the last input, and on an input, there is nothing to mix.
      return share === 0 || first === inSize - 1
        ? { first, weights: [1] }
        : { first, weights: [1 - share, share] };
    }),
  );
};
