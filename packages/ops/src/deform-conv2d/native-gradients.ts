import { engine, getBackend, getKernel, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { DeformGeometry } from './geometry';

/** Kernels of `@srkit/backend-wasm`, each of which gives a gradient at once, without columns in tensors. */
const INPUT = 'SrkitDeformConv2dInputGradient';
const SAMPLING = 'SrkitDeformConv2dSamplingGradient';
const WEIGHT = 'SrkitDeformConv2dWeightGradient';

/** Whether the current backend has them. */
export const hasNativeGradients = (): boolean =>
  [INPUT, SAMPLING, WEIGHT].every((kernelName) => getKernel(kernelName, getBackend()));

/** Gradients for the inputs of the convolution, given that of its output, `dy`. */
export const nativeGradients = (
  { x, sampling, weight, dy }: Readonly<Record<'x' | 'sampling' | 'weight' | 'dy', Tensor4D>>,
  geometry: DeformGeometry,
): Record<'x' | 'sampling' | 'weight', () => Tensor> => {
  const run = (kernelName: string, inputs: Record<string, Tensor>, more = {}): Tensor =>
    engine().runKernel(kernelName, inputs, { ...geometry, ...more }) as Tensor;
  return {
    x: () => run(INPUT, { dy, sampling, weight }, { pictureShape: x.shape }),
    sampling: () => run(SAMPLING, { dy, x, sampling, weight }),
    weight: () => run(WEIGHT, { dy, x, sampling }),
  };
};
