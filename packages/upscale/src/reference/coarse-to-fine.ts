import { unitChannels } from '@srkit/models';
import { tidyRecord } from '@srkit/nn';
import { featureMatch } from '@srkit/ops';
import { avgPool, slice, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { type Correspondences, PATCH } from './correspondences';

/** Unit features on the host, `[rows, columns, channels]`, and the lengths of their patches. */
interface Plane {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** Pairs of patches that are all held against each other at the coarsest level; maps are halved until they are so few. */
const COARSE_PAIRS = 3e9;
/** Parts of the reference along a side that give a candidate each at the coarsest level. */
const PARTS = 6;
/** Coarse candidates that are no farther than this from the best are followed as well. */
const CLOSE = 0.01;
/** Rounds in which matches spread to their neighbours. */
const ROUNDS = 2;
/** Steps to a better place beside the match at most. */
const STEPS = 4;
const EPSILON = 1e-5;

/** At half the resolution, unit features again. */
export const halved = (x: Tensor4D): Tensor4D => unitChannels(avgPool(x, 2, 2, 'valid'));

const planeOf = async (x: Tensor4D): Promise<Plane> => {
  const [, rows, columns, channels] = x.shape;
  return { rows, columns, channels, data: (await x.data()) as Float32Array };
};

const patchesAlong = (side: number): number => side - PATCH + 1;

/** One over the length of each patch, row by row. */
const patchFactors = ({ rows, columns, channels, data }: Plane): Float32Array => {
  const squares = new Float32Array(rows * columns);
  for (let pixel = 0, at = 0; pixel < squares.length; pixel++) {
    let sum = 0;
    for (let c = 0; c < channels; c++, at++) sum += data[at]! ** 2;
    squares[pixel] = sum;
  }
  const [down, across] = [patchesAlong(rows), patchesAlong(columns)];
  const out = new Float32Array(down * across);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      let sum = 0;
      for (let i = 0; i < PATCH; i++)
        for (let j = 0; j < PATCH; j++) sum += squares[(y + i) * columns + x + j]!;
      out[y * across + x] = 1 / (Math.sqrt(sum) + EPSILON);
    }
  }
  return out;
};

/** Inner product of the patch at `from` of one plane with the patch at `to` of another. */
const product = (a: Plane, from: number, b: Plane, to: number): number => {
  const [x, y] = [a.data, b.data];
  const length = PATCH * a.channels;
  let [even, odd, third, fourth] = [0, 0, 0, 0];
  for (let row = 0; row < PATCH; row++) {
    let p = (from + row * a.columns) * a.channels;
    let q = (to + row * b.columns) * b.channels;
    const end = p + length;
    // Four sums, so that one addition need not wait for the one before it.
    for (; p + 4 <= end; p += 4, q += 4) {
      even += x[p]! * y[q]!;
      odd += x[p + 1]! * y[q + 1]!;
      third += x[p + 2]! * y[q + 2]!;
      fourth += x[p + 3]! * y[q + 3]!;
    }
    for (; p < end; p++, q++) even += x[p]! * y[q]!;
  }
  return even + odd + third + fourth;
};

/** Matches of one resolution while they get better. */
class Field {
  readonly rows: number;
  readonly columns: number;
  readonly index: Int32Array;
  readonly score: Float32Array;
  readonly #factors: Float32Array;
  readonly #referenceRows: number;
  readonly #referenceColumns: number;

  constructor(
    readonly target: Plane,
    readonly reference: Plane,
  ) {
    this.rows = patchesAlong(target.rows);
    this.columns = patchesAlong(target.columns);
    this.#referenceRows = patchesAlong(reference.rows);
    this.#referenceColumns = patchesAlong(reference.columns);
    this.index = new Int32Array(this.rows * this.columns);
    this.score = new Float32Array(this.rows * this.columns).fill(Number.NEGATIVE_INFINITY);
    this.#factors = patchFactors(reference);
  }

  get referenceColumns(): number {
    return this.#referenceColumns;
  }

  /** Takes the reference's patch at (v, u), moved inside, if it is better than what (y, x) has. */
  try(y: number, x: number, v: number, u: number): boolean {
    const row = Math.min(Math.max(v, 0), this.#referenceRows - 1);
    const column = Math.min(Math.max(u, 0), this.#referenceColumns - 1);
    const place = row * this.#referenceColumns + column;
    const at = y * this.columns + x;
    if (place === this.index[at] && this.score[at]! > Number.NEGATIVE_INFINITY) return false;
    const { target, reference } = this;
    const sum = product(target, y * target.columns + x, reference, row * reference.columns + column);
    const score = sum * this.#factors[place]!;
    if (score <= this.score[at]!) return false;
    this.score[at] = score;
    this.index[at] = place;
    return true;
  }

  /** Moves the match of (y, x) to the best of the eight places around it, as long as that helps. */
  refine(y: number, x: number): void {
    for (let step = 0; step < STEPS; step++) {
      const place = this.index[y * this.columns + x]!;
      const v = Math.floor(place / this.#referenceColumns);
      const u = place % this.#referenceColumns;
      let moved = false;
      for (let i = -1; i <= 1; i++)
        for (let j = -1; j <= 1; j++) if ((i !== 0 || j !== 0) && this.try(y, x, v + i, u + j)) moved = true;
      if (!moved) return;
    }
  }

  /** Tries what the neighbour at (y + i, x + j) matched, moved along. */
  spread(y: number, x: number, i: number, j: number): boolean {
    const [row, column] = [y + i, x + j];
    if (row < 0 || column < 0 || row >= this.rows || column >= this.columns) return false;
    const place = this.index[row * this.columns + column]!;
    const v = Math.floor(place / this.#referenceColumns) - i;
    const u = (place % this.#referenceColumns) - j;
    return this.try(y, x, v, u);
  }
}

/** A coarse candidate of each patch. */
interface Candidates {
  readonly rows: number;
  readonly columns: number;
  /** Place in the coarse reference, and its score; `-Infinity` for none. */
  readonly v: Int32Array;
  readonly u: Int32Array;
  readonly score: Float32Array;
}

/** The best patch of each part of the reference, for every patch of the target. */
const coarseCandidates = async (target: Tensor4D, reference: Tensor4D): Promise<Candidates[]> => {
  const [, rows, columns, channels] = reference.shape;
  const [down, across] = [patchesAlong(target.shape[1]), patchesAlong(target.shape[2])];
  const parts: Candidates[] = [];
  const spans = (side: number) => {
    const size = Math.ceil(patchesAlong(side) / PARTS);
    return Array.from(
      { length: PARTS },
      (_, i) => [i * size, Math.min(side, (i + 1) * size + PATCH - 1)] as const,
    ).filter(([start, end]) => end - start >= PATCH);
  };
  for (const [top, bottom] of spans(rows)) {
    for (const [left, right] of spans(columns)) {
      const found = tidyRecord(() => {
        const part = slice(reference, [0, top, left, 0], [1, bottom - top, right - left, channels]);
        return featureMatch(target, part, { normInput: true });
      });
      try {
        const [places, score] = [await found.index.data(), await found.correlation.data()];
        const width = right - left - PATCH + 1;
        parts.push({
          rows: down,
          columns: across,
          v: Int32Array.from(places, (place) => top + Math.floor(place / width)),
          u: Int32Array.from(places, (place) => left + (place % width)),
          score: Float32Array.from(score),
        });
      } finally {
        found.index.dispose();
        found.correlation.dispose();
      }
    }
  }
  return parts;
};

/** Of every coarse patch those candidates that are as good as its best, nearly. */
const seed = (field: Field, y: number, x: number, coarse: readonly Candidates[]): void => {
  const [{ rows, columns }] = coarse as [Candidates];
  const [row, column] = [Math.min(y >> 1, rows - 1), Math.min(x >> 1, columns - 1)];
  const at = row * columns + column;
  const best = coarse.reduce((most, { score }) => Math.max(most, score[at]!), Number.NEGATIVE_INFINITY);
  for (const { v, u, score } of coarse) {
    if (score[at]! < best - CLOSE) continue;
    field.try(y, x, 2 * v[at]! + y - 2 * row, 2 * u[at]! + x - 2 * column);
  }
};

/** Rows between two turns of timers and signals. */
const ROWS_AT_ONCE = 8;

const settle = async (
  field: Field,
  coarse: readonly Candidates[],
  onWork: (done: number) => Promise<void>,
): Promise<void> => {
  const { rows, columns } = field;
  const passes = 1 + 2 * ROUNDS;
  let pass = 0;
  const eachRow = async (forward: boolean, visit: (y: number, x: number) => void) => {
    for (let n = 0; n < rows; n++) {
      const y = forward ? n : rows - 1 - n;
      for (let m = 0; m < columns; m++) visit(y, forward ? m : columns - 1 - m);
      if (n % ROWS_AT_ONCE === 0) await onWork((pass + n / rows) / passes);
    }
    pass++;
  };
  await eachRow(true, (y, x) => {
    seed(field, y, x, coarse);
    field.refine(y, x);
  });
  for (let round = 0; round < ROUNDS; round++) {
    for (const step of [-1, 1]) {
      await eachRow(step < 0, (y, x) => {
        const across = field.spread(y, x, 0, step);
        const down = field.spread(y, x, step, 0);
        if (across || down) field.refine(y, x);
      });
    }
  }
};

const asCandidates = ({ rows, columns, index, score, referenceColumns }: Field): Candidates => ({
  rows,
  columns,
  score,
  v: Int32Array.from(index, (place) => Math.floor(place / referenceColumns)),
  u: Int32Array.from(index, (place) => place % referenceColumns),
});

/** Whether maps are large enough to be halved, so that each part of the reference still has a patch. */
export const canBeHalved = (target: Tensor4D, reference: Tensor4D): boolean =>
  Math.min(target.shape[1], target.shape[2]) >= 2 * PATCH &&
  Math.min(reference.shape[1], reference.shape[2]) >= 2 * PATCH * PARTS;

/** Pairs of a patch of one map and one of the other. */
export const pairsOf = (target: Tensor4D, reference: Tensor4D): number =>
  [target, reference].reduce(
    (product, { shape: [, rows, columns] }) => product * patchesAlong(rows) * patchesAlong(columns),
    1,
  );

/**
 * Matches unit features `[1, h, w, c]` and `[1, hr, wr, c]` without holding everything against everything: exhaustively
 * at a half of their resolution (or less, where that is too much), where each part of the reference gives a candidate;
 * then at each finer one, where the score of the full search decides between those candidates that are close to the
 * best, the places around them, and what neighbours matched, which spreads (PatchMatch, Barnes et al., 2009).
 */
export const coarseToFine = async (
  target: Tensor4D,
  reference: Tensor4D,
  onWork: (done: number) => Promise<void>,
): Promise<Correspondences> => {
  const coarser: (readonly [Tensor4D, Tensor4D])[] = [];
  const planes: (readonly [Plane, Plane])[] = [[await planeOf(target), await planeOf(reference)]];
  let coarse: readonly Candidates[];
  try {
    let level: readonly [Tensor4D, Tensor4D] = [target, reference];
    do {
      const [a, b] = level;
      level = tidy(() => [halved(a), halved(b)] as const);
      coarser.push(level);
    } while (pairsOf(...level) > COARSE_PAIRS && canBeHalved(...level));
    for (const [a, b] of coarser.slice(0, -1)) planes.push([await planeOf(a), await planeOf(b)]);
    coarse = await coarseCandidates(...level);
  } finally {
    for (const [a, b] of coarser) for (const x of [a, b]) x.dispose();
  }
  let field!: Field;
  let told = 0;
  for (const [i, [a, b]] of planes.toReversed().entries()) {
    // Each level has four times the patches of the one before.
    const part = 4 ** (i + 1 - planes.length) * (3 / 4);
    field = new Field(a, b);
    await settle(field, coarse, (done) => onWork(Math.min(1, told + done * part)));
    told += part;
    coarse = [asCandidates(field)];
  }
  const factors = patchFactors(field.target);
  return {
    rows: field.rows,
    columns: field.columns,
    referenceRows: patchesAlong(reference.shape[1]),
    referenceColumns: patchesAlong(reference.shape[2]),
    index: field.index,
    correlation: field.score.map((score, i) => score * factors[i]!),
    search: 'coarse-to-fine',
  };
};
