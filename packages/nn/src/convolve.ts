// It also registers what the WebAssembly backend lacks for a convolution's gradient.
import { BIAS_PRELU_GRADIENTS } from '@srkit/core/contracts';
import { biasPrelu, hasKernel, isRecordingGradients } from '@srkit/ops';
import { add, conv2d, fused, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { type Activation, activate } from './activation';

export interface ConvolveOptions {
  readonly x: Tensor4D;
  /** `[kh, kw, in, out]`. */
  readonly filter: Tensor;
  readonly bias?: Tensor | undefined;
  readonly stride: number;
  readonly padding: number;
  readonly activation: Activation;
}

/** One kernel for convolution, bias and activation; separate ones while gradients are recorded. */
export const convolve = ({ x, filter, bias, stride, padding, activation }: ConvolveOptions): Tensor4D => {
  // The fused form's gradient always computes the filter's part too, which is a third of all work where the
  // network is frozen (a perceptual loss, a generator's step) or where only the input's gradient is wanted.
  if (isRecordingGradients()) {
    const y = conv2d(x, filter as Tensor4D, stride, padding);
    // One slope for all channels is another operation.
    if (bias && activation.kind === 'prelu' && activation.slopes.size === bias.size) {
      const { variable } = activation.slopes;
      if (hasKernel(BIAS_PRELU_GRADIENTS)) return biasPrelu(y, bias as Tensor1D, variable as Tensor1D);
    }
    return activate(bias ? add<Tensor4D>(y, bias) : y, activation);
  }
  return fused.conv2d({
    x,
    filter: filter as Tensor4D,
    strides: stride,
    pad: padding,
    ...(bias ? { bias: bias as Tensor1D } : {}),
    activation: activation.kind,
    ...(activation.kind === 'leakyrelu' ? { leakyreluAlpha: activation.slope } : {}),
    ...(activation.kind === 'prelu' ? { preluActivationWeights: activation.slopes.variable } : {}),
  });
};
