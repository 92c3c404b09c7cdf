import { slice_util } from '@tensorflow/tfjs-core';
import { sliceBox } from '../../movement/slice-box';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const stridedSlice = defineKernel('StridedSlice', ({ backend, inputs: { x }, attrs }) => {
    const dtype = wordType(x);
    if (!dtype)
        return undefined;
    const info = slice_util.sliceInfo(x.shape, attrs.begin, attrs.end, attrs.strides, attrs.beginMask, attrs.endMask, attrs.ellipsisMask, attrs.newAxisMask, attrs.shrinkAxisMask);
    const { begin, end, strides: steps, finalShape, isIdentity } = info;
    if (isIdentity)
        return backend.alias(x, finalShape);
    const size = begin.map((from, axis) => Math.max(0, Math.ceil((end[axis] - from) / steps[axis])));
    return sliceBox(backend, x, dtype, { begin, size, steps }, finalShape);
});
