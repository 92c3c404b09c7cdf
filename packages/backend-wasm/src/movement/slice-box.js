import { util } from '@tensorflow/tfjs-core';
import { denseStrides } from './dense-strides';
import { move } from './move';
/** Cuts a box out of a tensor. `shape`: of the result, when it is not the box's. */
export const sliceBox = (backend, x, dtype, { begin, size, steps }, shape = [...size]) => {
    if (!steps && util.arraysEqual(size, x.shape))
        return backend.alias(x, shape);
    const from = denseStrides(x.shape);
    const to = denseStrides(size);
    return move(backend, {
        x,
        dtype,
        shape,
        start: begin.reduce((sum, index, axis) => sum + index * from[axis], 0),
        axes: size.map((side, axis) => ({
            size: side,
            from: from[axis] * (steps?.[axis] ?? 1),
            to: to[axis],
        })),
    });
};
