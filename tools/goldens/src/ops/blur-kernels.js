import { besselJ1, gaussianKernel, generalizedGaussianKernel, padKernel, plateauKernel, sincKernel, } from '@srkit/degradation';
import { compare } from '../compare';
const shapeOf = ({ size }) => [size, size];
const blurKernel = (family, item) => {
    const { kernel_size: size, sig_x: sigmaX, beta = Number.NaN } = item;
    const shape = item.isotropic
        ? { size, sigmaX }
        : { size, sigmaX, sigmaY: item.sig_y, rotation: item.theta };
    switch (family) {
        case 'gaussian':
            return gaussianKernel(shape);
        case 'generalized':
            return generalizedGaussianKernel({ ...shape, beta });
        case 'plateau':
            return plateauKernel({ ...shape, beta });
        default:
            throw new Error(`family '${String(family)}' of kernels is not known`);
    }
};
/** `blur_kernels`: Gaussian, generalised and plateau-shaped kernels. */
export const blurKernels = async ({ golden }) => {
    const { params, tolerance } = golden.file;
    return params['items'].map((item) => {
        const kernel = blurKernel(params['family'], item);
        const actual = { shape: shapeOf(kernel), values: kernel.values };
        return compare(item.output, actual, golden.tensor(item.output), tolerance);
    });
};
/** `sinc_kernels`: circular low-pass filters, some padded. */
export const sincKernels = async ({ golden }) => golden.file.params['items'].map((item) => {
    const own = sincKernel(item.kernel_size, item.cutoff);
    const kernel = item.pad_to > own.size ? padKernel(own, item.pad_to) : own;
    const actual = { shape: shapeOf(kernel), values: kernel.values };
    return compare(item.output, actual, golden.tensor(item.output), golden.file.tolerance);
});
/** `bessel_j1`: the function the sinc kernels are made of. */
export const besselJ1Op = async ({ golden }) => {
    const { shape, values } = golden.tensor('x');
    const actual = { shape, values: Float64Array.from(values, besselJ1) };
    return [compare('j1', actual, golden.tensor('j1'), golden.file.tolerance)];
};
