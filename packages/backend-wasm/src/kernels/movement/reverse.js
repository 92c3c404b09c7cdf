import { util } from '@tensorflow/tfjs-core';
import { sliceBox } from '../../movement/slice-box';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
const turn = (backend, x, axes) => {
    const dtype = wordType(x);
    if (!dtype)
        return undefined;
    const turned = new Set(axes);
    return sliceBox(backend, x, dtype, {
        begin: x.shape.map((side, axis) => (turned.has(axis) ? side - 1 : 0)),
        size: x.shape,
        steps: x.shape.map((_, axis) => (turned.has(axis) ? -1 : 1)),
    });
};
export const reverse = defineKernel('Reverse', ({ backend, inputs: { x }, attrs: { dims } }) => turn(backend, x, util.parseAxisParam(dims, x.shape)));
/** Pictures `[n, h, w, c]` in the mirror. */
export const flipLeftRight = defineKernel('FlipLeftRight', ({ backend, inputs: { image } }) => turn(backend, image, [2]));
