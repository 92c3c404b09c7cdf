import type { OpContract } from './op-contract';

export interface AdamAttrs {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  /**
   * sqrt(1 - beta2^t). The corrections are double precision numbers, as in torch; in float32, 1 - 0.999 is off by 1e-5
   * of itself.
   */
  readonly correction: number;
  /** lr / (1 - beta1^t). */
  readonly stepSize: number;
}

/** Adam's update of one parameter: three results of its shape, the new parameter and its new averages. */
export const ADAM_STEP: OpContract<'parameter' | 'gradient' | 'expAvg' | 'expAvgSq', AdamAttrs> = {
  kernelName: 'AdamStep',
  inputs: ['parameter', 'gradient', 'expAvg', 'expAvgSq'],
  outputShape: ({ parameter }) => [...parameter],
};
