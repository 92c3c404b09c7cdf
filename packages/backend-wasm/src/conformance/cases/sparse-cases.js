import { floats, given, ints, NUMERIC, scalar } from '../case-tensors';
const relativeTo = 'largest';
const int32 = (values, shape = [values.length]) => given('int32', shape, values);
const sparse = () => [
    ...[floats, ints].flatMap((make) => [
        {
            kernel: 'SparseFillEmptyRows',
            inputs: {
                indices: int32([0, 0, 1, 0, 1, 3, 3, 2], [4, 2]),
                values: make([4]),
                denseShape: int32([5, 6]),
                defaultValue: make([]),
            },
        },
        {
            kernel: 'SparseFillEmptyRows',
            inputs: {
                indices: int32([9, 0], [1, 2]),
                values: make([1]),
                denseShape: int32([5, 6]),
                defaultValue: make([]),
            },
        },
        ...['SparseSegmentMean', 'SparseSegmentSum'].map((kernel) => ({
            kernel,
            inputs: { data: make([4, 3]), indices: int32([0, 3, 1, 1]), segmentIds: int32([0, 0, 1, 3]) },
            relativeTo,
        })),
    ]),
    ...NUMERIC.flatMap((make) => [
        {
            kernel: 'SparseToDense',
            inputs: { sparseIndices: int32([3, 0, 2], [3, 1]), sparseValues: make([3]), defaultValue: make([]) },
            attrs: { outputShape: [5] },
        },
        {
            kernel: 'SparseToDense',
            inputs: {
                sparseIndices: int32([0, 1, 2, 0], [2, 2]),
                sparseValues: make([2]),
                defaultValue: make([]),
            },
            attrs: { outputShape: [3, 2] },
        },
    ]),
    {
        kernel: 'SparseReshape',
        inputs: {
            inputIndices: int32([0, 0, 1, 2, 1, 3], [3, 2]),
            inputShape: int32([2, 6]),
            newShape: int32([3, -1]),
        },
    },
    {
        kernel: 'SparseReshape',
        inputs: {
            inputIndices: int32([0, 0], [1, 2]),
            inputShape: int32([2, 6]),
            newShape: int32([5, -1]),
        },
    },
];
const ragged = () => [
    ...[floats, ints].flatMap((make) => [
        {
            kernel: 'RaggedGather',
            inputs: {
                paramsNestedSplits: [int32([0, 2, 2, 5])],
                paramsDenseValues: make([5]),
                indices: int32([2, 0, 2]),
            },
            attrs: { outputRaggedRank: 1 },
        },
        {
            kernel: 'RaggedTensorToTensor',
            inputs: {
                shape: int32([-1, 4]),
                values: make([5]),
                defaultValue: make([]),
                rowPartitionTensors: [int32([0, 2, 2, 5])],
            },
            attrs: { rowPartitionTypes: ['ROW_SPLITS'] },
        },
        {
            kernel: 'RaggedTensorToTensor',
            inputs: {
                shape: int32([4, 2]),
                values: make([4]),
                defaultValue: make([]),
                rowPartitionTensors: [scalar(4, 'int32'), int32([0, 0, 2, 3])],
            },
            attrs: { rowPartitionTypes: ['FIRST_DIM_SIZE', 'VALUE_ROWIDS'] },
        },
    ]),
    {
        kernel: 'RaggedRange',
        inputs: { starts: int32([0, 5, 8]), limits: int32([3, 5, 2]), deltas: int32([1, 1, -2]) },
    },
    {
        kernel: 'RaggedRange',
        inputs: {
            starts: given('float32', [2], [0, 1]),
            limits: given('float32', [2], [2, 2]),
            deltas: given('float32', [1], [0.5]),
        },
    },
];
export const sparseCases = () => [...sparse(), ...ragged()];
