import { padTensor } from '../../movement/pad';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const padV2 = defineKernel('PadV2', ({ backend, inputs: { x }, attrs: { paddings, constantValue } }) => {
    const dtype = wordType(x);
    if (!dtype || paddings.some(([before, after]) => before < 0 || after < 0))
        return undefined;
    return padTensor(backend, x, dtype, { mode: 'constant', paddings, value: constantValue });
});
