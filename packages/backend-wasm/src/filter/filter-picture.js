import { filteredSide, padBefore } from '@srkit/core/contracts';
import { chunksOf } from '../chunks';
import { roundUp } from '../convolution/picture';
const FLOAT_BYTES = 4;
/** Floats of input that a band of rows takes at most, so that it stays in a core's cache. */
const BAND_FLOATS = 2 ** 17;
/** Floats in a block of the correlation: strides are multiples of it, and so much is read past a row. */
const BLOCK = 16;
/** Rows of a chunk over those that it shares with its neighbour, where threads can share the picture that way. */
const OVER_SHARED = 4;
/** How many rows of the output one chunk takes. A result does not depend on it. */
const rowsPerChunk = (outHeight, rowWork, { height, factors }, threads) => {
    const { perChunk: least } = chunksOf(outHeight, rowWork);
    const shared = factors ? height - 1 : 0;
    const rounds = Math.max(1, Math.floor(outHeight / (threads * OVER_SHARED * Math.max(shared, 1))));
    const even = Math.ceil(outHeight / (threads * Math.min(rounds, OVER_SHARED)));
    return Math.max(least, shared, even);
};
/** Weights as the kernels read them: with a row of zeros before them and one behind; those of two passes with a zero. */
const layOutWeights = ({ width, height, weights, factors, }) => {
    const rowLength = factors ? 1 : width;
    const kernel = new Float32Array((height + 2) * rowLength);
    kernel.set(factors ? factors.column : weights, rowLength);
    return { kernel, row: factors ? factors.row : new Float32Array(0) };
};
/**
 * Correlates one sample at `x` with a kernel of `kernelSides`, of which `plan` is what has to be computed, into
 * `[outHeight, outWidth, channels]` at `y`.
 */
export const filterPicture = (backend, { address, height, width, channels }, kernelSides, plan, padding, y) => {
    const outHeight = filteredSide(padding, height, kernelSides[0]);
    const outWidth = filteredSide(padding, width, kernelSides[1]);
    const { kernel, row } = layOutWeights(plan);
    const rowLength = kernel.length / (plan.height + 2);
    const xStride = roundUp((outWidth + plan.width - 1) * channels, BLOCK);
    const outStride = roundUp(outWidth * channels, BLOCK);
    const mostRows = Math.max(2, roundUp(Math.floor(BAND_FLOATS / xStride) - plan.height, 2));
    const taps = plan.factors ? plan.height + plan.width : plan.height * plan.width;
    const perChunk = rowsPerChunk(outHeight, outWidth * channels * taps, plan, backend.threads);
    const bandRows = Math.min(roundUp(perChunk, 2), mostRows);
    // One row more than a band needs: the kernels take output rows in pairs.
    const inputRows = bandRows + plan.height;
    const betweenAt = (inputRows * xStride + BLOCK) * FLOAT_BYTES;
    const outAt = betweenAt + ((plan.factors ? inputRows * outStride : 0) + BLOCK) * FLOAT_BYTES;
    const bytesPerThread = roundUp(outAt + bandRows * outStride * FLOAT_BYTES, 64);
    const weightBytes = roundUp((kernel.length + row.length) * FLOAT_BYTES, 64);
    backend.withScratch(weightBytes + backend.threads * bytesPerThread, (weightsAt) => {
        backend.floatsAt(weightsAt, kernel.length).set(kernel);
        const rowAt = weightsAt + kernel.length * FLOAT_BYTES;
        backend.floatsAt(rowAt, row.length).set(row);
        backend.params
            .ints(address, y, height, width, channels, outHeight, outWidth)
            .ints(padBefore(padding, kernelSides[0]) - plan.top, padBefore(padding, kernelSides[1]) - plan.left)
            .ints(padding === 'reflect' ? 1 : 0)
            .ints(weightsAt + rowLength * FLOAT_BYTES, plan.height, plan.width, plan.factors ? rowAt : 0)
            .ints(xStride, outStride, bandRows, perChunk)
            .ints(weightsAt + weightBytes, bytesPerThread, betweenAt, outAt);
        backend.run('filter2dChunk', Math.ceil(outHeight / perChunk));
    });
};
