import { util } from '@tensorflow/tfjs-core';
import { chunksOf } from '../chunks';
/** What fills the border; the numbers are the kernel's. */
export const PAD_MODE = { constant: 0, reflect: 1, symmetric: 2 };
/** Neighbouring axes without padding become one. */
const merged = (axes) => {
    const result = [];
    for (const axis of axes) {
        const outer = result.at(-1);
        const plain = axis.before === 0 && axis.after === 0;
        if (outer && plain && outer.before === 0 && outer.after === 0) {
            result[result.length - 1] = { ...axis, size: outer.size * axis.size };
        }
        else
            result.push(axis);
    }
    return result;
};
/** A tensor with a border. */
export const padTensor = (backend, x, dtype, { mode, paddings, value = 0 }) => {
    const shape = x.shape.map((size, axis) => paddings[axis][0] + size + paddings[axis][1]);
    if (paddings.every(([before, after]) => before === 0 && after === 0))
        return backend.alias(x, shape);
    const from = backend.address(x);
    const y = backend.output(shape, dtype);
    const length = util.sizeFromShape(shape);
    if (length === 0)
        return y.info;
    const axes = merged(x.shape.map((size, axis) => ({ size, before: paddings[axis][0], after: paddings[axis][1] })));
    const innermost = axes.at(-1);
    const run = innermost.before === 0 && innermost.after === 0 ? axes.pop().size : 1;
    const row = axes.pop();
    const rowLength = (row.before + row.size + row.after) * run;
    const rows = length / rowLength;
    const { perChunk, count } = chunksOf(rows, rowLength);
    const params = backend.params.ints(from, y.address);
    if (dtype === 'int32')
        params.ints(value);
    else
        params.floats(value);
    params.ints(PAD_MODE[mode], run, row.size, row.before, row.after, rows, perChunk, axes.length);
    for (const { size, before, after } of axes)
        params.ints(size, before, before + size + after);
    backend.run('padChunk', count);
    return y.info;
};
