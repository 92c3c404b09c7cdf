import { util } from '@tensorflow/tfjs-core';
import { sliceBox } from '../../movement/slice-box';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const unpack = defineKernel('Unpack', ({ backend, inputs: { value }, attrs }) => {
    const dtype = wordType(value);
    if (!dtype)
        return undefined;
    const axis = util.parseAxisParam(attrs.axis, value.shape)[0];
    const size = value.shape.map((side, i) => (i === axis ? 1 : side));
    const shape = value.shape.filter((_, i) => i !== axis);
    return Array.from({ length: value.shape[axis] }, (_, index) => {
        const begin = value.shape.map((_side, i) => (i === axis ? index : 0));
        return sliceBox(backend, value, dtype, { begin, size }, shape);
    });
});
