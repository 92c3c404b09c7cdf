import { ConfigError } from '@srkit/core';
import { MATCH_EPSILON } from '@srkit/core/contracts';
import { matchCandidates, nearestKeys } from '@srkit/ops';
import {
  add,
  avgPool,
  concat,
  conv2d,
  div,
  gather,
  mul,
  reshape,
  slice,
  sqrt,
  square,
  sum,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { centresOf, nearestCentres, spread } from './cells';
import { type Correspondences, PATCH } from './correspondences';
import { pairsOf, patchesOf } from './halved';
import { rowsOf } from './host-map';
import { principalDirections } from './principal-directions';

type OnWork = (done: number) => Promise<void>;

/** Numbers that describe a patch while candidates are looked for, instead of nine features. */
const DIMENSIONS = 96;
/** Patches of each map from which the directions of these numbers are taken. */
const SAMPLES = 2048;
/** Cells are as many as there are patches in each, but not more. */
const MOST_CELLS = 1024;
/** Part of the cells in which each patch looks for candidates, at least; of few pairs all that take no time. */
const PROBED = 0.06;
const PROBED_PAIRS = 3e8;
/** Candidates of each patch whose features are compared. */
const CANDIDATES = 16;
/** Rounds in which matches spread to their neighbours. */
const ROUNDS = 3;
/** Multiply-adds between two turns of timers and signals. */
const WORK_AT_ONCE = 1e10;
/** Parts of the work that are done when cells are made, and when candidates are compared; measured. */
const [PREPARED, FOUND] = [0.2, 0.7];
/** The places around one. */
const AROUND = [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => [i, j] as const)).filter(([i, j]) => i || j);

const probedPart = (pairs: number): number => Math.min(1, Math.max(PROBED, PROBED_PAIRS / pairs));

/** Multiply-adds of a search; an estimate. */
export const coarseToFineWork = (
  targetPatches: number,
  referencePatches: number,
  channels: number,
): number => {
  const patch = PATCH ** 2 * channels;
  const described = (targetPatches + referencePatches) * patch * DIMENSIONS;
  const pairs = targetPatches * referencePatches;
  const probed = probedPart(pairs) * pairs * DIMENSIONS;
  return described + probed + targetPatches * (CANDIDATES + AROUND.length) * patch;
};

/** Norm + epsilon of every patch, `[1, rows, columns, 1]`. */
const normsOf = (x: Tensor4D): Tensor4D =>
  tidy(() => {
    const squares = avgPool(sum(square(x), 3, true) as Tensor4D, PATCH, 1, 'valid');
    return add(sqrt(mul(squares, PATCH ** 2)), MATCH_EPSILON);
  });

/** The same on the host. @throws ConfigError for features that are not finite. */
const patchLengths = async (name: string, x: Tensor4D): Promise<Float32Array> => {
  const norms = normsOf(x);
  const lengths = (await norms.data().finally(() => norms.dispose())) as Float32Array;
  const broken = lengths.find((length) => !Number.isFinite(length));
  if (broken === undefined) return lengths;
  throw new ConfigError(
    'E_CONFIG_FEATURES',
    `The ${name}'s features have a patch of norm ${broken}; expected finite values. Look for NaN in the ${name} or in the extractor's weights.`,
  );
};

/** Some patches as rows of their features, `[n, 9 * channels]`. */
const samplePatches = (x: Tensor4D): Tensor2D =>
  tidy(() => {
    const [, , width, channels] = x.shape;
    const columns = width - PATCH + 1;
    const pixels = reshape(x, [-1, channels]) as Tensor2D;
    const corners = spread(SAMPLES, patchesOf(x)).map(
      (place) => Math.floor(place / columns) * width + (place % columns),
    );
    const taps: Tensor2D[] = [];
    for (let i = 0; i < PATCH; i++) {
      for (let j = 0; j < PATCH; j++) {
        taps.push(
          gather(
            pixels,
            corners.map((corner) => corner + i * width + j),
          ),
        );
      }
    }
    return concat(taps, 1);
  });

/** Every patch in few numbers, whose inner products are nearly the cosines of patches, `[patches, DIMENSIONS]`. */
const describe = (x: Tensor4D, filter: Tensor4D): Tensor2D =>
  tidy(() => reshape(div(conv2d(x, filter, 1, 'valid'), normsOf(x)), [-1, filter.shape[3]]));

/** Keys in the order of their cells, and where each comes from. */
interface Cells {
  readonly keys: Tensor2D;
  readonly cells: Int32Array;
  readonly places: Int32Array;
  readonly centres: Tensor2D;
}

const sorted = async (described: Tensor2D): Promise<Cells> => {
  const [patches] = described.shape;
  const count = Math.min(MOST_CELLS, Math.max(1, Math.round(Math.sqrt(patches))));
  const all = await centresOf(described, count);
  try {
    const owners = await nearestCentres(described, all, 1);
    // Without centres that nothing belongs to: a patch that looks into a cell finds something.
    const used = [...new Set(owners)].sort((a, b) => a - b);
    const numbers = new Map(used.map((centre, number) => [centre, number]));
    const cellOf = owners.map((centre) => numbers.get(centre)!);
    const places = cellOf.map((_, place) => place).sort((a, b) => cellOf[a]! - cellOf[b]! || a - b);
    return {
      keys: gather(described, places),
      cells: places.map((place) => cellOf[place]!),
      places,
      centres: gather(all, Int32Array.from(used)),
    };
  } finally {
    all.dispose();
  }
};

/** The patches of the reference that may be the best for each of some of the target's, `[patches, CANDIDATES]`. */
const candidatesOf = async (
  queries: Tensor2D,
  { keys, cells, places, centres }: Cells,
  part: number,
): Promise<Int32Array> => {
  const [count] = centres.shape;
  const probes = Math.ceil(part * count);
  const probed = await nearestCentres(queries, centres, probes);
  const found = tidy(() =>
    nearestKeys(
      {
        queries,
        keys,
        cells: tensor1d(cells, 'int32'),
        cellCount: count,
        probes: tensor2d(probed, [queries.shape[0], probes], 'int32'),
      },
      CANDIDATES,
    ),
  );
  const rows = await found.data().finally(() => found.dispose());
  return Int32Array.from(rows, (row) => (row < 0 ? -1 : places[row]!));
};

/** `[1, h, w, c]` as `[h, w, c]`. */
const single = (x: Tensor4D): Tensor3D => {
  const [, rows, columns, channels] = x.shape;
  return reshape(x, [rows, columns, channels]);
};

/** Matches while they get better. */
class Field {
  readonly rows: number;
  readonly columns: number;
  readonly referenceRows: number;
  readonly referenceColumns: number;
  readonly place: Int32Array;
  readonly score: Float32Array;
  /** Which matches the last round has moved. */
  #moved: Uint8Array;
  readonly #reference: Tensor3D;

  constructor(
    private readonly target: Tensor4D,
    reference: Tensor4D,
  ) {
    const side = (length: number): number => length - PATCH + 1;
    [this.rows, this.columns] = [side(target.shape[1]), side(target.shape[2])];
    [this.referenceRows, this.referenceColumns] = [side(reference.shape[1]), side(reference.shape[2])];
    const patches = this.rows * this.columns;
    this.place = new Int32Array(patches).fill(-1);
    this.score = new Float32Array(patches).fill(Number.NEGATIVE_INFINITY);
    this.#moved = new Uint8Array(patches).fill(1);
    this.#reference = single(reference);
  }

  dispose(): void {
    this.#reference.dispose();
  }

  /** Takes the best of candidates of some rows, `[patches, candidates]`, where it is better than what is there. */
  async take(row: number, end: number, candidates: Int32Array): Promise<Uint8Array> {
    const patches = (end - row) * this.columns;
    const found = tidy(() => {
      const [, , width, channels] = this.target.shape;
      const some = slice(this.target, [0, row, 0, 0], [1, end - row + PATCH - 1, width, channels]);
      const { index, correlation } = matchCandidates(
        single(some),
        this.#reference,
        tensor2d(candidates, [patches, candidates.length / patches], 'int32'),
        PATCH,
      );
      return { index, correlation };
    });
    const moved = new Uint8Array(patches);
    try {
      const [places, scores] = [await found.index.data(), await found.correlation.data()];
      const from = row * this.columns;
      for (let i = 0; i < patches; i++) {
        if (places[i]! < 0 || !(scores[i]! > this.score[from + i]!)) continue;
        this.place[from + i] = places[i]!;
        this.score[from + i] = scores[i]!;
        moved[i] = 1;
      }
    } finally {
      found.index.dispose();
      found.correlation.dispose();
    }
    return moved;
  }

  /** What the neighbours of a patch matched, moved along, and the places around its own match; new ones alone. */
  #around(y: number, x: number, out: Int32Array, at: number): number {
    const { rows, columns, referenceRows, referenceColumns, place } = this;
    const own = place[y * columns + x]!;
    let count = 0;
    const offer = (v: number, u: number): void => {
      if (v < 0 || u < 0 || v >= referenceRows || u >= referenceColumns) return;
      const candidate = v * referenceColumns + u;
      if (candidate === own) return;
      for (let i = 0; i < count; i++) if (out[at + i] === candidate) return;
      out[at + count++] = candidate;
    };
    for (const [i, j] of AROUND) {
      const [row, column] = [y + i, x + j];
      if (row < 0 || column < 0 || row >= rows || column >= columns) continue;
      const neighbour = row * columns + column;
      if (this.#moved[neighbour] === 0) continue;
      const match = place[neighbour]!;
      offer(Math.floor(match / referenceColumns) - i, (match % referenceColumns) - j);
    }
    if (this.#moved[y * columns + x] === 1) {
      for (const [i, j] of AROUND)
        offer(Math.floor(own / referenceColumns) + i, (own % referenceColumns) + j);
    }
    return count;
  }

  /** One round in which every match is tried by the neighbours of its patch, all at once, `step` rows at a time. */
  async spread(step: number, onWork: OnWork): Promise<void> {
    const width = 2 * AROUND.length;
    const all: Int32Array[] = [];
    for (let row = 0; row < this.rows; row += step) {
      const end = Math.min(this.rows, row + step);
      const candidates = new Int32Array((end - row) * this.columns * width).fill(-1);
      for (let y = row, at = 0; y < end; y++) {
        for (let x = 0; x < this.columns; x++, at += width) this.#around(y, x, candidates, at);
      }
      all.push(candidates);
    }
    const moved = new Uint8Array(this.place.length);
    for (const [n, candidates] of all.entries()) {
      await onWork(n / all.length);
      const row = n * step;
      moved.set(await this.take(row, Math.min(this.rows, row + step), candidates), row * this.columns);
    }
    this.#moved = moved;
  }
}

/**
 * Matches unit features `[1, h, w, c]` and `[1, hr, wr, c]` without holding everything against everything.
 *
 * 1. Describe each patch by few numbers that keep most of all inner products. 2. Sort those of the reference into cells of
 * like ones. 3. Look for the best candidates of each patch in the cells that are nearest to it. 4. Compare these by their
 * whole features, with the score of the full search. 5. Let matches spread to the neighbours of their patches, as far as
 * that makes them better (PatchMatch, Barnes et al., 2009).
 *
 * @throws ConfigError `E_CONFIG_FEATURES` for features that are not finite.
 */
export const coarseToFine = async (
  target: Tensor4D,
  reference: Tensor4D,
  onWork: OnWork,
): Promise<Correspondences> => {
  const [, , width, channels] = target.shape;
  const columns = width - PATCH + 1;
  const lengths = await patchLengths('picture', target);
  await patchLengths('reference', reference);
  const field = new Field(target, reference);
  const { rows } = field;
  let cells: Cells | undefined;
  let filter: Tensor4D | undefined;
  try {
    await onWork(0);
    const samples = tidy(() => concat([samplePatches(target), samplePatches(reference)]));
    const directions = await principalDirections(samples, DIMENSIONS).finally(() => samples.dispose());
    filter = tidy(() => reshape(directions, [PATCH, PATCH, channels, DIMENSIONS]));
    directions.dispose();
    await onWork(PREPARED / 4);
    const described = describe(reference, filter);
    await onWork(PREPARED / 2);
    cells = await sorted(described).finally(() => described.dispose());
    const patch = PATCH ** 2 * channels;
    const part = probedPart(pairsOf(target, reference));
    const rowWork = columns * (patchesOf(reference) * part * DIMENSIONS + CANDIDATES * patch);
    const step = Math.max(1, Math.floor(WORK_AT_ONCE / rowWork));
    for (let row = 0; row < rows; row += step) {
      await onWork(PREPARED + (FOUND - PREPARED) * (row / rows));
      const end = Math.min(rows, row + step);
      const some = rowsOf(target, row, end + PATCH - 1);
      const queries = describe(some, filter);
      some.dispose();
      const candidates = await candidatesOf(queries, cells, part).finally(() => queries.dispose());
      await field.take(row, end, candidates);
    }
    for (let round = 0; round < ROUNDS; round++) {
      const at = (done: number) => onWork(FOUND + (1 - FOUND) * ((round + done) / ROUNDS));
      await field.spread(Math.max(1, Math.floor(WORK_AT_ONCE / (columns * 2 * AROUND.length * patch))), at);
    }
    const { referenceRows, referenceColumns, place, score } = field;
    return {
      rows,
      columns,
      referenceRows,
      referenceColumns,
      index: place,
      correlation: score.map((value, i) => value / lengths[i]!),
      search: 'coarse-to-fine',
    };
  } finally {
    field.dispose();
    filter?.dispose();
    cells?.keys.dispose();
    cells?.centres.dispose();
  }
};
