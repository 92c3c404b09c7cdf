import type { Draws } from '../../random/draws';

/** Points of two photos that belong together, by index: x and y. */
export interface PointPairs {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** Points in a unit that keeps products of coordinates near 1: around their mean, at a mean distance of the root of 2. */
const normalised = (xy: Float64Array): { xy: Float64Array; transform: readonly [number, number, number] } => {
  const count = xy.length / 2;
  let [x, y, spread] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    x += xy[2 * i]! / count;
    y += xy[2 * i + 1]! / count;
  }
  for (let i = 0; i < count; i++) spread += Math.hypot(xy[2 * i]! - x, xy[2 * i + 1]! - y) / count;
  const scale = Math.SQRT2 / Math.max(spread, 1e-12);
  const out = xy.map((value, i) => (value - (i % 2 === 0 ? x : y)) * scale);
  return { xy: out, transform: [scale, x, y] };
};

/** The direction that eight rows of nine numbers all vanish on, by elimination; undefined when they do not decide it. */
const nullVector = (rows: number[][]): number[] | undefined => {
  const columns = Array.from({ length: 9 }, (_, i) => i);
  for (let k = 0; k < 8; k++) {
    // The largest number left leads, whatever its row and column.
    let [row, column, most] = [k, k, 0];
    for (let i = k; i < 8; i++) {
      for (let j = k; j < 9; j++) {
        const size = Math.abs(rows[i]![columns[j]!]!);
        if (size > most) [row, column, most] = [i, j, size];
      }
    }
    if (most < 1e-9) return undefined;
    [rows[k], rows[row]] = [rows[row]!, rows[k]!];
    [columns[k], columns[column]] = [columns[column]!, columns[k]!];
    const lead = rows[k]!;
    for (let i = k + 1; i < 8; i++) {
      const factor = rows[i]![columns[k]!]! / lead[columns[k]!]!;
      for (let j = k; j < 9; j++) rows[i]![columns[j]!]! -= factor * lead[columns[j]!]!;
    }
  }
  const out = new Array<number>(9).fill(0);
  out[columns[8]!] = 1;
  for (let k = 7; k >= 0; k--) {
    let sum = 0;
    for (let j = k + 1; j < 9; j++) sum += rows[k]![columns[j]!]! * out[columns[j]!]!;
    out[columns[k]!] = -sum / rows[k]![columns[k]!]!;
  }
  return out;
};

const rowOf = (a: Float64Array, b: Float64Array, i: number): number[] => {
  const [x, y, u, v] = [a[2 * i]!, a[2 * i + 1]!, b[2 * i]!, b[2 * i + 1]!];
  return [u * x, u * y, u, v * x, v * y, v, x, y, 1];
};

/** Squared distance from the epipolar geometry, to first order (Sampson), in the unit of the points. */
const sampson = (f: readonly number[], a: Float64Array, b: Float64Array, i: number): number => {
  const [x, y, u, v] = [a[2 * i]!, a[2 * i + 1]!, b[2 * i]!, b[2 * i + 1]!];
  const [p, q, r] = [
    f[0]! * x + f[1]! * y + f[2]!,
    f[3]! * x + f[4]! * y + f[5]!,
    f[6]! * x + f[7]! * y + f[8]!,
  ];
  const [s, t] = [f[0]! * u + f[3]! * v + f[6]!, f[1]! * u + f[4]! * v + f[7]!];
  const error = u * p + v * q + r;
  return error ** 2 / (p * p + q * q + s * s + t * t + 1e-18);
};

/** Samples of eight that are tried at most, and the certainty at which fewer are enough. */
const [ROUNDS, CERTAINTY] = [4000, 0.999];
/** Pairs that the first samples are drawn from; later ones are drawn from more, in the end from all. */
const FIRST_POOL = 32;

/**
 * Which pairs of points agree with one epipolar geometry: eight at a time make a fundamental matrix, the one that most
 * agree with stands (RANSAC). Samples come from the first pairs before they come from all, as in PROSAC: where half of the
 * pairs are wrong, one sample of eight in 256 would be right.
 *
 * @param pairs the surest first.
 * @param within largest distance from it in pixels, of the mean of both photos.
 * @returns indices of the pairs that agree, ascending.
 */
export const epipolarInliers = ({ a, b }: PointPairs, within: number, draws: Draws): number[] => {
  const count = a.length / 2;
  if (count < 8) return [];
  const [p, q] = [normalised(a), normalised(b)];
  const limit = (within * (p.transform[0] + q.transform[0])) / 2;
  let best: number[] = [];
  let rounds = ROUNDS;
  for (let round = 0; round < rounds; round++) {
    const pool = Math.min(count, FIRST_POOL + Math.ceil((round / (ROUNDS / 2)) * count));
    const chosen = new Set<number>();
    while (chosen.size < 8) chosen.add(draws.integer(0, pool - 1));
    const f = nullVector([...chosen].map((i) => rowOf(p.xy, q.xy, i)));
    if (!f) continue;
    const agreeing: number[] = [];
    for (let i = 0; i < count; i++) if (sampson(f, p.xy, q.xy, i) <= limit ** 2) agreeing.push(i);
    if (agreeing.length <= best.length) continue;
    best = agreeing;
    // Rounds after which eight good pairs have been drawn once with that certainty.
    const needed = Math.log(1 - CERTAINTY) / Math.log(1 - Math.min(0.999999, (best.length / count) ** 8));
    rounds = Math.min(ROUNDS, Math.ceil(needed));
  }
  return best;
};
