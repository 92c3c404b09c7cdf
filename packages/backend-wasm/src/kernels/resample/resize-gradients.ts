import { type ResampleTable, transposeTable } from '@srkit/core/contracts';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { resample } from '../../resample/resample';
import { bilinearTable, nearestTable, type Sampling } from '../../resample/sampling';
import { allFloat, defineKernel } from '../kernel';

interface Inputs {
  readonly images: TensorInfo;
  readonly dy: TensorInfo;
}

/**
 * The gradient is the transposed map. tfjs's cpu kernels differ from it for `halfPixelCenters`, which they ignore, for
 * the nearest neighbours of a second sample, and for the shape of bilinear pictures that are not square.
 */
const gradientOf = (
  kernelName: string,
  table: (inSize: number, outSize: number, sampling: Sampling) => ResampleTable,
): KernelConfig =>
  defineKernel<Inputs, Partial<Sampling>>(
    kernelName,
    ({ backend, inputs: { images, dy }, attrs: { alignCorners = false, halfPixelCenters = false } }) => {
      const [, h, w] = images.shape as [number, number, number, number];
      const [, outHeight, outWidth] = dy.shape as [number, number, number, number];
      if (!allFloat(images, dy) || h === 0 || w === 0) return undefined;
      const sampling = { alignCorners, halfPixelCenters };
      const rows = transposeTable(table(h, outHeight, sampling));
      return resample(backend, dy, rows, transposeTable(table(w, outWidth, sampling)));
    },
  );

export const resizeNearestNeighborGrad = gradientOf('ResizeNearestNeighborGrad', nearestTable);
export const resizeBilinearGrad = gradientOf('ResizeBilinearGrad', bilinearTable);
