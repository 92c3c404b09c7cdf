import {
  DEFORM_CONV2D_INPUT_GRADIENT,
  DEFORM_CONV2D_SAMPLING_GRADIENT,
  DEFORM_CONV2D_WEIGHT_GRADIENT,
  type DeformGeometry,
} from '@srkit/core/contracts';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../run-kernel';

/** Whether the current backend has kernels that give each gradient at once, without columns in tensors. */
export const hasNativeGradients = (): boolean =>
  [DEFORM_CONV2D_INPUT_GRADIENT, DEFORM_CONV2D_SAMPLING_GRADIENT, DEFORM_CONV2D_WEIGHT_GRADIENT].every(
    hasKernel,
  );

/** Gradients for the inputs of the convolution, given that of its output, `dy`. */
export const nativeGradients = (
  { x, sampling, weight, dy }: Readonly<Record<'x' | 'sampling' | 'weight' | 'dy', Tensor4D>>,
  geometry: DeformGeometry,
): Record<'x' | 'sampling' | 'weight', () => Tensor> => ({
  x: () =>
    runKernel(
      DEFORM_CONV2D_INPUT_GRADIENT,
      { dy, sampling, weight },
      { ...geometry, pictureShape: x.shape },
    ) as Tensor,
  sampling: () => runKernel(DEFORM_CONV2D_SAMPLING_GRADIENT, { dy, x, sampling, weight }, geometry) as Tensor,
  weight: () => runKernel(DEFORM_CONV2D_WEIGHT_GRADIENT, { dy, x, sampling }, geometry) as Tensor,
});
