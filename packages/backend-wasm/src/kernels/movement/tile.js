import { denseStrides } from '../../movement/dense-strides';
import { move } from '../../movement/move';
import { wordType } from '../../movement/words';
import { defineKernel } from '../kernel';
export const tile = defineKernel('Tile', ({ backend, inputs: { x }, attrs: { reps } }) => {
    const dtype = wordType(x);
    if (!dtype)
        return undefined;
    const shape = x.shape.map((side, axis) => side * reps[axis]);
    const from = denseStrides(x.shape);
    const to = denseStrides(shape);
    const axes = x.shape.flatMap((size, axis) => [
        { size: reps[axis], from: 0, to: size * to[axis] },
        { size, from: from[axis], to: to[axis] },
    ]);
    return move(backend, { x, dtype, shape, axes });
});
