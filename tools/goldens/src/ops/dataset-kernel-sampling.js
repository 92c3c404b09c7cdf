import { kernelFromSpec, optionsFromBasicSR, padKernel, samplePictureKernels, } from '@srkit/degradation';
import { compare } from '../compare';
import { recordedSource } from './recorded-source';
/** The dataset pads every kernel to this side. */
const PADDED = 21;
const positional = ({ fn, low, high, population, weights, result }) => ({
    fn,
    args: [low, high, population, weights].filter((argument) => argument !== undefined),
    result,
});
/** `dataset_kernel_sampling`: the official draws, replayed, must give the official kernels. */
export const datasetKernelSampling = async ({ golden }) => {
    const { params, tolerance } = golden.file;
    const options = optionsFromBasicSR({
        model_type: 'RealESRGANModel',
        scale: 4,
        datasets: { train: params['options'] },
    });
    return params['items'].flatMap((item) => {
        const source = recordedSource(item.calls.map(positional));
        const drawn = samplePictureKernels(source, options);
        source.finish();
        const [first, second] = drawn.stages;
        const specs = [
            [item.kernel1, first],
            [item.kernel2, second],
            [item.sinc_kernel, drawn.final],
        ];
        return specs.map(([name, spec]) => {
            const { size, values } = padKernel(kernelFromSpec(spec), PADDED);
            return compare(name, { shape: [size, size], values }, golden.tensor(name), tolerance);
        });
    });
};
