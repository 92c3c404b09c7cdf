import { util } from '@tensorflow/tfjs-core';
import { join } from '../../movement/join';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const pack = defineKernel('Pack', ({ backend, inputs, attrs }) => {
    const dtype = wordType(...inputs);
    const first = inputs[0];
    if (!dtype || !first || inputs.some(({ shape }) => !util.arraysEqual(shape, first.shape)))
        return undefined;
    const axis = attrs.axis < 0 ? attrs.axis + first.shape.length + 1 : attrs.axis;
    const before = first.shape.slice(0, axis);
    const shape = [...before, inputs.length, ...first.shape.slice(axis)];
    if (inputs.length === 1)
        return backend.alias(first, shape);
    if (util.sizeFromShape(shape) === 0)
        return backend.output(shape, dtype).info;
    return join(backend, inputs, util.sizeFromShape(before), shape, dtype);
});
