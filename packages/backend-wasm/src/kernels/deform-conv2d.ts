import {
  DEFORM_CONV2D,
  DEFORM_CONV2D_INPUT_GRADIENT,
  DEFORM_CONV2D_SAMPLING_GRADIENT,
  DEFORM_CONV2D_WEIGHT_GRADIENT,
  DYNAMIC_AGGREGATION,
} from '@srkit/core/contracts';
import { filterOf } from '../convolution/convolve';
import { pictureOf } from '../convolution/picture-of';
import { deformFilterGradient } from '../deformable/filter-gradient';
import { deformForward } from '../deformable/forward';
import { deformInputGradient } from '../deformable/input-gradient';
import { deformProblem } from '../deformable/problem';
import { deformSamplingGradient } from '../deformable/sampling-gradient';
import { implementOp } from './kernel';

const deformConv2d = implementOp(
  DEFORM_CONV2D,
  ({ backend, inputs: { x, sampling, weight }, attrs, outputShape }) => {
    const problem = deformProblem(backend, pictureOf(backend, x), sampling, outputShape[3]!, attrs);
    const filter = filterOf(backend, weight);
    const y = backend.output(outputShape);
    deformForward(backend, problem, filter, y.address);
    return y.info;
  },
);

const dynamicAggregation = implementOp(
  DYNAMIC_AGGREGATION,
  ({ backend, inputs: { x, learned, matched, weight, bias }, attrs: { deformGroups, top }, outputShape }) => {
    const geometry = { kernelSize: [3, 3] as const, stride: 1, padding: 1, dilation: 1, deformGroups };
    const problem = deformProblem(backend, pictureOf(backend, x), learned, outputShape[3]!, geometry);
    const filter = filterOf(backend, weight);
    const aggregation = { bias: backend.address(bias), matched: backend.address(matched), top };
    const y = backend.output(outputShape);
    deformForward(backend, problem, filter, y.address, aggregation);
    return y.info;
  },
);

const inputGradient = implementOp(
  DEFORM_CONV2D_INPUT_GRADIENT,
  ({ backend, inputs: { dy, sampling, weight }, attrs, outputShape }) => {
    const from = pictureOf(backend, dy);
    const filter = backend.address(weight);
    const dx = backend.output(outputShape);
    const problem = deformProblem(backend, pictureOf(backend, dx.info), sampling, weight.shape[3]!, attrs);
    deformInputGradient(backend, problem, filter, from, dx.address);
    return dx.info;
  },
);

const samplingGradient = implementOp(
  DEFORM_CONV2D_SAMPLING_GRADIENT,
  ({ backend, inputs: { x, dy, sampling, weight }, attrs, outputShape }) => {
    const problem = deformProblem(backend, pictureOf(backend, x), sampling, weight.shape[3]!, attrs);
    const from = pictureOf(backend, dy);
    const filter = backend.address(weight);
    const dSampling = backend.output(outputShape);
    deformSamplingGradient(backend, problem, filter, from, dSampling.address);
    return dSampling.info;
  },
);

const weightGradient = implementOp(
  DEFORM_CONV2D_WEIGHT_GRADIENT,
  ({ backend, inputs: { x, dy, sampling }, attrs, outputShape }) => {
    const problem = deformProblem(backend, pictureOf(backend, x), sampling, outputShape[3]!, attrs);
    const from = backend.address(dy);
    const dWeight = backend.output(outputShape);
    deformFilterGradient(backend, problem, from, dWeight.address);
    return dWeight.info;
  },
);

export const DEFORM_KERNELS = [
  deformConv2d,
  dynamicAggregation,
  inputGradient,
  samplingGradient,
  weightGradient,
];
