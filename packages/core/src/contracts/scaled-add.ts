import type { OpContract } from './op-contract';

export interface ScaledAddAttrs {
  /** Factors of both. */
  readonly scales: readonly [number, number];
}

/** `a * scales[0] + b * scales[1]`, of one shape. */
export const SCALED_ADD: OpContract<'a' | 'b', ScaledAddAttrs> = {
  kernelName: 'ScaledAdd',
  inputs: ['a', 'b'],
  outputShape: ({ a }) => [...a],
};
