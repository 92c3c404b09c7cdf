import { slice_util } from '@tensorflow/tfjs-core';
import { sliceBox } from '../../movement/slice-box';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const slice = defineKernel('Slice', ({ backend, inputs: { x }, attrs }) => {
    const dtype = wordType(x);
    if (!dtype)
        return undefined;
    const [begin, size] = slice_util.parseSliceParams(x, attrs.begin, attrs.size);
    // It reads nothing but the shape.
    slice_util.assertParamsValid(x, begin, size);
    return sliceBox(backend, x, dtype, { begin: begin, size: size });
});
