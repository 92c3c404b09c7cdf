import { util } from '@tensorflow/tfjs-core';
import { copyStrided } from './copy-strided';
/**
 * Lays tensors side by side: `[outer, width_i]` each, `[outer, sum of the widths]` together.
 *
 * @param outer product of the axes before the one along which they are joined.
 * @param shape of the result.
 */
export const join = (backend, parts, outer, shape, dtype) => {
    const sources = parts.map((part) => ({
        address: backend.address(part),
        width: util.sizeFromShape(part.shape) / outer,
    }));
    const y = backend.output(shape, dtype);
    const total = sources.reduce((sum, { width }) => sum + width, 0);
    let to = y.address;
    for (const { address, width } of sources) {
        copyStrided(backend, address, to, [
            { size: outer, from: width, to: total },
            { size: width, from: 1, to: 1 },
        ]);
        to += 4 * width;
    }
    return y.info;
};
