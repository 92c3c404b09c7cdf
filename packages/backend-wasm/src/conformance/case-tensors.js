export const sizeOf = (shape) => shape.reduce((size, side) => size * side, 1);
/** Marsaglia's xorshift, in [0, 1). */
const generator = (seed) => {
    let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
    return () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state >>> 0) / 2 ** 32;
    };
};
const drawn = (shape, seed, element) => {
    const draw = generator(seed * 7919 + sizeOf(shape));
    return Array.from({ length: sizeOf(shape) }, () => element(draw));
};
/** Numbers between two bounds. */
export const floats = (shape, seed = 1, [from, to] = [-3, 3]) => ({
    shape,
    dtype: 'float32',
    values: drawn(shape, seed, (draw) => Math.fround(from + (to - from) * draw())),
});
/** Integers from a lower bound up to, not including, an upper one. */
export const ints = (shape, seed = 1, [from, to] = [-9, 10]) => ({
    shape,
    dtype: 'int32',
    values: drawn(shape, seed, (draw) => from + Math.floor((to - from) * draw())),
});
export const bools = (shape, seed = 1) => ({
    shape,
    dtype: 'bool',
    values: drawn(shape, seed, (draw) => (draw() < 0.5 ? 0 : 1)),
});
export const complex = (shape, seed = 1) => ({
    shape,
    dtype: 'complex64',
    values: floats([...shape, 2], seed).values,
});
/** Every dtype that holds numbers. */
export const NUMERIC = [floats, ints, bools];
/** Exactly these. */
export const given = (dtype, shape, values) => ({ shape, dtype, values });
export const scalar = (value, dtype = 'float32') => given(dtype, [], [value]);
