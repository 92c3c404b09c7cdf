import { bools, floats, given, ints, NUMERIC } from '../case-tensors';
import { SHAPES } from './shapes';
const gathers = () => NUMERIC.flatMap((make) => [
    ...[[6], [6, 3], [6, 2, 4], [6, 1, 2, 3]].flatMap((shape) => [
        {
            kernel: 'GatherV2',
            inputs: { x: make(shape), indices: ints([4], 3, [0, 6]) },
            attrs: { axis: 0, batchDims: 0 },
        },
        {
            kernel: 'GatherV2',
            inputs: { x: make(shape), indices: ints([2, 3], 3, [0, 6]) },
            attrs: { axis: 0, batchDims: 0 },
        },
        {
            kernel: 'GatherV2',
            inputs: { x: make(shape), indices: ints([0], 3) },
            attrs: { axis: 0, batchDims: 0 },
        },
        {
            kernel: 'GatherV2',
            inputs: { x: make(shape), indices: given('int32', [1], [6]) },
            attrs: { axis: 0, batchDims: 0 },
        },
    ]),
    {
        kernel: 'GatherV2',
        inputs: { x: make([2, 5, 3]), indices: ints([7], 3, [0, 5]) },
        attrs: { axis: 1, batchDims: 0 },
    },
    {
        kernel: 'GatherV2',
        inputs: { x: make([2, 5, 3]), indices: ints([2, 4], 3, [0, 5]) },
        attrs: { axis: 1, batchDims: 1 },
    },
    {
        kernel: 'GatherV2',
        inputs: { x: make([3, 5]), indices: ints([], 3, [0, 5]) },
        attrs: { axis: 1, batchDims: 0 },
    },
    ...[1, 2, 3].flatMap((depth) => [
        [5, depth],
        [2, 3, depth],
    ].map((shape) => ({
        kernel: 'GatherNd',
        inputs: { params: make([3, 4, 5]), indices: ints(shape, depth, [0, 3]) },
    }))),
    { kernel: 'GatherNd', inputs: { params: make([3]), indices: given('int32', [1, 1], [7]) } },
]);
const scatters = () => NUMERIC.flatMap((make) => [
    {
        kernel: 'ScatterNd',
        inputs: { indices: ints([5, 1], 2, [0, 4]), updates: make([5]) },
        attrs: { shape: [4] },
    },
    {
        kernel: 'ScatterNd',
        inputs: { indices: ints([5, 1], 2, [0, 4]), updates: make([5, 3]) },
        attrs: { shape: [4, 3] },
    },
    {
        kernel: 'ScatterNd',
        inputs: { indices: ints([6, 2], 2, [0, 3]), updates: make([6, 2]) },
        attrs: { shape: [3, 3, 2] },
    },
    {
        kernel: 'ScatterNd',
        inputs: { indices: given('int32', [1, 1], [9]), updates: make([1]) },
        attrs: { shape: [4] },
    },
    {
        kernel: 'TensorScatterUpdate',
        inputs: { tensor: make([4, 3]), indices: given('int32', [2, 1], [3, 0]), updates: make([2, 3], 3) },
    },
    {
        kernel: 'TensorScatterUpdate',
        inputs: { tensor: make([4, 3]), indices: given('int32', [2, 2], [3, 0, 1, 2]), updates: make([2], 3) },
    },
    ...[[4], [4, 3], [4, 2, 3]].map((shape) => ({
        kernel: 'UnsortedSegmentSum',
        inputs: { x: make(shape), segmentIds: given('int32', [4], [2, 0, 2, 1]) },
        attrs: { numSegments: 3 },
        relativeTo: 'largest',
    })),
]);
const choices = () => [
    ...SHAPES.flatMap((shape) => NUMERIC.map((make) => ({
        kernel: 'Select',
        inputs: { condition: bools(shape, 3), t: make(shape, 1), e: make(shape, 2) },
    }))),
    { kernel: 'Select', inputs: { condition: bools([3], 3), t: floats([3, 4]), e: floats([3, 4], 2) } },
    { kernel: 'Select', inputs: { condition: bools([5], 3), t: floats([5]), e: ints([5]) } },
    ...[-1, 0, 1].flatMap((axis) => NUMERIC.map((make) => ({ kernel: 'Unique', inputs: { x: make([4, 3]) }, attrs: { axis } }))),
    ...NUMERIC.map((make) => ({ kernel: 'Unique', inputs: { x: make([9]) }, attrs: { axis: 0 } })),
];
const counts = () => [
    ...['float32', 'int32', 'bool'].flatMap((dtype) => [[7], [2, 3], [0]].map((shape) => ({
        kernel: 'OneHot',
        inputs: { indices: ints(shape, 2, [-1, 5]) },
        attrs: { depth: 4, onValue: 1, offValue: 0, dtype },
    }))),
    ...NUMERIC.slice(0, 2).flatMap((make) => [
        { kernel: 'Bincount', inputs: { x: ints([9], 2, [0, 5]), weights: make([9]) }, attrs: { size: 5 } },
        { kernel: 'Bincount', inputs: { x: ints([9], 2, [0, 5]), weights: make([0]) }, attrs: { size: 4 } },
        { kernel: 'Bincount', inputs: { x: ints([2], 2, [-5, 0]), weights: make([0]) }, attrs: { size: 4 } },
        ...[false, true].flatMap((binaryOutput) => [
            {
                kernel: 'DenseBincount',
                inputs: { x: ints([9], 2, [0, 5]), weights: make([9]) },
                attrs: { size: 5, binaryOutput },
            },
            {
                kernel: 'DenseBincount',
                inputs: { x: ints([2, 9], 2, [0, 5]), weights: make([2, 9]) },
                attrs: { size: 5, binaryOutput },
            },
            {
                kernel: 'DenseBincount',
                inputs: { x: ints([2, 9], 2, [0, 5]), weights: make([0]) },
                attrs: { size: 5, binaryOutput },
            },
        ]),
    ]),
    ...['left', 'right'].flatMap((side) => [
        {
            kernel: 'SearchSorted',
            inputs: { sortedSequence: given('float32', [1, 6], [-3, -1, 0, 0, 2, 4]), values: floats([1, 8]) },
            attrs: { side },
        },
        {
            kernel: 'SearchSorted',
            inputs: { sortedSequence: given('int32', [2, 3], [-3, 0, 5, -7, 1, 1]), values: ints([2, 4]) },
            attrs: { side },
        },
    ]),
];
export const indexingCases = () => [
    ...gathers(),
    ...scatters(),
    ...choices(),
    ...counts(),
];
