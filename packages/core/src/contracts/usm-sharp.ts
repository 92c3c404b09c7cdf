import type { OpContract } from './op-contract';

export interface UsmAttrs {
  /** How much of the detail is added again. */
  readonly weight: number;
  /** Detail of at most this many levels of 255 is left alone. */
  readonly threshold: number;
  /** Weights of the blur along one axis, of odd length. */
  readonly gaussian: readonly number[];
}

/** Unsharp mask of a picture in [0, 1], `[n, h, w, c]`. */
export const USM_SHARP: OpContract<'x', UsmAttrs> = {
  kernelName: 'SrkitUsmSharp',
  inputs: ['x'],
  outputShape: ({ x }) => [...x],
};
