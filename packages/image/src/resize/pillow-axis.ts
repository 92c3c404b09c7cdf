import { type PillowFilter, type PillowTaps, pillowFixedPoint, pillowTaps } from '@srkit/core';

/** An axis's taps with weights in fixed point. */
export interface PillowAxis {
  readonly first: PillowTaps['first'];
  readonly offset: PillowTaps['offset'];
  readonly weight: Int32Array;
  /** The same as the kernels read it. */
  readonly table: Uint8Array;
}

/** Bits of a weight's lower part, as the kernels have it. */
const LOW_BITS = 15;
/** Of an output position: its first sample, where its weights begin and end. */
const HEAD_WORDS = 3;
const GROUP = 4;

/** Taps by fours, each weight in two parts of 16 bits: see `assembly/bytes.ts`. */
const tableOf = ({ first, offset, weight }: Omit<PillowAxis, 'table'>): Uint8Array => {
  const groups = Array.from(first, (_, d) => Math.ceil((offset[d + 1]! - offset[d]!) / GROUP));
  const head = first.length * HEAD_WORDS;
  const words = new Int32Array(head + GROUP * groups.reduce((sum, count) => sum + count, 0));
  const halves = new Int16Array(words.buffer);
  let at = head;
  for (const [d, count] of groups.entries()) {
    words.set([first[d]!, 4 * at, 4 * (at + GROUP * count)], d * HEAD_WORDS);
    for (let k = 0; k < GROUP * count; k++) {
      const tap = offset[d]! + k;
      const w = tap < offset[d + 1]! ? weight[tap]! : 0;
      // (w0, w1) low, (w0, w1) high, (w2, w3) low, (w2, w3) high.
      const place = 2 * (at + GROUP * Math.floor(k / GROUP)) + (k % GROUP < 2 ? 0 : 4) + (k % 2);
      halves[place] = w & (2 ** LOW_BITS - 1);
      halves[place + 2] = w >> LOW_BITS;
    }
    at += GROUP * count;
  }
  return new Uint8Array(words.buffer);
};

/** Axes that are remembered: training samples have a few sizes, and their taps take as long as a small picture's sums. */
const REMEMBERED = 16;

const axes = new Map<string, PillowAxis>();

export const pillowAxis = (filter: PillowFilter, size: number, outSize: number): PillowAxis => {
  const key = `${filter} ${size} ${outSize}`;
  let axis = axes.get(key);
  if (!axis) {
    const { first, offset, weight } = pillowTaps(filter, size, outSize);
    const taps = { first, offset, weight: pillowFixedPoint(weight) };
    axis = { ...taps, table: tableOf(taps) };
    if (axes.size >= REMEMBERED) axes.delete(axes.keys().next().value as string);
    axes.set(key, axis);
  }
  return axis;
};
