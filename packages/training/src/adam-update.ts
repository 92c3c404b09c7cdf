import {
  add,
  div,
  engine,
  getBackend,
  getKernel,
  mul,
  sqrt,
  square,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** A kernel of this name, where a backend has it, makes the whole update in one pass. */
const KERNEL = 'AdamStep';

/** All of one shape. */
export interface AdamTensors {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly expAvg: Tensor;
  readonly expAvgSq: Tensor;
}

export interface AdamNumbers {
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

/** What the tensors become. */
export type AdamUpdate = Omit<AdamTensors, 'gradient'>;

/** The update in stock operations, which defines it. */
export const referenceAdamUpdate = (
  { parameter, gradient: given, expAvg: m, expAvgSq: v }: AdamTensors,
  { beta1, beta2, eps, weightDecay, correction, stepSize }: AdamNumbers,
): AdamUpdate => {
  const gradient = weightDecay === 0 ? given : add(given, mul(parameter, weightDecay));
  const expAvg = add(mul(m, beta1), mul(gradient, 1 - beta1));
  const expAvgSq = add(mul(v, beta2), mul(square(gradient), 1 - beta2));
  const denominator = add(div(sqrt(expAvgSq), correction), eps);
  return { parameter: sub(parameter, mul(div(expAvg, denominator), stepSize)), expAvg, expAvgSq };
};

/** One update of one parameter. To be called within `tidy`. */
export const adamUpdate = (tensors: AdamTensors, numbers: AdamNumbers): AdamUpdate => {
  if (!getKernel(KERNEL, getBackend())) return referenceAdamUpdate(tensors, numbers);
  const [parameter, expAvg, expAvgSq] = engine().runKernel(
    KERNEL,
    { ...tensors },
    { ...numbers },
  ) as Tensor[];
  return { parameter: parameter!, expAvg: expAvg!, expAvgSq: expAvgSq! };
};
