import { DEFORM_CONV2D_INPUT_GRADIENT, DEFORM_CONV2D_SAMPLING_GRADIENT, DEFORM_CONV2D_WEIGHT_GRADIENT, } from '@srkit/core/contracts';
import { hasKernel, runKernel } from '../run-kernel';
/** Whether the current backend has kernels that give each gradient at once, without columns in tensors. */
export const hasNativeGradients = () => [DEFORM_CONV2D_INPUT_GRADIENT, DEFORM_CONV2D_SAMPLING_GRADIENT, DEFORM_CONV2D_WEIGHT_GRADIENT].every(hasKernel);
/** Gradients for the inputs of the convolution, given that of its output, `dy`. */
export const nativeGradients = ({ x, sampling, weight, dy }, geometry) => ({
    x: () => runKernel(DEFORM_CONV2D_INPUT_GRADIENT, { dy, sampling, weight }, { ...geometry, pictureShape: x.shape }),
    sampling: () => runKernel(DEFORM_CONV2D_SAMPLING_GRADIENT, { dy, x, sampling, weight }, geometry),
    weight: () => runKernel(DEFORM_CONV2D_WEIGHT_GRADIENT, { dy, x, sampling }, geometry),
});
