import { ADAM_STEP, ADAM_STEPS, type AdamAttrs, type AdamInput } from '@srkit/core/contracts';
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

/** All of one shape. */
export type AdamTensors = Readonly<Record<AdamInput, Tensor>>;

/** What the tensors become. */
export type AdamUpdate = Omit<AdamTensors, 'gradient'>;

/** The update in stock operations, which defines it. */
export const referenceAdamUpdate = (
  { parameter, gradient: given, expAvg: m, expAvgSq: v }: AdamTensors,
  { beta1, beta2, eps, weightDecay, correction, stepSize }: AdamAttrs,
): AdamUpdate => {
  const gradient = weightDecay === 0 ? given : add(given, mul(parameter, weightDecay));
  const expAvg = add(mul(m, beta1), mul(gradient, 1 - beta1));
  const expAvgSq = add(mul(v, beta2), mul(square(gradient), 1 - beta2));
  const denominator = add(div(sqrt(expAvgSq), correction), eps);
  return { parameter: sub(parameter, mul(div(expAvg, denominator), stepSize)), expAvg, expAvgSq };
};

/** One update of one parameter, in one pass where the backend has a kernel for it. To be called within `tidy`. */
export const adamUpdate = (tensors: AdamTensors, numbers: AdamAttrs): AdamUpdate => {
  const { kernelName } = ADAM_STEP;
  if (!getKernel(kernelName, getBackend())) return referenceAdamUpdate(tensors, numbers);
  const [parameter, expAvg, expAvgSq] = engine().runKernel(
    kernelName,
    { ...tensors },
    { ...numbers },
  ) as Tensor[];
  return { parameter: parameter!, expAvg: expAvg!, expAvgSq: expAvgSq! };
};

/** Elements that are updated at once: few dispatches, and a few megabytes beside the parameters. */
const AT_ONCE = 2 ** 20;

/** How many elements of several parameters the current backend updates at once; 0: it takes one parameter after the other. */
export const elementsAtOnce = (): number => (getKernel(ADAM_STEPS, getBackend()) ? AT_ONCE : 0);

/** The updates of several parameters with the same numbers, at once where the backend can. To be called within `tidy`. */
export const adamUpdates = (all: readonly AdamTensors[], numbers: AdamAttrs): AdamUpdate[] => {
  if (all.length === 1 || elementsAtOnce() === 0) return all.map((tensors) => adamUpdate(tensors, numbers));
  const inputs = Object.fromEntries(
    all.flatMap((tensors, i) => Object.entries(tensors).map(([name, tensor]) => [`${name}${i}`, tensor])),
  );
  const results = engine().runKernel(ADAM_STEPS, inputs, { ...numbers }) as Tensor[];
  return all.map((_, i) => {
    const [parameter, expAvg, expAvgSq] = results.slice(3 * i, 3 * i + 3) as [Tensor, Tensor, Tensor];
    return { parameter, expAvg, expAvgSq };
  });
};
