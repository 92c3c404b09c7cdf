import { backend_util, util } from '@tensorflow/tfjs-core';
/** Dimensions of size 1 left out, neighbours in which the same sides advance joined. */
const dimensionsOf = (shape, aShape, bShape) => {
    const dimensions = [];
    for (const [i, size] of shape.entries()) {
        if (size === 1)
            continue;
        const a = (aShape[i - shape.length + aShape.length] ?? 1) !== 1;
        const b = (bShape[i - shape.length + bShape.length] ?? 1) !== 1;
        const last = dimensions.at(-1);
        if (last && last.a === a && last.b === b)
            last.size *= size;
        else
            dimensions.push({ size, a, b });
    }
    return dimensions;
};
/** @throws tfjs's error when the shapes do not fit each other. */
export const broadcastOf = (aShape, bShape) => {
    const shape = backend_util.assertAndGetBroadcastShape(aShape, bShape);
    const dimensions = dimensionsOf(shape, aShape, bShape);
    const row = dimensions.pop() ?? { size: 1, a: true, b: true };
    let aStride = row.a ? row.size : 1;
    let bStride = row.b ? row.size : 1;
    const outer = [];
    for (const { size, a, b } of dimensions.reverse()) {
        outer.unshift({ size, aStride: a ? aStride : 0, bStride: b ? bStride : 0 });
        if (a)
            aStride *= size;
        if (b)
            bStride *= size;
    }
    return {
        shape,
        count: util.sizeFromShape(shape),
        inner: row.size,
        aInner: row.a ? 1 : 0,
        bInner: row.b ? 1 : 0,
        outer,
    };
};
