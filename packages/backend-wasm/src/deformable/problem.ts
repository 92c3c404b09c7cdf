import type { DeformGeometry } from '@srkit/core/contracts';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../backend';
import { isExact } from '../convolution/exact';
import type { Picture } from '../convolution/picture';
import type { JobParams } from '../threads/job';

/** What is known of every deformable convolution, forward and backward. */
export interface DeformProblem extends DeformGeometry {
  readonly x: Picture;
  /** Address of `[n, outHeight, outWidth, 3 * groups * taps]`. */
  readonly sampling: number;
  /** Of one sample. */
  readonly outPixels: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly taps: number;
  readonly groupChannels: number;
}

export const deformProblem = (
  backend: SrkitWasmBackend,
  x: Picture,
  sampling: TensorInfo,
  outChannels: number,
  geometry: DeformGeometry,
): DeformProblem => {
  const [, outHeight, outWidth] = sampling.shape as [number, number, number, number];
  const { kernelSize, stride, padding, dilation, deformGroups } = geometry;
  return {
    kernelSize,
    stride,
    padding,
    dilation,
    deformGroups,
    x,
    sampling: backend.address(sampling),
    outPixels: outHeight * outWidth,
    outWidth,
    outChannels,
    taps: kernelSize[0] * kernelSize[1],
    groupChannels: x.channels / deformGroups,
  };
};

/** A thread's memory as all kernels of deformable convolution use it. */
export interface DeformScratch {
  readonly address: number;
  readonly bytesPerThread: number;
  readonly at: Readonly<Record<'blank' | 'table' | 'columns', number>>;
}

/** Writes `DeformJob` of `assembly/deform/deform-job.ts`. */
export const writeDeformJob = (
  params: JobParams,
  problem: DeformProblem,
  pixelsPerBlock: number,
  { address, bytesPerThread, at }: DeformScratch,
): JobParams => {
  const { x, kernelSize, stride, padding, dilation } = problem;
  return params
    .ints(x.address, x.height, x.width, x.channels)
    .ints(problem.sampling, x.batch, problem.outPixels, problem.outWidth, problem.deformGroups)
    .ints(...kernelSize, stride, padding, dilation, problem.outChannels)
    .ints(pixelsPerBlock, address, bytesPerThread, at.blank, at.table, at.columns, isExact() ? 1 : 0);
};
