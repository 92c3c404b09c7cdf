// It also registers what the WebAssembly backend lacks for a convolution's gradient.
import { BIAS_PRELU_GRADIENTS } from '@srkit/core/contracts';
import { biasActivation, biasPrelu, hasKernel, isRecordingGradients } from '@srkit/ops';
import {
  add,
  concat,
  conv2d,
  depthwiseConv2d,
  fused,
  reshape,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { type Activation, activate, isFused } from './activation';

export interface ConvolveOptions {
  readonly x: Tensor4D;
  /** `[kh, kw, in / groups, out]`. */
  readonly filter: Tensor;
  readonly bias?: Tensor | undefined;
  readonly stride: number;
  readonly padding: number;
  readonly activation: Activation;
  /** Channels in and out are in so many groups that do not see each other. Default 1. */
  readonly groups?: number;
}

/** Of what is negative, where an activation is no more than that and its result has the signs of what it is given. */
const slopeOf = (activation: Activation): number | undefined => {
  switch (activation.kind) {
    case 'linear':
      return 1;
    case 'relu':
      return 0;
    case 'leakyrelu':
      return activation.slope > 0 && activation.slope <= 1 ? activation.slope : undefined;
    default:
      return undefined;
  }
};

/** One kernel for convolution, bias and activation; separate ones while gradients are recorded. */
const convolveAll = ({ x, filter, bias, stride, padding, activation }: ConvolveOptions): Tensor4D => {
  // The fused form's gradient always computes the filter's part too, which is a third of all work where the
  // network is frozen (a perceptual loss, a generator's step) or where only the input's gradient is wanted.
  if (isRecordingGradients()) {
    const y = conv2d(x, filter as Tensor4D, stride, padding);
    // One slope for all channels is another operation.
    if (bias && activation.kind === 'prelu' && activation.slopes.size === bias.size) {
      const { variable } = activation.slopes;
      if (hasKernel(BIAS_PRELU_GRADIENTS)) return biasPrelu(y, bias as Tensor1D, variable as Tensor1D);
    }
    if (!bias) return activate(y, activation);
    // Nothing is kept of what comes between.
    const slope = slopeOf(activation);
    if (slope !== undefined) return biasActivation(y, bias as Tensor1D, slope);
    return activate(biasActivation(y, bias as Tensor1D, 1), activation);
  }
  const inKernel: Activation = isFused(activation) ? activation : { kind: 'linear' };
  const y: Tensor4D = fused.conv2d({
    x,
    filter: filter as Tensor4D,
    strides: stride,
    pad: padding,
    ...(bias ? { bias: bias as Tensor1D } : {}),
    activation: inKernel.kind,
    ...(inKernel.kind === 'leakyrelu' ? { leakyreluAlpha: inKernel.slope } : {}),
    ...(inKernel.kind === 'prelu' ? { preluActivationWeights: inKernel.slopes.variable } : {}),
  });
  return inKernel === activation ? y : activate(y, activation);
};

/** Every channel by itself. */
const convolveChannels = ({ x, filter, bias, stride, padding, activation }: ConvolveOptions): Tensor4D => {
  const [size, , , channels] = filter.shape as [number, number, number, number];
  const y = depthwiseConv2d(x, reshape(filter, [size, size, channels, 1]), stride, padding);
  return activate(bias ? add<Tensor4D>(y, bias) : y, activation);
};

/** One group after the other. */
const convolveGroups = (options: ConvolveOptions, groups: number): Tensor4D => {
  const { x, filter, bias, activation } = options;
  const [size, , inChannels, outChannels] = filter.shape as [number, number, number, number];
  const each = outChannels / groups;
  // Slopes are those of all channels.
  const inside: Activation = activation.kind === 'prelu' ? { kind: 'linear' } : activation;
  const parts = Array.from({ length: groups }, (_, g) =>
    convolveAll({
      ...options,
      x: slice(x, [0, 0, 0, g * inChannels], [-1, -1, -1, inChannels]),
      filter: slice(filter as Tensor4D, [0, 0, 0, g * each], [size, size, inChannels, each]),
      bias: bias && slice(bias as Tensor1D, [g * each], [each]),
      activation: inside,
    }),
  );
  const joined = concat(parts, 3);
  return inside === activation ? joined : activate(joined, activation);
};

/** Convolution, bias and activation, in as few kernels as the backend has. */
export const convolve = (options: ConvolveOptions): Tensor4D => {
  const { x, filter, groups = 1 } = options;
  if (groups === 1) return tidy(() => convolveAll(options));
  const isDepthwise = groups === x.shape[3] && groups === filter.shape[3];
  return tidy(() => (isDepthwise ? convolveChannels(options) : convolveGroups(options, groups)));
};
