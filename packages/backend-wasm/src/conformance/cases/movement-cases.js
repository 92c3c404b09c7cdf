import { complex, floats, given, ints, NUMERIC, sizeOf } from '../case-tensors';
import { SHAPES } from './shapes';
const strings = (shape) => given('string', shape, Array.from({ length: sizeOf(shape) }, (_, i) => `s${i % 5}`));
const MAKERS = [...NUMERIC, strings];
/** Not of scalars, which tfjs refuses before it comes to the kernel. */
const slices = (x) => {
    const half = x.shape.map((side) => Math.ceil(side / 2));
    return [
        { begin: half.map(() => 0), size: half },
        { begin: x.shape.map((side, axis) => side - half[axis]), size: half.map(() => -1) },
        { begin: half.map(() => 9), size: half },
    ].map((attrs) => ({ kernel: 'Slice', inputs: { x }, attrs }));
};
/** For each shape: one that holds as many elements, orders of its axes, pieces of it, and so on. */
const ofOne = (shape, make) => {
    const x = make(shape);
    const axes = [...shape.keys()];
    return [
        { kernel: 'Reshape', inputs: { x }, attrs: { shape: [sizeOf(shape)] } },
        { kernel: 'Reshape', inputs: { x }, attrs: { shape: [1, ...shape] } },
        ...[0, shape.length].map((dim) => ({ kernel: 'ExpandDims', inputs: { input: x }, attrs: { dim } })),
        { kernel: 'Transpose', inputs: { x }, attrs: { perm: axes.toReversed() } },
        { kernel: 'Transpose', inputs: { x }, attrs: { perm: [...axes.slice(1), ...axes.slice(0, 1)] } },
        ...(shape.length > 0 ? slices(x) : []),
        { kernel: 'Tile', inputs: { x }, attrs: { reps: axes.map((axis) => 1 + ((axis + 1) % 2)) } },
        { kernel: 'Reverse', inputs: { x }, attrs: { dims: axes.slice(0, 1) } },
        { kernel: 'Reverse', inputs: { x }, attrs: { dims: axes } },
        {
            kernel: 'StridedSlice',
            inputs: { x },
            attrs: {
                begin: axes.map(() => 0),
                end: [...shape],
                strides: axes.map((axis) => 1 + (axis % 2)),
                ...{ beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 },
            },
        },
    ];
};
const numbersOnly = (shape) => NUMERIC.flatMap((make) => {
    const x = make(shape);
    const paddings = shape.map((_, axis) => [axis % 2, 1]);
    const inner = shape.map((side) => (side > 1 ? [1, 1] : [0, 0]));
    return [
        { kernel: 'PadV2', inputs: { x }, attrs: { paddings, constantValue: 0 } },
        { kernel: 'PadV2', inputs: { x }, attrs: { paddings, constantValue: 1 } },
        { kernel: 'MirrorPad', inputs: { x }, attrs: { paddings: inner, mode: 'reflect' } },
        { kernel: 'MirrorPad', inputs: { x }, attrs: { paddings: inner, mode: 'symmetric' } },
    ];
});
const joins = () => SHAPES.filter((shape) => shape.length > 0).flatMap((shape) => MAKERS.flatMap((make) => [...shape.keys()].flatMap((axis) => {
    const longer = shape.map((side, i) => (i === axis ? side + 2 : side));
    const x = make(shape);
    return [
        { kernel: 'Concat', inputs: [x, make(longer), x], attrs: { axis } },
        { kernel: 'Pack', inputs: [x, make(shape)], attrs: { axis } },
        { kernel: 'Unpack', inputs: { value: x }, attrs: { axis } },
        { kernel: 'SplitV', inputs: { x: make(longer) }, attrs: { numOrSizeSplits: [1, -1, 1], axis } },
    ];
})));
const MASKS = [
    { begin: [1, 0, 2], end: [3, 4, 5], strides: [1, 2, 1] },
    { begin: [2, 3, 4], end: [0, 0, 0], strides: [-1, -1, -2] },
    { begin: [1, 1, 1], end: [2, 2, 2], strides: [1, 1, 1], beginMask: 5, endMask: 3 },
    { begin: [1, 1, 1], end: [2, 3, 4], strides: [1, 1, 1], shrinkAxisMask: 1 },
    { begin: [1, 0], end: [2, 3], strides: [1, 1], ellipsisMask: 1 },
    { begin: [1, 0, 0, 0], end: [2, 1, 4, 5], strides: [1, 1, 1, 1], newAxisMask: 2 },
    { begin: [-2, -3, -4], end: [-1, 9, -1], strides: [1, 1, 1] },
];
const masked = () => MASKS.flatMap((attrs) => MAKERS.map((make) => ({
    kernel: 'StridedSlice',
    inputs: { x: make([3, 4, 5]) },
    attrs: { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0, ...attrs },
})));
const blocks = () => NUMERIC.flatMap((make) => [
    ...['NHWC', 'NCHW'].flatMap((dataFormat) => [
        [1, 2, 3, 4],
        [2, 4, 2, 8],
        [1, 12, 2, 12],
    ].map((shape) => ({
        kernel: 'DepthToSpace',
        inputs: { x: make(shape) },
        attrs: { blockSize: 2, dataFormat },
    }))),
    {
        kernel: 'BatchToSpaceND',
        inputs: { x: make([8, 2, 3, 2]) },
        attrs: {
            blockShape: [2, 2],
            crops: [
                [0, 1],
                [1, 0],
            ],
        },
    },
    {
        kernel: 'BatchToSpaceND',
        inputs: { x: make([4, 3, 2]) },
        attrs: { blockShape: [2], crops: [[1, 1]] },
    },
    {
        kernel: 'SpaceToBatchND',
        inputs: { x: make([2, 3, 5, 2]) },
        attrs: {
            blockShape: [2, 3],
            paddings: [
                [0, 1],
                [1, 0],
            ],
        },
    },
    {
        kernel: 'SpaceToBatchND',
        inputs: { x: make([2, 4, 3]) },
        attrs: { blockShape: [2], paddings: [[0, 0]] },
    },
    ...[[3], [2, 2], [1, 2, 2]].map((shape) => ({ kernel: 'Diag', inputs: { x: make(shape) } })),
]);
export const movementCases = () => [
    ...SHAPES.flatMap((shape) => MAKERS.flatMap((make) => ofOne(shape, make))),
    ...SHAPES.flatMap(numbersOnly),
    ...joins(),
    ...masked(),
    ...blocks(),
    ...[[3], [2, 3]].map((shape) => ({
        kernel: 'Concat',
        inputs: [complex(shape), complex(shape, 2)],
        attrs: { axis: 0 },
    })),
    // Sides that do not fit each other, types that differ.
    { kernel: 'Concat', inputs: [floats([2, 3]), floats([2, 4])], attrs: { axis: 0 } },
    { kernel: 'Concat', inputs: [floats([2, 3]), ints([2, 3])], attrs: { axis: 0 } },
];
