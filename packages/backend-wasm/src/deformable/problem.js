import { isExact } from '../convolution/exact';
export const deformProblem = (backend, x, sampling, outChannels, geometry) => {
    const [, outHeight, outWidth] = sampling.shape;
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
/** Writes `DeformJob` of `assembly/deform/deform-job.ts`. */
export const writeDeformJob = (params, problem, pixelsPerBlock, { address, bytesPerThread, at }) => {
    const { x, kernelSize, stride, padding, dilation } = problem;
    return params
        .ints(x.address, x.height, x.width, x.channels)
        .ints(problem.sampling, x.batch, problem.outPixels, problem.outWidth, problem.deformGroups)
        .ints(...kernelSize, stride, padding, dilation, problem.outChannels)
        .ints(pixelsPerBlock, address, bytesPerThread, at.blank, at.table, at.columns, isExact() ? 1 : 0);
};
