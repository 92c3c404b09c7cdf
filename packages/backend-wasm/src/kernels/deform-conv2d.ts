import type { TensorInfo } from '@tensorflow/tfjs-core';
import { filterOf } from '../convolution/convolve';
import { pictureOf } from '../convolution/picture-of';
import { deformFilterGradient } from '../deformable/filter-gradient';
import { deformForward } from '../deformable/forward';
import { deformInputGradient } from '../deformable/input-gradient';
import { type DeformGeometry, deformProblem } from '../deformable/problem';
import { deformSamplingGradient } from '../deformable/sampling-gradient';
import { allFloat, defineKernel } from './kernel';

// Kernels of `deformConv2d` in `@srkit/ops`, which knows their names. `x` is `[n, height, width, c]`, `sampling`
// `[n, outHeight, outWidth, 3 * groups * taps]`, `weight` `[kh, kw, c, outChannels]`.

interface Operands {
  readonly x: TensorInfo;
  readonly sampling: TensorInfo;
  readonly weight: TensorInfo;
}

const deformConv2d = defineKernel<Operands, DeformGeometry>(
  'SrkitDeformConv2d',
  ({ backend, inputs: { x, sampling, weight }, attrs }) => {
    if (!allFloat(x, sampling, weight)) return undefined;
    const outChannels = weight.shape[3]!;
    const problem = deformProblem(backend, pictureOf(backend, x), sampling, outChannels, attrs);
    const filter = filterOf(backend, weight);
    const y = backend.output([...sampling.shape.slice(0, 3), outChannels]);
    deformForward(backend, problem, filter, y.address);
    return y.info;
  },
);

const inputGradient = defineKernel<
  Omit<Operands, 'x'> & { readonly dy: TensorInfo },
  DeformGeometry & { readonly pictureShape: [number, number, number, number] }
>('SrkitDeformConv2dInputGradient', ({ backend, inputs: { dy, sampling, weight }, attrs }) => {
  const from = pictureOf(backend, dy);
  const filter = backend.address(weight);
  const dx = backend.output(attrs.pictureShape);
  const problem = deformProblem(backend, pictureOf(backend, dx.info), sampling, weight.shape[3]!, attrs);
  deformInputGradient(backend, problem, filter, from, dx.address);
  return dx.info;
});

const samplingGradient = defineKernel<Operands & { readonly dy: TensorInfo }, DeformGeometry>(
  'SrkitDeformConv2dSamplingGradient',
  ({ backend, inputs: { x, dy, sampling, weight }, attrs }) => {
    const problem = deformProblem(backend, pictureOf(backend, x), sampling, weight.shape[3]!, attrs);
    const from = pictureOf(backend, dy);
    const filter = backend.address(weight);
    const dSampling = backend.output(sampling.shape);
    deformSamplingGradient(backend, problem, filter, from, dSampling.address);
    return dSampling.info;
  },
);

const weightGradient = defineKernel<Omit<Operands, 'weight'> & { readonly dy: TensorInfo }, DeformGeometry>(
  'SrkitDeformConv2dWeightGradient',
  ({ backend, inputs: { x, dy, sampling }, attrs }) => {
    const outChannels = dy.shape[3]!;
    const problem = deformProblem(backend, pictureOf(backend, x), sampling, outChannels, attrs);
    const from = backend.address(dy);
    const dWeight = backend.output([...attrs.kernelSize, x.shape[3]!, outChannels]);
    deformFilterGradient(backend, problem, from, dWeight.address);
    return dWeight.info;
  },
);

export const DEFORM_KERNELS = [deformConv2d, inputGradient, samplingGradient, weightGradient];
