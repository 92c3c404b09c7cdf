import { floats, ints } from '../case-tensors';
const relativeTo = 'largest';
/** batch of a, batch of b, rows, depth, columns. */
const SIZES = [
    [1, 1, 1, 1, 1],
    [1, 1, 3, 4, 5],
    [1, 1, 7, 17, 9],
    [2, 2, 4, 3, 2],
    [2, 1, 3, 5, 4],
    [1, 3, 3, 5, 4],
    [1, 1, 1, 33, 8],
    [1, 1, 20, 1, 30],
    [1, 1, 3, 0, 2],
    [1, 1, 0, 3, 2],
];
const EQUATIONS = [
    ['ij,jk->ik', [2, 3], [3, 4]],
    ['bij,bjk->bik', [2, 3, 4], [2, 4, 5]],
    ['ij->ji', [2, 3]],
    ['ij->', [2, 3]],
    ['ij,ij->i', [2, 3], [2, 3]],
    ['i,j->ij', [3], [4]],
    ['abc,cd->abd', [2, 3, 4], [4, 2]],
];
const products = (make) => SIZES.flatMap(([batchA, batchB, rows, depth, columns]) => [false, true].flatMap((transposeA) => [false, true].map((transposeB) => ({
    kernel: 'BatchMatMul',
    inputs: {
        a: make(transposeA ? [batchA, depth, rows] : [batchA, rows, depth], 1),
        b: make(transposeB ? [batchB, columns, depth] : [batchB, depth, columns], 2),
    },
    attrs: { transposeA, transposeB },
    relativeTo,
}))));
const fused = () => ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'].flatMap((activation) => SIZES.flatMap(([batchA, batchB, rows, depth, columns]) => [false, true].map((bias) => ({
    kernel: '_FusedMatMul',
    inputs: {
        a: floats([batchA, rows, depth], 1),
        b: floats([batchB, depth, columns], 2),
        ...(bias ? { bias: floats([columns], 3) } : {}),
        ...(activation === 'prelu' ? { preluActivationWeights: floats([columns], 4, [0, 1]) } : {}),
    },
    attrs: { transposeA: false, transposeB: false, activation, leakyreluAlpha: 0.3 },
    relativeTo,
}))));
export const matrixCases = () => [
    ...products(floats),
    ...products(ints),
    ...fused(),
    ...EQUATIONS.map(([equation, ...shapes]) => ({
        kernel: 'Einsum',
        inputs: shapes.map((shape, i) => floats(shape, i)),
        attrs: { equation },
        relativeTo,
    })),
    // Depths that do not fit each other.
    {
        kernel: 'BatchMatMul',
        inputs: { a: floats([1, 2, 3]), b: floats([1, 4, 2]) },
        attrs: { transposeA: false, transposeB: false },
    },
];
