import { broadcast_util, util, } from '@tensorflow/tfjs-core';
import { NO_EPILOGUE, writeEpilogue } from '../convolution/epilogue';
import { isExact } from '../convolution/exact';
import { packPanels, packRows, panelBytes } from '../convolution/pack';
import { roundUp } from '../convolution/picture';
import { tapConvolution } from '../convolution/tap-convolution';
import { allFloat, defineKernel } from './kernel';
import { withActivation } from './with-activation';
const FLOAT_BYTES = 4;
/** So few rows of A meet B as it lies. */
const FEW_ROWS = 3;
/** As in `assembly/vector-matrix.ts`. */
const COLUMNS_PER_CHUNK = 32;
const multiplyFewRows = (backend, { a, b, c, rows, depth, columns, transposeA, epilogue }) => {
    const strides = transposeA ? [1, rows] : [depth, 1];
    writeEpilogue(backend.params, epilogue).ints(a, ...strides, b, c, rows, depth, columns);
    backend.run('vectorMatrixChunk', Math.ceil(columns / COLUMNS_PER_CHUNK));
};
/** A 1x1 convolution of a picture that is one row of `rows` pixels. */
const multiplyPacked = (backend, product) => {
    const { a, b, c, rows, depth, columns, transposeA, transposeB, epilogue } = product;
    const wholeDepth = roundUp(depth, 4);
    const copiesA = transposeA || depth !== wholeDepth;
    const panels = roundUp(panelBytes(wholeDepth, columns), 64);
    backend.withScratch(panels + (copiesA ? rows * wholeDepth * FLOAT_BYTES : 0), (scratch) => {
        const [depthStride, sideStride] = transposeB ? [1, depth] : [columns, 1];
        packPanels(backend, { address: b, depth, side: columns, depthStride, sideStride }, { address: scratch, depth: wholeDepth });
        if (copiesA) {
            const [aDepth, aSide] = transposeA ? [rows, 1] : [1, depth];
            packRows(backend, { address: a, depth, side: rows, depthStride: aDepth, sideStride: aSide }, { address: scratch + panels, depth: wholeDepth });
        }
        const row = { batch: 1, height: 1, width: rows };
        tapConvolution(backend, {
            x: { ...row, address: copiesA ? scratch + panels : a, channels: wholeDepth, stride: wholeDepth },
            y: { ...row, address: c, channels: columns, stride: columns },
            grid: { height: 1, width: rows, top: 0, left: 0, down: 1, across: 1 },
            taps: [[0, 0]],
            step: [1, 1],
            filter: scratch,
            epilogue,
        });
    });
};
const multiply = (backend, product) => {
    const asItLies = product.rows <= FEW_ROWS && !product.transposeB && !isExact();
    if (asItLies)
        multiplyFewRows(backend, product);
    else
        multiplyPacked(backend, product);
};
/** Start of each batch's matrix, in matrices, where batches of 1 are broadcast. */
const batchOffset = (batch, outer, own) => {
    let offset = 0;
    let step = 1;
    let rest = batch;
    for (let axis = outer.length - 1; axis >= 0; axis--) {
        const side = own[axis - outer.length + own.length] ?? 1;
        if (side > 1)
            offset += (rest % outer[axis]) * step;
        step *= side;
        rest = Math.floor(rest / outer[axis]);
    }
    return offset;
};
const multiplyAll = (backend, { a, b, transposeA, transposeB, epilogue }) => {
    const [m = 1, n = 1] = a.shape.slice(-2);
    const [k = 1, l = 1] = b.shape.slice(-2);
    const [rows, depth] = transposeA ? [n, m] : [m, n];
    const [inner, columns] = transposeB ? [l, k] : [k, l];
    const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
    util.assert(depth === inner, () => `Error in matMul: inner shapes (${depth}) and (${inner}) of Tensors with shapes ${a.shape} and ${b.shape} and transposeA=${transposeA} and transposeB=${transposeB} must match.`);
    const [fromA, fromB] = [backend.address(a), backend.address(b)];
    const out = backend.output([...outer, rows, columns]);
    const size = util.sizeFromShape(out.info.shape);
    if (size > 0 && depth === 0)
        backend.floatsAt(out.address, size).fill(0);
    if (size === 0 || depth === 0)
        return out.info;
    for (let batch = 0; batch < util.sizeFromShape(outer); batch++) {
        multiply(backend, {
            a: fromA + batchOffset(batch, outer, outerA) * rows * depth * FLOAT_BYTES,
            b: fromB + batchOffset(batch, outer, outerB) * depth * columns * FLOAT_BYTES,
            c: out.address + batch * rows * columns * FLOAT_BYTES,
            rows,
            depth,
            columns,
            transposeA,
            transposeB,
            epilogue,
        });
    }
    return out.info;
};
export const batchMatMul = defineKernel('BatchMatMul', ({ backend, inputs: { a, b }, attrs: { transposeA, transposeB } }) => allFloat(a, b)
    ? multiplyAll(backend, { a, b, transposeA, transposeB, epilogue: NO_EPILOGUE })
    : undefined);
export const fusedMatMul = defineKernel('_FusedMatMul', ({ backend, inputs, attrs }) => {
    const { a, b } = inputs;
    const { transposeA, transposeB } = attrs;
    // Where the depth is 0, only bias and activation are left.
    if (!allFloat(a, b) || util.sizeFromShape(a.shape) === 0)
        return undefined;
    const outChannels = (transposeB ? b.shape.at(-2) : b.shape.at(-1)) ?? 1;
    return withActivation(backend, outChannels, inputs, attrs, (epilogue) => multiplyAll(backend, { a, b, transposeA, transposeB, epilogue }));
});
