import fc from 'fast-check';
const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);
/** Numbers in [-1, 1] that look random and are the same in every run. */
export const noise = (shape, seed = 1) => {
    let state = Math.imul(seed, 0x9e3779b1) | 1;
    return {
        shape,
        values: Float32Array.from({ length: sizeOf(shape) }, () => {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            return state / 2 ** 31;
        }),
    };
};
/** 0, 1, 2, ...: every element can be told from the others. */
export const ramp = (shape, dtype = 'float32') => ({
    shape,
    dtype,
    values: Array.from({ length: sizeOf(shape) }, (_, i) => i),
});
export const wordTypes = fc.constantFrom('float32', 'int32');
/** Shapes of small tensors, now and then empty ones. */
export const shapes = (rank) => fc.array(fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 1, max: 6 }) }, { weight: 1, arbitrary: fc.constant(0) }), { minLength: rank.min, maxLength: rank.max });
