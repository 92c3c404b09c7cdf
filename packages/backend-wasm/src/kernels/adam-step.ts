import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { elementChunks } from './elementwise/element-chunks';
import { allFloat, defineKernel } from './kernel';

interface Inputs {
  readonly parameter: TensorInfo;
  readonly gradient: TensorInfo;
  readonly expAvg: TensorInfo;
  readonly expAvgSq: TensorInfo;
}

interface Attrs {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  /** sqrt(1 - beta2^t). */
  readonly correction: number;
  /** lr / (1 - beta1^t). */
  readonly stepSize: number;
}

/** Seven tensors pass by: a quarter of the usual elements is as much work. */
const SMALLEST = 8192;

/** Adam's update of one parameter: the new parameter and its new averages. */
export const adamStep = defineKernel<Inputs, Attrs>('AdamStep', ({ backend, inputs, attrs }) => {
  const { parameter, gradient, expAvg, expAvgSq } = inputs;
  const { shape } = parameter;
  const tensors = [parameter, gradient, expAvg, expAvgSq];
  if (!allFloat(...tensors)) throw new Error('AdamStep: expected float32 tensors.');
  for (const tensor of tensors) util.assertShapesMatch(tensor.shape, shape, 'AdamStep: ');
  const count = util.sizeFromShape(shape);
  const addresses = tensors.map((tensor) => backend.address(tensor));
  const outputs = [backend.output(shape), backend.output(shape), backend.output(shape)];
  const { chunks, perChunk } = elementChunks(count, SMALLEST);
  const { beta1, beta2, eps, weightDecay, correction, stepSize } = attrs;
  backend.params
    .ints(...addresses, ...outputs.map(({ address }) => address), count, perChunk)
    .floats(weightDecay, beta1, 1 - beta1, beta2, 1 - beta2, correction, eps, stepSize);
  backend.run('adamStepChunk', chunks);
  return outputs.map(({ info }) => info);
});
