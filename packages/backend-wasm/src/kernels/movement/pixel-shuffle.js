import { PIXEL_SHUFFLE, PIXEL_UNSHUFFLE } from '@srkit/core/contracts';
import { permute } from '../../movement/permute';
import { wordType } from '../../movement/words';
import { implementOp } from '../kernel';
const WORDS = ['float32', 'int32'];
export const pixelShuffle = implementOp(PIXEL_SHUFFLE, ({ backend, inputs: { x }, attrs: { factor: f }, outputShape }) => {
    const [n, h, w, depth] = x.shape;
    const c = depth / f ** 2;
    return permute(backend, x, wordType(x), [n, h, w, c, f, f], [0, 1, 4, 2, 5, 3], outputShape);
}, WORDS);
export const pixelUnshuffle = implementOp(PIXEL_UNSHUFFLE, ({ backend, inputs: { x }, attrs: { factor: f }, outputShape }) => {
    const [n, h, w] = outputShape;
    return permute(backend, x, wordType(x), [n, h, f, w, f, x.shape[3]], [0, 1, 3, 5, 2, 4], outputShape);
}, WORDS);
