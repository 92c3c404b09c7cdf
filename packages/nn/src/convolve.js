// It also registers what the WebAssembly backend lacks for a convolution's gradient.
import { BIAS_PRELU_GRADIENTS } from '@srkit/core/contracts';
import { biasPrelu, hasKernel, isRecordingGradients } from '@srkit/ops';
import { add, conv2d, fused } from '@tensorflow/tfjs-core';
import { activate } from './activation';
/** One kernel for convolution, bias and activation; separate ones while gradients are recorded. */
export const convolve = ({ x, filter, bias, stride, padding, activation }) => {
    // The fused form's gradient always computes the filter's part too, which is a third of all work where the
    // network is frozen (a perceptual loss, a generator's step) or where only the input's gradient is wanted.
    if (isRecordingGradients()) {
        const y = conv2d(x, filter, stride, padding);
        if (bias && activation.kind === 'prelu' && hasKernel(BIAS_PRELU_GRADIENTS)) {
            return biasPrelu(y, bias, activation.slopes.variable);
        }
        return activate(bias ? add(y, bias) : y, activation);
    }
    return fused.conv2d({
        x,
        filter: filter,
        strides: stride,
        pad: padding,
        ...(bias ? { bias: bias } : {}),
        activation: activation.kind,
        ...(activation.kind === 'leakyrelu' ? { leakyreluAlpha: activation.slope } : {}),
        ...(activation.kind === 'prelu' ? { preluActivationWeights: activation.slopes.variable } : {}),
    });
};
