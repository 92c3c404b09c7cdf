import { backend_util, util } from '@tensorflow/tfjs-core';
import { padTensor } from '../../movement/pad';
import { permute } from '../../movement/permute';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const spaceToBatchND = defineKernel('SpaceToBatchND', ({ backend, inputs: { x }, attrs: { blockShape, paddings } }) => {
    const dtype = wordType(x);
    if (!dtype || paddings.some(([before, after]) => before < 0 || after < 0))
        return undefined;
    const padded = padTensor(backend, x, dtype, {
        mode: 'constant',
        paddings: x.shape.map((_, axis) => {
            const [before = 0, after = 0] = paddings[axis - 1] ?? [];
            return [before, after];
        }),
    });
    const product = util.sizeFromShape(blockShape);
    const view = backend_util.getReshaped(padded.shape, blockShape, product, false);
    const order = backend_util.getPermuted(view.length, blockShape.length, false);
    const shape = backend_util.getReshapedPermuted(padded.shape, blockShape, product, false);
    const y = permute(backend, padded, dtype, view, order, shape);
    backend.disposeData(padded.dataId);
    return y;
});
