import { ShapeError } from '@srkit/core';
/** Throws a `ShapeError` unless there is one reference at least. */
export const checkSomeReferences = (owner, references) => {
    if (references.length === 0) {
        throw new ShapeError('E_SHAPE_REFERENCES', `${owner}: no references given, expected one at least.`);
    }
};
/**
 * Throws a `ShapeError` unless there is a reference at least, and each is `[n, h, w, channels]` on the target's grid.
 */
export const checkReferences = (owner, target, references, channels) => {
    checkSomeReferences(owner, references);
    const [n, h, w] = target.shape;
    const expected = [n, h, w, channels];
    references.forEach(({ shape }, i) => {
        if (shape.join() !== expected.join()) {
            throw new ShapeError('E_SHAPE_REFERENCE', `${owner}: reference ${i} is [${shape}], expected [${expected}] (batch, height, width, channels) as the target; align it first.`);
        }
    });
};
