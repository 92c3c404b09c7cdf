import { matMul, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';

/** Each multiplies what the largest directions have over the smaller ones by itself. */
const ROUNDS = 4;
/** What is left of a direction once the others are taken out, below which it is one of them. */
const LEAST_PART = 1e-5;

/** Columns made orthonormal, in double precision; a column that depends on those before it becomes zeros. */
const orthonormal = (data: Float32Array, rows: number, columns: number): Float32Array => {
  // Column after column: they are walked along.
  const q = Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]!),
  );
  const dot = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += a[i]! * b[i]!;
    return sum;
  };
  for (const [j, column] of q.entries()) {
    const before = Math.sqrt(dot(column, column));
    // Twice is enough (Giraud, Langou and Rozloznik, 2005).
    for (let pass = 0; pass < 2; pass++) {
      for (const other of q.slice(0, j)) {
        const part = dot(column, other);
        for (let i = 0; i < rows; i++) column[i]! -= part * other[i]!;
      }
    }
    const length = Math.sqrt(dot(column, column));
    const factor = length > LEAST_PART * before ? 1 / length : 0;
    for (let i = 0; i < rows; i++) column[i]! *= factor;
  }
  const out = new Float32Array(rows * columns);
  for (const [j, column] of q.entries()) for (let i = 0; i < rows; i++) out[i * columns + j] = column[i]!;
  return out;
};

/**
 * Orthonormal directions, `[length, count]`, that hold as much as so few can of the rows' inner products: the leading right
 * singular vectors of `rows`, `[n, length]`, up to a rotation among themselves, by subspace iteration (Halko, Martinsson and
 * Tropp, 2011) from the rows themselves. Nothing is subtracted: inner products are kept, not distances from a mean.
 */
export const principalDirections = async (rows: Tensor2D, count: number): Promise<Tensor2D> => {
  const [n, length] = rows.shape;
  const start = tidy(() => {
    const mixed = Float32Array.from({ length: n * count }, (_, i) =>
      // Rows are dealt out among the directions, every second one of a direction with the other sign.
      Math.floor(i / count) % count === i % count ? (Math.floor(i / count / count) % 2 === 0 ? 1 : -1) : 0,
    );
    return matMul(rows, tensor2d(mixed, [n, count]), true, false);
  });
  let directions = start;
  for (let round = 0; ; round++) {
    const data = (await directions.data().finally(() => directions.dispose())) as Float32Array;
    const basis = tensor2d(orthonormal(data, length, count), [length, count]);
    if (round === ROUNDS) return basis;
    directions = tidy(() => matMul(rows, matMul(rows, basis), true, false));
    basis.dispose();
  }
};
