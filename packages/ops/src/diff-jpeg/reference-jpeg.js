import { JPEG_CHROMA_STEPS, JPEG_LUMA_STEPS } from '@srkit/core/contracts';
import { add, avgPool, clipByValue, concat, div, equal, matMul, mul, pad, reshape, round, slice, split, sub, tensor1d, tensor2d, tensor3d, tile, } from '@tensorflow/tfjs-core';
import { fromBlocks, toBlocks } from './blocks';
import { DCT, RGB_TO_YCC, YCC_TO_RGB } from './tables';
/** The two-dimensional DCT of a block as one matrix: `[64 samples, 64 frequencies]`. */
const dctMatrix = () => {
    const values = Float32Array.from({ length: 4096 }, (_, k) => {
        const [sample, frequency] = [k >> 6, k & 63];
        return DCT[(frequency >> 3) * 8 + (sample >> 3)] * DCT[(frequency & 7) * 8 + (sample & 7)];
    });
    return tensor2d(values, [64, 64]);
};
const product = (blocks, matrix, transposed) => reshape(matMul(reshape(blocks, [-1, 64]), matrix, false, transposed), blocks.shape);
/** Rounds half to even; differentiably, the distance to the integer stays in its third power. */
const rounded = (x, differentiable) => {
    const whole = round(x);
    if (!differentiable)
        return whole;
    const distance = sub(x, whole);
    return add(whole, mul(distance, mul(distance, distance)));
};
const steps = (table, factors) => tensor3d(Float32Array.from(factors.flatMap((factor) => table.map((step) => step * factor))), [
    factors.length,
    1,
    64,
]);
/** Quantises, where the factor is above 0. */
const quantise = (coefficients, table, factors, differentiable) => rounded(div(coefficients, steps(table, factors)), differentiable);
const alignedTo16 = (side) => Math.ceil(side / 16) * 16;
/** Colours to 0..255, padded with black to whole 16x16 blocks, and transformed to frequencies. */
const transformed = (x) => {
    const [n, height, width] = x.shape;
    const [h, w] = [alignedTo16(height), alignedTo16(width)];
    const padded = pad(mul(x, 255), [
        [0, 0],
        [0, h - height],
        [0, w - width],
        [0, 0],
    ]);
    const ycc = matMul(reshape(padded, [-1, 3]), tensor2d([...RGB_TO_YCC], [3, 3]), false, true);
    // Blocks hold samples minus 128; chroma's own offset of 128 cancels against it.
    const planes = reshape(sub(ycc, tensor1d([128, 0, 0])), [n, h, w, 3]);
    const matrix = dctMatrix();
    const plane = (source, channel) => {
        const [, rows, columns] = source.shape;
        const one = reshape(slice(source, [0, 0, 0, channel], [n, rows, columns, 1]), [n, rows, columns]);
        return product(toBlocks(one), matrix, false);
    };
    const halved = avgPool(planes, 2, 2, 'valid');
    return { y: plane(planes, 0), cb: plane(halved, 1), cr: plane(halved, 2), height: h, width: w };
};
/** Samples of a plane from its coefficients (still without their offset), `[n, h, w, 1]`. */
const samples = (coefficients, h, w) => fromBlocks(product(coefficients, dctMatrix(), true), h, w);
/** Repeats every pixel of `[n, h, w, 1]` twice in both directions. */
const doubled = (plane) => {
    const [n, h, w] = plane.shape;
    return reshape(tile(reshape(plane, [n * h, 1, w, 1]), [1, 2, 1, 2]), [n, 2 * h, 2 * w, 1]);
};
/** Where nothing is quantised, a step of 1 stands in. */
const usable = (factors) => factors.map((factor) => factor || 1);
/** 1 for every sample whose coefficients stay as they are, `[n, 1, 1]`. */
const keep = (factors) => tensor3d(factors.map((factor) => (factor > 0 ? 0 : 1)), [factors.length, 1, 1]);
/** RGB in 0..255 from exact coefficients, quantised on the way; not yet clamped, whole 16x16 blocks. */
const restored = (exact, factors, differentiable) => {
    const lossy = (coefficients, table) => {
        const table64 = steps(table, usable(factors));
        const coarse = mul(rounded(div(coefficients, table64), differentiable), table64);
        return add(coarse, mul(keep(factors), sub(coefficients, coarse)));
    };
    const [h, w] = [exact.height, exact.width];
    const y = add(samples(lossy(exact.y, JPEG_LUMA_STEPS), h, w), 128);
    const cb = doubled(samples(lossy(exact.cb, JPEG_CHROMA_STEPS), h / 2, w / 2));
    const cr = doubled(samples(lossy(exact.cr, JPEG_CHROMA_STEPS), h / 2, w / 2));
    const { crToR, cbToG, crToG, cbToB } = YCC_TO_RGB;
    return concat([add(y, mul(cr, crToR)), add(y, add(mul(cb, cbToG), mul(cr, crToG))), add(y, mul(cb, cbToB))], 3);
};
/** Quantised coefficients of a batch, for `factors` above 0. */
export const referenceCoefficients = (x, factors, differentiable) => {
    const { y, cb, cr } = transformed(x);
    return {
        y: quantise(y, JPEG_LUMA_STEPS, factors, differentiable),
        cb: quantise(cb, JPEG_CHROMA_STEPS, factors, differentiable),
        cr: quantise(cr, JPEG_CHROMA_STEPS, factors, differentiable),
    };
};
/** What `diffJpeg` means: a factor of 0 leaves the coefficients as they are. */
export const referenceJpeg = (x, factors, differentiable) => {
    const [n, height, width] = x.shape;
    const whole = div(clipByValue(restored(transformed(x), factors, differentiable), 0, 255), 255);
    return slice(whole, [0, 0, 0, 0], [n, height, width, 3]);
};
/**
 * Gradient of `diffJpeg`: every linear step backwards, the rounding with 3 d^2, d being the distance of a coefficient
 * to the integer, or 0 when it is plain. The DCT is orthonormal: its adjoint is its inverse.
 */
export const jpegGradient = (x, dy, factors, differentiable) => {
    const [n, height, width] = x.shape;
    const exact = transformed(x);
    const rgb = restored(exact, factors, differentiable);
    const [, h, w] = rgb.shape;
    const whole = pad(dy, [
        [0, 0],
        [0, h - height],
        [0, w - width],
        [0, 0],
    ]);
    const inside = mul(equal(clipByValue(rgb, 0, 255), rgb), 1);
    const [r, g, b] = split(mul(whole, inside), 3, 3);
    const { crToR, cbToG, crToG, cbToB } = YCC_TO_RGB;
    const matrix = dctMatrix();
    // From the gradient of a plane's samples to that of the samples it was made from.
    const through = (plane, coefficients, table) => {
        const [, rows, columns] = plane.shape;
        const back = product(toBlocks(reshape(plane, [n, rows, columns])), matrix, false);
        const level = div(coefficients, steps(table, usable(factors)));
        const distance = sub(level, round(level));
        const slope = mul(mul(distance, distance), differentiable ? 3 : 0);
        const kept = keep(factors);
        return samples(mul(back, add(slope, mul(kept, sub(1, slope)))), rows, columns);
    };
    // Doubling a plane backwards is the sum of four pixels; halving it backwards a quarter to each.
    const four = (plane) => mul(avgPool(plane, 2, 2, 'valid'), 4);
    const quarter = (plane) => mul(doubled(plane), 0.25);
    const y = through(add(r, add(g, b)), exact.y, JPEG_LUMA_STEPS);
    const cb = quarter(through(four(add(mul(g, cbToG), mul(b, cbToB))), exact.cb, JPEG_CHROMA_STEPS));
    const cr = quarter(through(four(add(mul(r, crToR), mul(g, crToG))), exact.cr, JPEG_CHROMA_STEPS));
    const ycc = reshape(concat([y, cb, cr], 3), [-1, 3]);
    const back = reshape(matMul(ycc, tensor2d([...RGB_TO_YCC], [3, 3])), [n, h, w, 3]);
    // 255 in and 1 / 255 out cancel.
    return slice(back, [0, 0, 0, 0], [n, height, width, 3]);
};
