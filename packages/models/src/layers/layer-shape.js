import { ShapeError } from '@srkit/core';
/** Whether two sides can be one and the same. */
const fits = (side, expected) => side === null || expected === null || side === expected;
/**
 * Throws a `ShapeError` naming the layer and the input unless `shape` is four-dimensional and fits `expected`, whose
 * null stands for any size.
 */
export const checkLayerShape = (owner, input, shape, expected) => {
    if (shape.length === expected.length && shape.every((side, axis) => fits(side, expected[axis])))
        return;
    throw new ShapeError('E_SHAPE_CHANNELS', `${owner}: ${input} is [${shape.map(String)}], expected [${expected.map((side) => side ?? 'any')}] (batch, height, width, channels).`);
};
/** Throws a `ShapeError` unless a layer is applied to exactly the inputs that `names` lists. */
export const checkInputCount = (owner, shapes, names) => {
    if (shapes.length === names.length)
        return;
    throw new ShapeError('E_SHAPE_INPUTS', `${owner}: applied to ${shapes.length} inputs, expected a list of ${names.length}: ${names.join(', ')}.`);
};
