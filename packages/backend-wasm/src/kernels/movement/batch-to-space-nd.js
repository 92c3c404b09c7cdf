import { backend_util, util } from '@tensorflow/tfjs-core';
import { permute } from '../../movement/permute';
import { sliceBox } from '../../movement/slice-box';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const batchToSpaceND = defineKernel('BatchToSpaceND', ({ backend, inputs: { x }, attrs: { blockShape, crops } }) => {
    const dtype = wordType(x);
    if (!dtype)
        return undefined;
    const product = util.sizeFromShape(blockShape);
    const view = backend_util.getReshaped(x.shape, blockShape, product);
    const order = backend_util.getPermuted(view.length, blockShape.length);
    const shape = backend_util.getReshapedPermuted(x.shape, blockShape, product);
    const whole = permute(backend, x, dtype, view, order, shape);
    const sizes = crops.map(([before, after], axis) => shape[axis + 1] - before - after);
    const cropped = sliceBox(backend, whole, dtype, {
        begin: shape.map((_, axis) => crops[axis - 1]?.[0] ?? 0),
        size: shape.map((side, axis) => sizes[axis - 1] ?? side),
    });
    backend.disposeData(whole.dataId);
    return cropped;
});
