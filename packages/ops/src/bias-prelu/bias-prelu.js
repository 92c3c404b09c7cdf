import { ShapeError } from '@srkit/core';
import { BIAS_PRELU, BIAS_PRELU_GRADIENTS } from '@srkit/core/contracts';
import { add, minimum, mul, prelu, step, sub, sum } from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { hasKernel, runKernel } from '../run-kernel';
import { isRecordingGradients } from '../tfjs-4.22/recording';
/** In stock operations, which define it, and can be differentiated again. PyTorch counts 0 among the negative. */
const referenceGradients = ({ dy, z, bias, slopes, }) => {
    const x = add(z, bias);
    const positive = step(x);
    const dz = mul(dy, add(positive, mul(sub(1, positive), slopes)));
    const overPixels = z.shape.map((_, axis) => axis).slice(0, -1);
    return [dz, sum(dz, overPixels), sum(mul(dy, minimum(x, 0)), overPixels)];
};
const gradients = (operands) => hasKernel(BIAS_PRELU_GRADIENTS) && !isRecordingGradients()
    ? runKernel(BIAS_PRELU_GRADIENTS, operands, {})
    : referenceGradients(operands);
const run = defineOp(BIAS_PRELU, {
    reference: ({ z, bias, slopes }) => prelu(add(z, bias), slopes),
    inputsToSave: ['z', 'bias', 'slopes'],
    gradient: (dy, [z, bias, slopes]) => {
        // All at once: each of them alone would read what the others read.
        const [dz, dBias, dSlopes] = gradients({ dy, z: z, bias: bias, slopes: slopes });
        return { z: () => dz, bias: () => dBias, slopes: () => dSlopes };
    },
});
/**
 * What follows a convolution while it is trained, `prelu(z + bias)`, as one step with all its gradients in two passes over
 * the pixels where the backend has kernels for it. Differentiable to any order.
 *
 * @param z Any shape whose last axis is the channels.
 * @param bias `[channels]`.
 * @param slopes `[channels]`.
 * @throws ShapeError `E_SHAPE_CHANNELS` where bias or slopes are not one number for each channel.
 */
export const biasPrelu = (z, bias, slopes) => {
    const channels = z.shape.at(-1);
    for (const [name, { shape }] of Object.entries({ bias, slopes })) {
        if (shape.length === 1 && shape[0] === channels)
            continue;
        throw new ShapeError('E_SHAPE_CHANNELS', `biasPrelu: ${name} is [${shape}], expected [${channels}] for z [${z.shape}].`);
    }
    return run({ z, bias, slopes }, {});
};
