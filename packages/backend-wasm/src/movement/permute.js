import { denseStrides } from './dense-strides';
import { move } from './move';
/**
 * Axis `k` of the result is axis `order[k]` of `x` seen as `view`.
 *
 * @param shape of the result, when axes are merged in it.
 */
export const permute = (backend, x, dtype, view, order, shape = order.map((axis) => view[axis])) => {
    const from = denseStrides(view);
    const to = denseStrides(order.map((axis) => view[axis]));
    const axes = order.map((axis, k) => ({ size: view[axis], from: from[axis], to: to[k] }));
    // Where only axes of length 1 move, nothing does.
    if (axes.every((axis) => axis.size === 1 || axis.from === axis.to))
        return backend.alias(x, shape);
    return move(backend, { x, dtype, shape, axes });
};
