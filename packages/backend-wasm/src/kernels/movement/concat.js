import { backend_util, util } from '@tensorflow/tfjs-core';
import { join } from '../../movement/join';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const concat = defineKernel('Concat', ({ backend, inputs, attrs }) => {
    const dtype = wordType(...inputs);
    if (!dtype)
        return undefined;
    const axis = util.parseAxisParam(attrs.axis, inputs[0].shape)[0];
    const shapes = inputs.map(({ shape }) => shape);
    backend_util.assertParamsConsistent(shapes, axis);
    const shape = backend_util.computeOutShape(shapes, axis);
    const parts = inputs.filter((part) => util.sizeFromShape(part.shape) > 0);
    if (parts.length === 1)
        return backend.alias(parts[0], shape);
    return join(backend, parts, util.sizeFromShape(shape.slice(0, axis)), shape, dtype);
});
