import { floats, given, NUMERIC } from '../case-tensors';
import { AXES, SHAPES } from './shapes';
const KERNELS = ['All', 'Any', 'Mean', 'Min', 'Prod', 'Sum'];
const NOT_A_NUMBER = given('float32', [3, 2], [1, Number.NaN, 2, 3, Number.NEGATIVE_INFINITY, 4]);
const overAxes = () => AXES.flatMap(([shape, axis]) => NUMERIC.flatMap((make) => [false, true].flatMap((keepDims) => [
    ...KERNELS.map((kernel) => ({
        kernel,
        inputs: { x: make(shape) },
        attrs: { axis, keepDims },
        relativeTo: 'largest',
    })),
    { kernel: 'Max', inputs: { x: make(shape) }, attrs: { reductionIndices: axis, keepDims } },
])));
const overOneAxis = () => AXES.filter(([, axes]) => axes.length === 1).flatMap(([shape, [axis]]) => NUMERIC.flatMap((make) => [
    ...['ArgMax', 'ArgMin'].map((kernel) => ({ kernel, inputs: { x: make(shape) }, attrs: { axis } })),
    ...['Cumsum', 'Cumprod'].flatMap((kernel) => [false, true].flatMap((exclusive) => [false, true].map((reverse) => ({
        kernel,
        inputs: { x: make(shape) },
        // The kernels themselves take no negative axis.
        attrs: { axis: (axis + shape.length) % shape.length, exclusive, reverse },
        relativeTo: 'largest',
    })))),
]));
const overTheLast = () => SHAPES.filter((shape) => shape.length > 0).flatMap((shape) => [
    { kernel: 'Softmax', inputs: { logits: floats(shape) }, attrs: { dim: shape.length - 1 } },
    { kernel: 'Softmax', inputs: { logits: floats(shape, 2, [-90, 90]) }, attrs: { dim: -1 } },
    // Only the last one.
    { kernel: 'Softmax', inputs: { logits: floats([...shape, 2]) }, attrs: { dim: 0 } },
    ...NUMERIC.flatMap((make) => [1, 2].map((k) => ({ kernel: 'TopK', inputs: { x: make([...shape, 3]) }, attrs: { k, sorted: true } }))),
]);
export const reductionCases = () => [
    ...overAxes(),
    ...overOneAxis(),
    ...overTheLast(),
    ...['Sum', 'Mean', 'Prod', 'Min'].map((kernel) => ({
        kernel,
        inputs: { x: NOT_A_NUMBER },
        attrs: { axis: 0, keepDims: false },
    })),
    { kernel: 'Max', inputs: { x: NOT_A_NUMBER }, attrs: { reductionIndices: [0], keepDims: false } },
];
