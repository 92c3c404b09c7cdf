import { backend_util, util } from '@tensorflow/tfjs-core';
import { sliceBox } from '../../movement/slice-box';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const splitV = defineKernel('SplitV', ({ backend, inputs: { x }, attrs }) => {
    const dtype = wordType(x);
    if (!dtype)
        return undefined;
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0];
    // It reads nothing but the shape.
    const sides = backend_util.prepareSplitSize(x, attrs.numOrSizeSplits, axis);
    let start = 0;
    return sides.map((side) => {
        const begin = x.shape.map((_, i) => (i === axis ? start : 0));
        const size = x.shape.map((whole, i) => (i === axis ? side : whole));
        start += side;
        return sliceBox(backend, x, dtype, { begin, size });
    });
});
