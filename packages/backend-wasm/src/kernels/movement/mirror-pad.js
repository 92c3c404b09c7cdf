import { padTensor } from '../../movement/pad';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const mirrorPad = defineKernel('MirrorPad', ({ backend, inputs: { x }, attrs: { paddings, mode } }) => {
    const dtype = wordType(x);
    const most = mode === 'reflect' ? 1 : 0;
    // Beyond its length an axis has nothing to show.
    const fits = paddings.every(([before, after], axis) => {
        const limit = x.shape[axis] - most;
        return (before >= 0 && after >= 0 && (before === 0 || before <= limit) && (after === 0 || after <= limit));
    });
    if (!dtype || !fits)
        return undefined;
    return padTensor(backend, x, dtype, { mode, paddings });
});
