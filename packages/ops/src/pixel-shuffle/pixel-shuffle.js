import { ShapeError } from '@srkit/core';
import { PIXEL_SHUFFLE, PIXEL_UNSHUFFLE } from '@srkit/core/contracts';
import { clone, depthToSpace, gather, reshape, tensor1d, transpose, } from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
const checkedFactor = (op, factor) => {
    if (!Number.isInteger(factor) || factor < 1) {
        throw new ShapeError('E_SHAPE_FACTOR', `${op}: factor is ${factor}, expected an integer >= 1.`);
    }
};
const shuffleReference = (x, factor) => {
    if (factor === 1)
        return clone(x);
    // PyTorch orders channels (c, i, j), tfjs's depthToSpace (i, j, c): reorder, then let the native kernel move.
    const outChannels = x.shape[3] / (factor * factor);
    const order = new Int32Array(x.shape[3]);
    for (let c = 0; c < outChannels; c++) {
        for (let k = 0; k < factor * factor; k++)
            order[k * outChannels + c] = c * factor * factor + k;
    }
    return depthToSpace(gather(x, tensor1d(order, 'int32'), 3), factor, 'NHWC');
};
const unshuffleReference = (x, factor) => {
    const [n, height, width, channels] = x.shape;
    const [h, w] = [height / factor, width / factor];
    const split = reshape(x, [n, h, factor, w, factor, channels]);
    return reshape(transpose(split, [0, 1, 3, 5, 2, 4]), [n, h, w, channels * factor * factor]);
};
const shuffle = defineOp(PIXEL_SHUFFLE, {
    reference: ({ x }, { factor }) => shuffleReference(x, factor),
    gradient: (dy, _saved, attrs) => ({ x: () => unshuffle({ x: dy }, attrs) }),
});
const unshuffle = defineOp(PIXEL_UNSHUFFLE, {
    reference: ({ x }, { factor }) => unshuffleReference(x, factor),
    gradient: (dy, _saved, attrs) => ({ x: () => shuffle({ x: dy }, attrs) }),
});
/**
 * Moves channels into space: `[n, h, w, c * f * f]` to `[n, h * f, w * f, c]`, PyTorch's channel order
 * (c, row offset, column offset), as `torch.nn.PixelShuffle`.
 *
 * @throws ShapeError when the channels are not a multiple of `factor * factor`.
 */
export const pixelShuffle = (x, factor) => {
    checkedFactor('pixelShuffle', factor);
    if (x.shape[3] % (factor * factor) !== 0) {
        throw new ShapeError('E_SHAPE_CHANNELS', `pixelShuffle: ${x.shape[3]} channels in [${x.shape}] cannot be shuffled by ${factor}; expected a multiple of ${factor * factor}.`);
    }
    return shuffle({ x }, { factor });
};
/**
 * Moves space into channels: `[n, h * f, w * f, c]` to `[n, h, w, c * f * f]`, the inverse of `pixelShuffle`,
 * as `torch.nn.PixelUnshuffle`.
 *
 * @throws ShapeError when height or width is not a multiple of `factor`.
 */
export const pixelUnshuffle = (x, factor) => {
    checkedFactor('pixelUnshuffle', factor);
    if (x.shape[1] % factor !== 0 || x.shape[2] % factor !== 0) {
        throw new ShapeError('E_SHAPE_SIDE', `pixelUnshuffle: ${x.shape[1]}x${x.shape[2]} (height x width) is not divisible by ${factor}; pad the picture first.`);
    }
    return unshuffle({ x }, { factor });
};
