import { ShapeError } from '@srkit/core';
import { FILTER2D, padBefore } from '@srkit/core/contracts';
import { reverse } from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { foldReflection } from './fold-reflection';
import { filterKernelGradient } from './kernel-gradient';
import { referenceFilter2d } from './reference-filter2d';
const run = (x, kernel, padding) => op({ x, kernel }, { padding });
/** The adjoint of `filter2d` in its picture: what of `dy` comes back to each pixel. */
export const filter2dAdjoint = (dy, kernel, padding = 'reflect') => {
    const flipped = reverse(kernel, [1, 2]);
    if (padding === 'full')
        return run(dy, flipped, 'valid');
    const padded = run(dy, flipped, 'full');
    if (padding === 'valid')
        return padded;
    return foldReflection(padded, padBefore(padding, kernel.shape[1]), padBefore(padding, kernel.shape[2]));
};
const op = defineOp(FILTER2D, {
    reference: ({ x, kernel }, { padding }) => referenceFilter2d(x, kernel, padding),
    inputsToSave: ['x', 'kernel'],
    gradient: (dy, saved, { padding }) => {
        const [x, kernel] = saved;
        return {
            x: () => filter2dAdjoint(dy, kernel, padding),
            kernel: () => filterKernelGradient(x, dy, kernel.shape, padding),
        };
    },
});
const checkSide = (name, side, kernel, padding) => {
    if (padding === 'reflect' && kernel % 2 === 0) {
        throw new ShapeError('E_SHAPE_KERNEL', `filter2d: the kernel's ${name} is ${kernel}; with reflect padding it must be odd, so that it has a middle.`);
    }
    const least = padding === 'reflect' ? (kernel >> 1) + 1 : padding === 'valid' ? kernel : 1;
    if (side < least) {
        throw new ShapeError('E_SHAPE_SIDE', `filter2d: the picture's ${name} is ${side}; a kernel of ${kernel} with ${padding} padding needs at least ${least}. Use a smaller kernel or a larger picture.`);
    }
};
/**
 * Cross-correlates every channel of `x`, `[n, h, w, c]`, with a kernel of its sample, `[n, kh, kw]`, or one for all,
 * `[1, kh, kw]`. The kernel is not flipped. With `reflect` padding (default) the output has the size of the input and
 * the border pixel is not repeated, as BasicSR's `filter2D`.
 *
 * @throws ShapeError for an even kernel with `reflect`, a picture too small for it, or kernels that do not fit the batch.
 */
export const filter2d = (x, kernel, padding = 'reflect') => {
    if (x.rank !== 4 || kernel.rank !== 3) {
        throw new ShapeError('E_SHAPE_RANK', `filter2d: got a picture [${x.shape}] and a kernel [${kernel.shape}]; expected [n, h, w, c] and [1 or n, kh, kw].`);
    }
    if (kernel.shape[0] !== 1 && kernel.shape[0] !== x.shape[0]) {
        throw new ShapeError('E_SHAPE_BATCH', `filter2d: ${kernel.shape[0]} kernels for ${x.shape[0]} pictures; give one for all or one for each.`);
    }
    checkSide('height', x.shape[1], kernel.shape[1], padding);
    checkSide('width', x.shape[2], kernel.shape[2], padding);
    return run(x, kernel, padding);
};
