import { backend_util } from '@tensorflow/tfjs-core';
import { floats } from '../case-tensors';
const relativeTo = 'largest';
const PICTURES = [
    [1, 4, 4, 1],
    [2, 6, 5, 3],
    [1, 7, 9, 17],
];
const WINDOWS = [
    [1, 1],
    [2, 2],
    [3, 2],
    [3, 1],
];
const flat = () => PICTURES.flatMap((shape) => WINDOWS.flatMap(([filterSize, strides]) => ['valid', 'same', 1]
    .filter((pad) => pad !== 1 || filterSize > 1)
    .flatMap((pad) => {
    const attrs = { filterSize, strides, pad, dimRoundingMode: pad === 1 ? 'floor' : undefined };
    const { outShape } = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, 'floor');
    const [x, y] = [floats(shape), floats(outShape, 2)];
    return [
        { kernel: 'MaxPool', inputs: { x }, attrs },
        { kernel: 'AvgPool', inputs: { x }, attrs, relativeTo },
        // The gradient looks for the maxima itself and reads only the shape of the output.
        { kernel: 'MaxPoolGrad', inputs: { dy: y, input: x, output: y }, attrs, relativeTo },
        { kernel: 'AvgPoolGrad', inputs: { dy: y, input: x }, attrs, relativeTo },
        ...(pad === 1
            ? []
            : [false, true].map((includeBatchInIndex) => ({
                kernel: 'MaxPoolWithArgmax',
                inputs: { x },
                attrs: { filterSize, strides, pad, includeBatchInIndex },
            }))),
    ];
})));
const solid = () => WINDOWS.flatMap(([filterSize, strides]) => ['valid', 'same'].flatMap((pad) => {
    const shape = [1, 4, 5, 4, 2];
    const attrs = { filterSize, strides, pad };
    const { outShape } = backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad);
    const [x, y] = [floats(shape), floats(outShape, 2)];
    return [
        { kernel: 'MaxPool3D', inputs: { x }, attrs: { ...attrs, dataFormat: 'NDHWC' } },
        { kernel: 'AvgPool3D', inputs: { x }, attrs: { ...attrs, dataFormat: 'NDHWC' }, relativeTo },
        { kernel: 'MaxPool3DGrad', inputs: { dy: y, input: x, output: y }, attrs, relativeTo },
        { kernel: 'AvgPool3DGrad', inputs: { dy: y, input: x }, attrs, relativeTo },
    ];
}));
const normalisations = () => {
    const x = floats([2, 3, 4, 5]);
    const channels = (seed) => floats([5], seed, [0.5, 2]);
    const [mean, variance, scale, offset] = [1, 2, 3, 4].map(channels);
    const response = { depthRadius: 2, bias: 1, alpha: 0.5, beta: 0.75 };
    const statistics = { x, mean: mean, variance: variance };
    return [
        ...[
            statistics,
            { ...statistics, scale: scale },
            { ...statistics, offset: offset },
            { ...statistics, scale: scale, offset: offset },
        ].map((inputs) => ({
            kernel: 'FusedBatchNorm',
            inputs,
            attrs: { varianceEpsilon: 1e-3 },
            relativeTo,
        })),
        { kernel: 'LRN', inputs: { x }, attrs: response },
        {
            kernel: 'LRNGrad',
            inputs: { x, y: floats([2, 3, 4, 5], 6), dy: floats([2, 3, 4, 5], 7) },
            attrs: response,
            relativeTo,
        },
        ...[[7], [2, 3], [2, 0]].map((shape) => ({
            kernel: 'EluGrad',
            inputs: { dy: floats(shape), y: floats(shape, 2, [-1, 1]) },
        })),
    ];
};
export const poolCases = () => [...flat(), ...solid(), ...normalisations()];
