import { permute } from '../../movement/permute';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const depthToSpace = defineKernel('DepthToSpace', ({ backend, inputs: { x }, attrs: { blockSize: f, dataFormat } }) => {
    const dtype = wordType(x);
    if (!dtype || dataFormat !== 'NHWC')
        return undefined;
    const [n, h, w, depth] = x.shape;
    const c = depth / f ** 2;
    return permute(backend, x, dtype, [n, h, w, f, f, c], [0, 1, 3, 2, 4, 5], [n, h * f, w * f, c]);
});
