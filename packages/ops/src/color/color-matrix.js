import { ShapeError } from '@srkit/core';
import { COLOR_MATRIX } from '@srkit/core/contracts';
import { add, matMul, reshape, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
/** What `applyColorMatrix` means. */
export const referenceColorMatrix = (x, attrs) => {
    const { matrix, offset } = attrs;
    const [outputs, inputs] = [offset.length, matrix.length / offset.length];
    const product = matMul(reshape(x, [-1, inputs]), tensor2d([...matrix], [outputs, inputs]), false, true);
    return reshape(add(product, tensor1d([...offset])), COLOR_MATRIX.outputShape({ x: x.shape }, attrs));
};
export const colorMatrix = defineOp(COLOR_MATRIX, {
    reference: ({ x }, attrs) => referenceColorMatrix(x, attrs),
    gradient: (dy, _saved, { matrix, offset }) => {
        const inputs = matrix.length / offset.length;
        const transposed = Array.from({ length: inputs * offset.length }, (_, i) => matrix[(i % offset.length) * inputs + Math.floor(i / offset.length)]);
        return {
            x: () => colorMatrix({ x: dy }, { matrix: transposed, offset: new Array(inputs).fill(0) }),
        };
    },
});
/**
 * Multiplies the last axis, three channels, by a matrix and adds an offset: `[..., 3]` to `[..., rows.length]`.
 * Differentiable to any order.
 *
 * @param op Name of the caller, for the error message.
 * @throws ShapeError `E_SHAPE_CHANNELS` when the last axis does not hold three channels.
 */
export const applyColorMatrix = (op, x, { rows, offset }) => {
    if (x.shape.at(-1) !== 3) {
        throw new ShapeError('E_SHAPE_CHANNELS', `${op}: the last axis of [${x.shape}] has ${x.shape.at(-1) ?? 'no'} channels, expected the 3 of RGB or YCbCr.`);
    }
    return colorMatrix({ x }, { matrix: rows.flat(), offset });
};
