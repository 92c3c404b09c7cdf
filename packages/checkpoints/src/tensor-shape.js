import { bytesPerElement } from './dtype';
import { MAX_RANK, MAX_TENSOR_BYTES } from './limits';
/**
 * Elements of a shape, or a sentence that says why it is refused: too many dimensions, a dimension that is not
 * an integer >= 0, or more than `MAX_TENSOR_BYTES`. A dimension of 0 makes the tensor empty.
 */
export const countElements = (shape, dtype) => {
    if (shape.length > MAX_RANK)
        return `it has ${shape.length} dimensions; at most ${MAX_RANK} are read`;
    const most = MAX_TENSOR_BYTES / bytesPerElement(dtype);
    let count = 1;
    for (const size of shape) {
        if (!Number.isSafeInteger(size) || size < 0)
            return `dimension ${size} is not an integer >= 0`;
        // Far beyond 2^53 the product is inexact, but then it is beyond the limit either way.
        count *= size === 0 ? 1 : size;
    }
    if (count > most)
        return `shape [${shape.join(', ')}] of ${dtype} exceeds ${MAX_TENSOR_BYTES} bytes`;
    return shape.includes(0) ? 0 : count;
};
