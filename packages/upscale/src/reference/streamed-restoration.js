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
  tidy,
} from '@tensorflow/tfjs-core';
import { preOffsetRows } from './correspondences';
import { rowsOf } from './host-map';
import { MovingMap } from './moving-map';
import { RowPieces } from './row-pieces';
import { bandWithin, RowRunner } from './run-rows';

const FLOAT_BYTES = 4;
/** Fewest rows that are worth being aligned at once: what lies around them is computed as well. */
const LEAST_ROWS = 16;
const roundUp = (value, multiple) => Math.ceil(value / multiple) * multiple;
const roundDown = (value, multiple) => Math.max(multiple, Math.floor(value / multiple) * multiple);
const freed = ({ values, max, total, logits }) => {
  dispose([values, ...(max && total ? [max, total] : []), ...logits]);
};
/** Adds a reference to a sum, or begins one; takes the tensors. (Softmax by a running maximum and sum.) */
const added = (before, start, value, logits) => {
  const end = start + value.shape[1];
  if (!logits) return { start, end, values: value, max: undefined, total: undefined, logits: [] };
  if (!before) {
    const total = tidy(() => exp(sub(logits, logits)));
    return { start, end, values: value, max: logits.clone(), total, logits: [logits] };
  }
  const { max, total, values } = before;
  const [nextMax, nextTotal, nextValues] = tidy(() => {
    const highest = maximum(max, logits);
    const [old, fresh] = [exp(sub(max, highest)), exp(sub(logits, highest))];
    return [highest, add(mul(total, old), fresh), add(mul(values, old), mul(value, fresh))];
  });
  dispose([max, total, values, value]);
  return {
    start,
    end,
    values: nextValues,
    max: nextMax,
    total: nextTotal,
    logits: [...before.logits, logits],
  };
};
/** Pixels of the level to a pixel of the low-resolution picture. */
const density = ({ level: { scale } }) => scale ** 2;
/** Bytes of a pixel of the level while references are summed up, and while one is aligned. */
export const levelBytes = (stages, references) => {
  const { reference, fuse, refine } = stages;
  const [values] = reference.outputs;
  const attended = reference.outputs.length > 1 ? 2 + references : 0;
  return {
    held: (values.channels + attended + refine.inputs[0].channels) * FLOAT_BYTES,
    working:
      Math.max(reference.facts.peakBytes, fuse.facts.peakBytes) / density(stages) +
      3 * values.channels * FLOAT_BYTES,
  };
};
/** How a level of a picture of `height` x `width` low-resolution pixels is gone through. */
export const planLevel = (stages, [height, width], references, budget) => {
  const { scale } = stages.level;
  const { held, working } = levelBytes(stages, references);
  const rows = roundUp(height * scale, stages.multiple);
  const columns = width * scale;
  const fit = (bytes, part) =>
    Math.min(rows, Math.max(LEAST_ROWS, roundDown((budget * part) / (bytes * columns), LEAST_ROWS)));
  return {
    strip: fit(working, 1 / 4),
    group: fit(held, 1 / 2),
    band: bandWithin(stages.refine, [height, width], budget / 4),
  };
};
/** The low-resolution picture's own features. */
class ContentRun {
  map;
  #runner;
  constructor({ stages: { content }, picture, budget }, onWork) {
    const { height, width } = picture;
    this.map = new MovingMap(height, width, content.outputs[0].channels);
    this.#runner = new RowRunner({
      graph: content,
      rows: height,
      band: bandWithin(content, [height, width], budget / 8),
      read: (_node, start, end) => picture.rows(start, end),
      write: (start, rows) => this.map.add(start, rows),
      onWork,
    });
  }
  async advance(end) {
    while (this.map.end < end && (await this.#runner.step()));
  }
  dispose() {
    this.#runner.dispose();
  }
}
/** Goes through one level, as far as it is asked; see `LevelStages`. */
class LevelRun {
  stages;
  source;
  run;
  onWork;
  map;
  #runner;
  #fused = new RowPieces();
  #height;
  #padded;
  #reach;
  #fuseReach;
  /** Rows that have been asked for of the fused map, and of the level's features. */
  #read = 0;
  #readX = 0;
  #done = 0;
  #shares;
  attention;
  constructor(stages, source, run, onWork, write) {
    this.stages = stages;
    this.source = source;
    this.run = run;
    this.onWork = onWork;
    const { level, refine, multiple } = stages;
    const { scale } = level;
    const { picture, references, budget } = run;
    const { height, width } = source.map;
    this.plan = planLevel(stages, [picture.height, picture.width], references.length, budget);
    this.map = new MovingMap(2 * height, 2 * width, refine.outputs[0].channels);
    this.#height = height;
    this.#padded = roundUp(height, multiple);
    // Facts count in pixels of the picture; rows that are mirrored lie before the end.
    const reachOf = (halo) => Math.ceil(halo * scale) + multiple;
    this.#reach = reachOf(stages.reference.facts.halo);
    this.#fuseReach = roundUp(reachOf(stages.fuse.facts.halo), LEAST_ROWS);
    this.#shares = references.map(() => 0);
    const pixels = height * width;
    if (run.keepAttention && scale === 4) {
      this.attention = { best: new Uint16Array(pixels), weight: new Float32Array(pixels) };
    }
    const [fused] = refine.inputs;
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
  plan;
  async advance(end) {
    while (this.map.end < end && (await this.#runner.step()));
  }
  /** Goes to the end. */
  async finish() {
    while (await this.#runner.step());
  }
  dispose() {
    this.#runner.dispose();
    this.#fused.dispose();
  }
  get #x() {
    return this.source.map;
  }
  /** Gives up rows of the level's features that nothing needs any more. */
  #drop() {
    this.#x.drop(Math.min(this.#readX, this.#done - this.#fuseReach - this.#reach));
  }
  get shares() {
    return this.#shares;
  }
  /** Rows of the level's features and, where they reach its end, what a step fills up below. */
  #around(start, end, reach) {
    const top = Math.max(0, start - reach);
    const bottom = Math.min(this.#height, end + reach);
    return { top, bottom, filled: bottom === this.#height ? this.#padded : bottom };
  }
  /** One reference's values and logits of rows `start` to `end` of the filled up map. */
  #align(found, features, start, end) {
    const { level, reference } = this.stages;
    const { top, bottom } = this.#around(start, end, this.#reach);
    return tidy(() => {
      const inputs = [this.#x.rows(top, bottom), features, preOffsetRows(found, level.scale, top, bottom)];
      const outputs = reference.run(inputs, undefined, { top, height: this.#height });
      return outputs.map((output) => rowsOf(output, start - top, end - top));
    });
  }
  /** Goes through all references for the next rows, and fuses them. */
  async #nextGroup() {
    const { references } = this.run;
    const start = this.#done;
    const end = Math.min(this.#padded, start + this.plan.group);
    const first = Math.max(0, start - this.#fuseReach);
    const last = Math.min(this.#padded, end + this.#fuseReach);
    await this.source.advance(Math.min(this.#height, last + this.#reach));
    const starts = [];
    for (let row = first; row < last; row += this.plan.strip) starts.push(row);
    const sums = starts.map(() => undefined);
    try {
      for (const [n, { found, features }] of references.entries()) {
        const map = await features(this.stages.level.layer);
        try {
          for (const [i, row] of starts.entries()) {
            const [value, logits] = this.#align(found, map, row, Math.min(last, row + this.plan.strip));
            sums[i] = added(sums[i], row, value, logits);
            const part = (n + (i + 1) / starts.length) / references.length;
            await this.onWork((start + (end - start) * part) / this.#padded);
          }
        } finally {
          map.dispose();
        }
      }
      await this.#fuse(sums, start, end);
      this.#done = end;
      this.#drop();
    } finally {
      for (const sum of sums) if (sum) freed(sum);
    }
  }
  async #fuse(sums, start, end) {
    const means = new RowPieces();
    try {
      for (const sum of sums) {
        means.add(sum.start, sum.total ? tidy(() => div(sum.values, sum.total)) : sum.values.clone());
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
            return rowsOf(y, row - top, to - top);
          }),
        );
      }
    } finally {
      means.dispose();
    }
  }
  /** Adds up what the references weigh in rows `start` to `end`, and keeps which weighs most. */
  async #weigh({ start: first, end: last, logits }, start, end) {
    const [top, bottom] = [Math.max(first, start), Math.min(last, end)];
    if (top >= bottom) return;
    const { width } = this.#x;
    const [count, pixels] = [this.run.references.length, (bottom - top) * width];
    const all = this.#height * width;
    if (logits.length === 0) {
      this.#shares[0] += pixels / all;
      this.attention?.weight.fill(1, top * width, bottom * width);
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
        const weight = data[pixel * count + n];
        this.#shares[n] += weight / all;
        if (weight > data[pixel * count + best]) best = n;
      }
      if (!this.attention) continue;
      this.attention.best[top * width + pixel] = best;
      this.attention.weight[top * width + pixel] = data[pixel * count + best];
    }
  }
  /** Rows of one of the refining part's inputs. */
  #input(node, start, end) {
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
export const restoreStreamed = async (run) => {
  const { stages, references, write, onWork } = run;
  const work = restorationWork(stages, references.length);
  const all = work.reduce((sum, each) => sum + each, 0);
  // Levels wait for each other in turn: each counts for itself.
  const done = work.map(() => 0);
  const at = (i) => (part) => {
    done[i] = work[i] * part;
    return onWork(done.reduce((sum, each) => sum + each, 0) / all);
  };
  const sources = [];
  try {
    let last = new ContentRun(run, at(0));
    sources.push(last);
    const levels = [];
    for (const [i, level] of stages.levels.entries()) {
      const isLast = i === stages.levels.length - 1;
      const next = new LevelRun(level, last, run, at(i + 1), isLast ? write : undefined);
      sources.push(next);
      levels.push(next);
      last = next;
    }
    await levels.at(-1).finish();
    const shares = references.map(
      (_, n) => levels.reduce((sum, level) => sum + level.shares[n], 0) / levels.length,
    );
    return { shares, attention: levels.at(-1).attention };
  } finally {
    for (const source of sources) source.dispose();
  }
};
/** Multiply-adds of the content features and of each level, for a low-resolution pixel. */
export const restorationWork = (stages, references) => [
  stages.content.facts.multiplyAdds,
  ...stages.levels.map(
    ({ reference, fuse, refine }) =>
      references * reference.facts.multiplyAdds + fuse.facts.multiplyAdds + refine.facts.multiplyAdds,
  ),
];
