import { backend_util } from '@tensorflow/tfjs-core';
import { floats } from '../case-tensors';
/** Terms cancel. */
const relativeTo = 'largest';
/** 3x3 as networks have it, and everything else: 1x1, even, oblong and large filters; odd channels. */
const SIZES = [
    { x: [1, 6, 6, 4], filter: [3, 3, 8] },
    { x: [2, 9, 7, 3], filter: [3, 3, 5] },
    { x: [1, 14, 11, 17], filter: [3, 3, 9] },
    { x: [1, 3, 3, 1], filter: [3, 3, 1] },
    { x: [2, 5, 4, 6], filter: [1, 1, 7] },
    { x: [1, 8, 8, 4], filter: [4, 4, 4] },
    { x: [1, 7, 9, 2], filter: [1, 5, 3] },
    { x: [1, 9, 9, 2], filter: [7, 7, 2] },
    { x: [1, 6, 7, 3], filter: [2, 3, 4] },
];
const STRIDES = [
    [1, 1],
    [2, 2],
    [1, 2],
];
const PADS = [
    'same',
    'valid',
    1,
    [
        [0, 0],
        [1, 0],
        [0, 2],
        [0, 0],
    ],
];
const DILATIONS = [
    [1, 1],
    [2, 2],
];
/** tfjs takes either strides or dilations above 1. */
const SETTINGS = SIZES.flatMap((sizes) => STRIDES.flatMap((strides) => PADS.flatMap((pad) => DILATIONS.filter(([dilation]) => dilation === 1 || Math.max(...strides) === 1).map((dilations) => ({
    ...sizes,
    strides,
    pad,
    dilations,
})))));
const outShape = ({ x, filter, strides, pad, dilations }, depthwise) => backend_util.computeConv2DInfo(x, [filter[0], filter[1], x[3], filter[2]], strides, dilations, pad, undefined, depthwise).outShape;
const fits = (setting) => outShape(setting, false).every((side) => side > 0);
const plain = () => SETTINGS.filter(fits).flatMap((setting) => {
    const { x, filter, strides, pad, dilations } = setting;
    const filterShape = [filter[0], filter[1], x[3], filter[2]];
    const dy = floats(outShape(setting, false), 3);
    const attrs = { strides, pad, dataFormat: 'NHWC' };
    const gradients = dilations[0] === 1
        ? [
            {
                kernel: 'Conv2DBackpropInput',
                inputs: { dy, filter: floats(filterShape, 2) },
                attrs: { ...attrs, inputShape: x },
                relativeTo,
            },
            {
                kernel: 'Conv2DBackpropFilter',
                inputs: { x: floats(x), dy },
                attrs: { ...attrs, filterShape },
                relativeTo,
            },
        ]
        : [];
    return [
        {
            kernel: 'Conv2D',
            inputs: { x: floats(x), filter: floats(filterShape, 2) },
            attrs: { ...attrs, dilations },
            relativeTo,
        },
        ...gradients,
    ];
});
const channelsFirst = () => [
    {
        kernel: 'Conv2D',
        inputs: { x: floats([2, 3, 6, 7]), filter: floats([3, 3, 3, 5], 2) },
        attrs: { strides: 1, pad: 'same', dataFormat: 'NCHW', dilations: 1 },
        relativeTo,
    },
    {
        kernel: 'Conv2DBackpropInput',
        inputs: { dy: floats([2, 5, 6, 7]), filter: floats([3, 3, 3, 5], 2) },
        attrs: { strides: 1, pad: 'same', dataFormat: 'NCHW', inputShape: [2, 3, 6, 7] },
        relativeTo,
    },
    {
        kernel: 'Conv2DBackpropFilter',
        inputs: { x: floats([2, 3, 6, 7]), dy: floats([2, 5, 6, 7], 2) },
        attrs: { strides: 1, pad: 'same', dataFormat: 'NCHW', filterShape: [3, 3, 3, 5] },
        relativeTo,
    },
];
const ACTIVATIONS = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'];
const fusedInputs = (channels, activation, bias) => ({
    ...(bias ? { bias: floats([channels], 5) } : {}),
    ...(activation === 'prelu' ? { preluActivationWeights: floats([channels], 6, [0, 1]) } : {}),
});
/** Sums around 1, where every activation bends. */
const SMALL = [-0.4, 0.4];
const fused = () => ACTIVATIONS.flatMap((activation) => [false, true].flatMap((bias) => [
    ...SIZES.map(({ x, filter }) => ({
        kernel: 'FusedConv2D',
        inputs: {
            x: floats(x, 1, [-1, 1]),
            filter: floats([filter[0], filter[1], x[3], filter[2]], 2, SMALL),
            ...fusedInputs(filter[2], activation, bias),
        },
        attrs: {
            ...{ strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1 },
            ...{ dimRoundingMode: undefined, activation, leakyreluAlpha: 0.2 },
        },
        relativeTo,
    })),
    ...SIZES.map(({ x, filter }) => ({
        kernel: 'FusedDepthwiseConv2D',
        inputs: {
            x: floats(x, 1, [-1, 1]),
            filter: floats([filter[0], filter[1], x[3], 2], 2, SMALL),
            ...fusedInputs(2 * x[3], activation, bias),
        },
        attrs: {
            ...{ strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1] },
            ...{ dimRoundingMode: undefined, activation, leakyreluAlpha: 0.2 },
        },
        relativeTo,
    })),
]));
const depthwise = () => SETTINGS.filter(fits).flatMap((setting) => [1, 2].flatMap((multiplier) => {
    const { x, filter, strides, pad, dilations } = setting;
    const filterShape = [filter[0], filter[1], x[3], multiplier];
    const dy = floats(outShape({ ...setting, filter: [filter[0], filter[1], multiplier] }, true), 3);
    const attrs = { strides, pad, dilations };
    return [
        {
            kernel: 'DepthwiseConv2dNative',
            inputs: { x: floats(x), filter: floats(filterShape, 2) },
            attrs: { ...attrs, dataFormat: 'NHWC' },
            relativeTo,
        },
        {
            kernel: 'DepthwiseConv2dNativeBackpropInput',
            inputs: { dy, filter: floats(filterShape, 2) },
            attrs: { ...attrs, inputShape: x },
            relativeTo,
        },
        {
            kernel: 'DepthwiseConv2dNativeBackpropFilter',
            inputs: { x: floats(x), dy },
            attrs: { ...attrs, filterShape },
            relativeTo,
        },
    ];
}));
const volumes = () => ['same', 'valid'].flatMap((pad) => [1, 2].flatMap((strides) => {
    const x = [1, 4, 5, 4, 2];
    const filterShape = [2, 3, 2, 2, 3];
    const { outShape } = backend_util.computeConv3DInfo(x, filterShape, strides, 1, pad);
    return [
        {
            kernel: 'Conv3D',
            inputs: { x: floats(x), filter: floats(filterShape, 2) },
            attrs: { strides, pad, dataFormat: 'NDHWC', dilations: 1 },
            relativeTo,
        },
        {
            kernel: 'Conv3DBackpropInputV2',
            inputs: { dy: floats(outShape, 3), filter: floats(filterShape, 2) },
            attrs: { strides, pad, inputShape: x },
            relativeTo,
        },
        {
            kernel: 'Conv3DBackpropFilterV2',
            inputs: { x: floats(x), dy: floats(outShape, 3) },
            attrs: { strides, pad, filterShape },
            relativeTo,
        },
    ];
}));
const dilations = () => ['same', 'valid'].flatMap((pad) => [1, 2].flatMap((strides) => {
    const x = [2, 6, 5, 3];
    const { outShape } = backend_util.computeDilation2DInfo(x, [2, 3, 3], strides, pad, 'NHWC', 1);
    const inputs = { x: floats(x), filter: floats([2, 3, 3], 2) };
    const attrs = { strides, pad, dilations: 1 };
    const dy = floats(outShape, 3);
    return [
        { kernel: 'Dilation2D', inputs, attrs },
        { kernel: 'Dilation2DBackpropInput', inputs: { ...inputs, dy }, attrs, relativeTo },
        { kernel: 'Dilation2DBackpropFilter', inputs: { ...inputs, dy }, attrs, relativeTo },
    ];
}));
export const convolutionCases = () => [
    ...plain(),
    ...channelsFirst(),
    ...fused(),
    ...depthwise(),
    ...volumes(),
    ...dilations(),
];
