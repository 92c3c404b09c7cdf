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

export type AdamInput = 'parameter' | 'gradient' | 'expAvg' | 'expAvgSq';

/** Adam's update of one parameter: three results of its shape, the new parameter and its new averages. */
export const ADAM_STEP: OpContract<AdamInput, AdamAttrs> = {
  kernelName: 'AdamStep',
  inputs: ['parameter', 'gradient', 'expAvg', 'expAvgSq'],
  outputShape: ({ parameter }) => [...parameter],
};

/**
 * The update of any number of parameters with the same numbers, for backends that are faster at it: inputs `parameter0`,
 * `gradient0`, `expAvg0`, `expAvgSq0`, `parameter1`, ..., and of each the three results of `ADAM_STEP`, one after the other.
 */
export const ADAM_STEPS = 'AdamSteps';
