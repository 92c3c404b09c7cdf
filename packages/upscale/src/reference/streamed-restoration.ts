import type { LevelStages, ReferenceLayer, RestorationStages } from '@srkit/models';
import type { GraphNode } from '@srkit/nn';
import {
  add,
  concat,
  dispose,
  div,
  exp,
  maximum,
  mul,
  slice,
  softmax,
  sub,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { type Correspondences, preOffsetRows } from './correspondences';
import { type HostMap, rowsOf } from './host-map';
import { MovingMap } from './moving-map';
import { RowPieces } from './row-pieces';
import { bandWithin, RowRunner } from './run-rows';

/** A reference as the restoration sees it. */
export interface RestorationReference {
  readonly found: Correspondences;
  /** Its features of one layer, whole, a new tensor. */
  readonly features: (layer: ReferenceLayer) => Promise<Tensor4D>;
}

/** Which reference weighs most at each pixel of the result, and how much. */
export interface Attention {
  /** Index among the references, `[height, width]`. */
  readonly best: Uint16Array;
  /** Weight of that reference, 0..1. */
  readonly weight: Float32Array;
  /** Weight of every reference, 0..1, mean over the pixels of the result that belong to one of the picture, `[h, w, references]`. */
  readonly weights: Float32Array;
}

export interface Restored {
  /** Mean weight of each reference over all levels and pixels; they add up to 1. */
  readonly shares: readonly number[];
  /** At the result's resolution; what `keepAttention` asked for. */
  readonly attention: Attention | undefined;
}

export interface RestorationRun {
  readonly stages: RestorationStages;
  /** The low-resolution picture, three channels. */
  readonly picture: HostMap;
  /** One or more. */
  readonly references: readonly RestorationReference[];
  /** What is held on the device beside the features of one reference, in bytes. */
  readonly budget: number;
  readonly keepAttention: boolean;
  /** Takes rows of the result, `[1, rows, 4w, 3]`, and the tensor. */
  readonly write: (start: number, rows: Tensor4D) => Promise<void>;
  readonly onWork: (done: number) => Promise<void>;
}

const FLOAT_BYTES = 4;
/** Fewest rows that are worth being aligned at once: what lies around them is computed as well. */
const LEAST_ROWS = 16;

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;
const roundDown = (value: number, multiple: number): number =>
  Math.max(multiple, Math.floor(value / multiple) * multiple);

/** The sum over references so far, of some rows: values weighted by `exp(logits - max)`. */
interface Sum {
  readonly start: number;
  readonly end: number;
  values: Tensor4D;
  /** Undefined in networks of one reference. */
  max: Tensor4D | undefined;
  total: Tensor4D | undefined;
  /** Of every reference: one channel, to tell their weights in the end. */
  readonly logits: Tensor4D[];
}

const freed = ({ values, max, total, logits }: Sum): void => {
  dispose([values, ...(max && total ? [max, total] : []), ...logits]);
};

/** Adds a reference to a sum, or begins one; takes the tensors. (Softmax by a running maximum and sum.) */
const added = (
  before: Sum | undefined,
  start: number,
  value: Tensor4D,
  logits: Tensor4D | undefined,
): Sum => {
  const end = start + value.shape[1];
  if (!logits) return { start, end, values: value, max: undefined, total: undefined, logits: [] };
  if (!before) {
    const total = tidy(() => exp(sub(logits, logits)) as Tensor4D);
    return { start, end, values: value, max: logits.clone(), total, logits: [logits] };
  }
  const { max, total, values } = before;
  const [nextMax, nextTotal, nextValues] = tidy(() => {
    const highest = maximum(max!, logits) as Tensor4D;
    const [old, fresh] = [exp(sub(max!, highest)), exp(sub(logits, highest))];
    return [
      highest,
      add(mul(total!, old), fresh) as Tensor4D,
      add(mul(values, old), mul(value, fresh)) as Tensor4D,
    ] as const;
  });
  dispose([max!, total!, values, value]);
  return {
    start,
    end,
    values: nextValues,
    max: nextMax,
    total: nextTotal,
    logits: [...before.logits, logits],
  };
};

/** Which rows are computed together. */
interface LevelPlan {
  /** Rows of a strip that one reference is aligned to at once. */
  readonly strip: number;
  /** Rows whose sums are held while all references are gone through. */
  readonly group: number;
  readonly band: number;
}

/** Pixels of the level to a pixel of the low-resolution picture. */
const density = ({ level: { scale } }: LevelStages): number => scale ** 2;

/** Bytes of a pixel of the level while references are summed up, and while one is aligned. */
export const levelBytes = (stages: LevelStages, references: number): { held: number; working: number } => {
  const { reference, fuse, refine } = stages;
  const [values] = reference.outputs as [GraphNode];
  const attended = reference.outputs.length > 1 ? 2 + references : 0;
  return {
    held: (values.channels + attended + refine.inputs[0]!.channels) * FLOAT_BYTES,
    working:
      Math.max(reference.facts.peakBytes, fuse.facts.peakBytes) / density(stages) +
      3 * values.channels * FLOAT_BYTES,
  };
};

/** How a level of a picture of `height` x `width` low-resolution pixels is gone through. */
export const planLevel = (
  stages: LevelStages,
  [height, width]: readonly [number, number],
  references: number,
  budget: number,
): LevelPlan => {
  const { scale } = stages.level;
  const { held, working } = levelBytes(stages, references);
  const rows = roundUp(height * scale, stages.multiple);
  const columns = width * scale;
  const fit = (bytes: number, part: number) =>
    Math.min(rows, Math.max(LEAST_ROWS, roundDown((budget * part) / (bytes * columns), LEAST_ROWS)));
  return {
    strip: fit(working, 1 / 4),
    group: fit(held, 1 / 2),
    band: bandWithin(stages.refine, [height, width], budget / 4),
  };
};

/** A map whose rows are made when they are asked for. */
interface RowSource {
  readonly map: MovingMap;
  /** Makes rows until all before `end` are there. */
  advance(end: number): Promise<void>;
  dispose(): void;
}

/** The low-resolution picture's own features. */
class ContentRun implements RowSource {
  readonly map: MovingMap;
  readonly #runner: RowRunner;

  constructor({ stages: { content }, picture, budget }: RestorationRun, onWork: OnWork) {
    const { height, width } = picture;
    this.map = new MovingMap(height, width, content.outputs[0]!.channels);
    this.#runner = new RowRunner({
      graph: content,
      rows: height,
      band: bandWithin(content, [height, width], budget / 8),
      read: (_node, start, end) => picture.rows(start, end),
      write: (start, rows) => this.map.add(start, rows),
      onWork,
    });
  }

  async advance(end: number): Promise<void> {
    while (this.map.end < end && (await this.#runner.step()));
  }

  dispose(): void {
    this.#runner.dispose();
  }
}

type OnWork = (done: number) => Promise<void>;

/** Goes through one level, as far as it is asked; see `LevelStages`. */
class LevelRun implements RowSource {
  readonly map: MovingMap;
  readonly #runner: RowRunner;
  readonly #fused = new RowPieces();
  readonly #height: number;
  readonly #padded: number;
  readonly #reach: number;
  readonly #fuseReach: number;
  /** Rows that have been asked for of the fused map, and of the level's features. */
  #read = 0;
  #readX = 0;
  #done = 0;
  readonly #shares: number[];
  readonly attention: Attention | undefined;

  constructor(
    private readonly stages: LevelStages,
    private readonly source: RowSource,
    private readonly run: RestorationRun,
    private readonly onWork: OnWork,
    write?: RestorationRun['write'],
  ) {
    const { level, refine, multiple } = stages;
    const { scale } = level;
    const { picture, references, budget } = run;
    const { height, width } = source.map;
    this.plan = planLevel(stages, [picture.height, picture.width], references.length, budget);
    this.map = new MovingMap(2 * height, 2 * width, refine.outputs[0]!.channels);
    this.#height = height;
    this.#padded = roundUp(height, multiple);
    // Facts count in pixels of the picture.
    const reachOf = (halo: number) => roundUp(Math.ceil(halo * scale), multiple);
    this.#reach = reachOf(stages.reference.facts.halo);
    this.#fuseReach = reachOf(stages.fuse.facts.halo);
    this.#shares = references.map(() => 0);
    const pixels = height * width;
    if (run.keepAttention && scale === 4) {
      this.attention = {
        best: new Uint16Array(pixels),
        weight: new Float32Array(pixels),
        weights: new Float32Array(picture.height * picture.width * references.length),
      };
    }
    const [fused] = refine.inputs as [GraphNode];
    this.#runner = new RowRunner({
      graph: refine,
      rows: picture.height,
      band: this.plan.band,
      beforeRead: async (most) => {
        const wanted = Math.min(height, this.#read + Math.max(most(fused), scale));
        while (this.#fused.end < wanted) await this.#nextGroup();
      },
      read: (node, start, end) => this.#input(node, start, end),
      write: write ?? ((start, rows) => this.map.add(start, rows)),
      // Most of the work is done when rows are fused; what is told there never goes back.
      onWork: async () => onWork(this.#done / this.#padded),
    });
  }

  private readonly plan: LevelPlan;

  async advance(end: number): Promise<void> {
    while (this.map.end < end && (await this.#runner.step()));
  }

  /** Goes to the end. */
  async finish(): Promise<void> {
    while (await this.#runner.step());
  }

  dispose(): void {
    this.#runner.dispose();
    this.#fused.dispose();
  }

  get #x(): MovingMap {
    return this.source.map;
  }

  /** Gives up rows of the level's features that nothing needs any more. */
  #drop(): void {
    const { multiple } = this.stages;
    this.#x.drop(Math.min(this.#readX, this.#done - this.#fuseReach - this.#reach - 2 * multiple));
  }

  get shares(): readonly number[] {
    return this.#shares;
  }

  /** Rows of the level's features and, where they reach its end, what a step fills up below. */
  #around(start: number, end: number, reach: number) {
    const bottom = Math.min(this.#height, end + reach);
    const filled = bottom === this.#height ? this.#padded : bottom;
    // Rows that are filled up mirror those before, fewer than a multiple of them, which have their own surroundings.
    const mirrored = filled > bottom ? this.stages.multiple : 0;
    return { top: Math.max(0, start - reach - mirrored), bottom, filled };
  }

  /** One reference's values and logits of rows `start` to `end` of the filled up map. */
  #align(found: Correspondences, features: Tensor4D, start: number, end: number): Tensor4D[] {
    const { level, reference } = this.stages;
    const { top, bottom } = this.#around(start, end, this.#reach);
    return tidy(() => {
      const inputs = [this.#x.rows(top, bottom), features, preOffsetRows(found, level.scale, top, bottom)];
      const outputs = reference.run(inputs, undefined, { top, height: this.#height });
      return outputs.map((output) => rowsOf(output, start - top, end - top));
    });
  }

  /** Goes through all references for the next rows, and fuses them. */
  async #nextGroup(): Promise<void> {
    const { references } = this.run;
    const start = this.#done;
    const end = Math.min(this.#padded, start + this.plan.group);
    const first = Math.max(0, start - this.#fuseReach - this.stages.multiple);
    const last = Math.min(this.#padded, end + this.#fuseReach);
    await this.source.advance(Math.min(this.#height, last + this.#reach));
    const starts: number[] = [];
    for (let row = first; row < last; row += this.plan.strip) starts.push(row);
    const sums: (Sum | undefined)[] = starts.map(() => undefined);
    try {
      for (const [n, { found, features }] of references.entries()) {
        const map = await features(this.stages.level.layer);
        try {
          for (const [i, row] of starts.entries()) {
            const [value, logits] = this.#align(found, map, row, Math.min(last, row + this.plan.strip));
            sums[i] = added(sums[i], row, value!, logits);
            const part = (n + (i + 1) / starts.length) / references.length;
            await this.onWork((start + (end - start) * part) / this.#padded);
          }
        } finally {
          map.dispose();
        }
      }
      await this.#fuse(sums as Sum[], start, end);
      this.#done = end;
      this.#drop();
    } finally {
      for (const sum of sums) if (sum) freed(sum);
    }
  }

  async #fuse(sums: Sum[], start: number, end: number): Promise<void> {
    const means = new RowPieces();
    try {
      for (const sum of sums) {
        const { values, max, total } = sum;
        means.add(sum.start, total ? tidy(() => div(values, total) as Tensor4D) : values.clone());
        dispose([values, ...(max && total ? [max, total] : [])]);
        await this.#weigh(sum, start, Math.min(end, this.#height));
      }
      const { fuse } = this.stages;
      for (let row = start; row < Math.min(end, this.#height); row += this.plan.strip) {
        const to = Math.min(end, this.#height, row + this.plan.strip);
        const { top, bottom, filled } = this.#around(row, to, this.#fuseReach);
        this.#fused.add(
          row,
          tidy(() => {
            const inputs = [this.#x.rows(top, bottom), means.rows(top, filled)];
            const [y] = fuse.run(inputs, undefined, { top, height: this.#height });
            return rowsOf(y!, row - top, to - top);
          }),
        );
      }
    } finally {
      means.dispose();
    }
  }

  /** Adds up what the references weigh in rows `start` to `end`, and keeps which weighs most. */
  async #weigh({ start: first, end: last, logits }: Sum, start: number, end: number): Promise<void> {
    const [top, bottom] = [Math.max(first, start), Math.min(last, end)];
    if (top >= bottom) return;
    const { width } = this.#x;
    const { picture, references } = this.run;
    const { scale } = this.stages.level;
    const [count, pixels] = [references.length, (bottom - top) * width];
    const all = this.#height * width;
    if (logits.length === 0) {
      this.#shares[0]! += pixels / all;
      this.attention?.weight.fill(1, top * width, bottom * width);
      this.attention?.weights.fill(1);
      return;
    }
    const weights = tidy(() => {
      const joined = softmax(concat(logits, 3), 3);
      // Filled up columns lie at the right.
      return slice(joined, [0, top - first, 0, 0], [1, bottom - top, width, count]);
    });
    const data = await weights.data().finally(() => weights.dispose());
    for (let pixel = 0; pixel < pixels; pixel++) {
      let best = 0;
      for (let n = 0; n < count; n++) {
        const weight = data[pixel * count + n]!;
        this.#shares[n]! += weight / all;
        if (weight > data[pixel * count + best]!) best = n;
      }
      if (!this.attention) continue;
      this.attention.best[top * width + pixel] = best;
      this.attention.weight[top * width + pixel] = data[pixel * count + best]!;
      const row = Math.floor((top + Math.floor(pixel / width)) / scale);
      const at = (row * picture.width + Math.floor((pixel % width) / scale)) * count;
      for (let n = 0; n < count; n++)
        this.attention.weights[at + n]! += data[pixel * count + n]! / scale ** 2;
    }
  }

  /** Rows of one of the refining part's inputs. */
  #input(node: GraphNode, start: number, end: number): Tensor4D {
    const [fused, x] = this.stages.refine.inputs;
    if (node === x) {
      const rows = this.#x.rows(start, end);
      this.#readX = end;
      this.#drop();
      return rows;
    }
    if (node !== fused) return this.run.picture.rows(start, end);
    this.#read = end;
    const rows = this.#fused.rows(start, end);
    this.#fused.drop(end);
    return rows;
  }
}

/**
 * Restores a picture from its references, taking one reference at a time: its features are on the device while it is
 * aligned and added to a running softmax. Rows go through the levels from top to bottom, each level making those that the
 * next one needs. Equals `forward` of the network up to the rounding of sums. What is held follows from the budget, the
 * width of the picture and the largest reference; of the number of references from one float each for pixels in work.
 */
export const restoreStreamed = async (run: RestorationRun): Promise<Restored> => {
  const { stages, references, write, onWork } = run;
  const work = restorationWork(stages, references.length);
  const all = work.reduce((sum, each) => sum + each, 0);
  // Levels wait for each other in turn: each counts for itself.
  const done = work.map(() => 0);
  const at = (i: number) => (part: number) => {
    done[i] = work[i]! * part;
    return onWork(done.reduce((sum, each) => sum + each, 0) / all);
  };
  const sources: RowSource[] = [];
  try {
    let last: RowSource = new ContentRun(run, at(0));
    sources.push(last);
    const levels: LevelRun[] = [];
    for (const [i, level] of stages.levels.entries()) {
      const isLast = i === stages.levels.length - 1;
      const next: LevelRun = new LevelRun(level, last, run, at(i + 1), isLast ? write : undefined);
      sources.push(next);
      levels.push(next);
      last = next;
    }
    await levels.at(-1)!.finish();
    const shares = references.map(
      (_, n) => levels.reduce((sum, level) => sum + level.shares[n]!, 0) / levels.length,
    );
    return { shares, attention: levels.at(-1)!.attention };
  } finally {
    for (const source of sources) source.dispose();
  }
};

/** Multiply-adds of the content features and of each level, for a low-resolution pixel. */
export const restorationWork = (stages: RestorationStages, references: number): number[] => [
  stages.content.facts.multiplyAdds,
  ...stages.levels.map(
    ({ reference, fuse, refine }) =>
      references * reference.facts.multiplyAdds + fuse.facts.multiplyAdds + refine.facts.multiplyAdds,
  ),
];
