import { permute } from '../../movement/permute';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const transpose = defineKernel('Transpose', ({ backend, inputs: { x }, attrs }) => {
    const dtype = wordType(x);
    return dtype && permute(backend, x, dtype, x.shape, attrs.perm);
});
