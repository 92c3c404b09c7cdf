import type { CaseTensor } from './conformance-case';

type Shape = readonly number[];
type Draw = () => number;
/** Lower and upper bound. */
type Bounds = readonly [number, number];

export const sizeOf = (shape: Shape): number => shape.reduce((size, side) => size * side, 1);

/** Marsaglia's xorshift, in [0, 1). */
const generator = (seed: number): Draw => {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};

const drawn = (shape: Shape, seed: number, element: (draw: Draw) => number): number[] => {
  const draw = generator(seed * 7919 + sizeOf(shape));
  return Array.from({ length: sizeOf(shape) }, () => element(draw));
};

/** Numbers between two bounds. */
export const floats = (shape: Shape, seed = 1, [from, to]: Bounds = [-3, 3]): CaseTensor => ({
  shape,
  dtype: 'float32',
  values: drawn(shape, seed, (draw) => Math.fround(from + (to - from) * draw())),
});

/** Integers from a lower bound up to, not including, an upper one. */
export const ints = (shape: Shape, seed = 1, [from, to]: Bounds = [-9, 10]): CaseTensor => ({
  shape,
  dtype: 'int32',
  values: drawn(shape, seed, (draw) => from + Math.floor((to - from) * draw())),
});

export const bools = (shape: Shape, seed = 1): CaseTensor => ({
  shape,
  dtype: 'bool',
  values: drawn(shape, seed, (draw) => (draw() < 0.5 ? 0 : 1)),
});

export const complex = (shape: Shape, seed = 1): CaseTensor => ({
  shape,
  dtype: 'complex64',
  values: floats([...shape, 2], seed).values,
});

/** Every dtype that holds numbers. */
export const NUMERIC = [floats, ints, bools] as const;

/** Exactly these. */
export const given = (
  dtype: CaseTensor['dtype'],
  shape: Shape,
  values: readonly number[] | readonly string[],
): CaseTensor => ({ shape, dtype, values });

export const scalar = (value: number, dtype: 'float32' | 'int32' = 'float32'): CaseTensor =>
  given(dtype, [], [value]);
