import { DENSE_BLOCK_LAYERS, RESIDUAL_DENSE_BLOCK } from '@srkit/core/contracts';
import { backend_util } from '@tensorflow/tfjs-core';
import { convolve, filterOf, winogradFilterOf } from '../convolution/convolve';
import { convolveDenseBlock } from '../convolution/dense-block';
import { NO_EPILOGUE } from '../convolution/epilogue';
import { isExact } from '../convolution/exact';
import { packRows } from '../convolution/pack';
import { pixelsOf } from '../convolution/picture';
import { pictureOf } from '../convolution/picture-of';
import { winogradFilterBytes } from '../convolution/winograd';
import { BUDGET_BYTES } from '../derived-data';
import { implementOp } from './kernel';
const FLOAT_BYTES = 4;
/** Keeps rows of pixels from being multiples of 4 KiB apart. */
const PIXEL_PADDING = 4;
const LAST = DENSE_BLOCK_LAYERS.length - 1;
/** Its number among the activations of `assembly/shared/epilogue.ts`. */
const LEAKY_RELU = 3;
/** Every convolution writes its channels behind those it has read, so that nothing is concatenated. */
const convolveInPlace = (backend, { x, out, weights, epilogues }) => {
    const stride = weights.at(-1).shape[2] + PIXEL_PADDING;
    const pixels = pixelsOf(x);
    backend.withScratch(pixels * stride * FLOAT_BYTES, (address) => {
        packRows(backend, { address: x.address, depth: x.channels, side: pixels, depthStride: 1, sideStride: x.stride }, { address, depth: stride });
        let seen = { ...x, address, stride };
        for (const [k, weight] of weights.entries()) {
            const channels = weight.shape[3];
            const end = address + seen.channels * FLOAT_BYTES;
            convolve(backend, {
                x: seen,
                y: k === LAST ? { ...x, address: out } : { ...seen, address: end, channels },
                filter: filterOf(backend, weight),
                info: backend_util.computeConv2DInfo([x.batch, x.height, x.width, seen.channels], weight.shape, 1, 1, 'same'),
                epilogue: epilogues[k],
            });
            seen = { ...seen, channels: seen.channels + channels };
        }
    });
};
const convolveTiles = (backend, { x, out, weights, epilogues }) => convolveDenseBlock(backend, {
    x,
    out,
    made: weights.map(({ shape }) => shape[3]),
    convolutions: weights.map((weight, k) => ({
        filter: winogradFilterOf(backend, filterOf(backend, weight), weight.shape[2], weight.shape[3], pixelsOf(x)),
        epilogue: epilogues[k],
    })),
});
/** Whether the transformed filters of all convolutions can be kept at the same time. */
const filtersFit = (weights) => weights.reduce((sum, { shape }) => sum + winogradFilterBytes(shape[2], shape[3]), 0) <= BUDGET_BYTES;
export const residualDenseBlock = implementOp(RESIDUAL_DENSE_BLOCK, ({ backend, inputs, attrs: { slope, scale }, outputShape }) => {
    const x = pictureOf(backend, inputs.x);
    const weights = DENSE_BLOCK_LAYERS.map(({ weight }) => inputs[weight]);
    const biases = DENSE_BLOCK_LAYERS.map(({ bias }) => backend.address(inputs[bias]));
    for (const weight of weights)
        backend.address(weight);
    const out = backend.output(outputShape);
    const epilogues = biases.map((bias, k) => ({
        ...NO_EPILOGUE,
        bias,
        ...(k === LAST
            ? { residual: x.address, residualStride: x.stride, scale }
            : { activation: LEAKY_RELU, slope }),
    }));
    const run = isExact() || !filtersFit(weights) ? convolveInPlace : convolveTiles;
    run(backend, { x, out: out.address, weights, epilogues });
    return out.info;
});
