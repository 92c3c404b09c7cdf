import { ShapeError } from '@srkit/core';
/** Throws a `ShapeError` unless two tensors that are compared element by element have one shape. */
export const checkSameShape = (owner, [name, tensor], [otherName, other]) => {
    if (tensor.shape.join() === other.shape.join())
        return;
    throw new ShapeError('E_SHAPE_MISMATCH', `${owner}: ${name} is [${tensor.shape}] and ${otherName} is [${other.shape}]; expected the same shape. Nothing is broadcast here, because a loss over a broadcast tensor is usually a mistake.`);
};
/** Throws a `ShapeError` unless `tensor` is `[n, h, w, c]`. */
export const checkPicture = (owner, name, tensor) => {
    if (tensor.rank === 4)
        return;
    throw new ShapeError('E_SHAPE_RANK', `${owner}: ${name} is [${tensor.shape}]; expected [n, h, w, c]. Add the batch dimension with expandDims.`);
};
