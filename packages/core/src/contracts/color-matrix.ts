import type { OpContract } from './op-contract';

export interface ColorMatrixAttrs {
  /** One row per output channel, one column per input channel, row by row. */
  readonly matrix: readonly number[];
  /** Added to the output channels. */
  readonly offset: readonly number[];
}

/** The last axis times a matrix, plus an offset: `[..., inputs]` to `[..., outputs]`. */
export const COLOR_MATRIX: OpContract<'x', ColorMatrixAttrs> = {
  kernelName: 'SrkitColorMatrix',
  inputs: ['x'],
  outputShape: ({ x }, { offset }) => [...x.slice(0, -1), offset.length],
};
