import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { bicubicQuery, type PreOffsets, preOffsetsFromFlow } from '@srkit/models';
import { tidyRecord } from '@srkit/nn';
import type { BatchSource, ReferenceBatch } from '@srkit/training';
import { add, slice, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { drawer } from './ref-views';
import {
  CONTEXT,
  FLOW_LENGTH,
  GT_BYTES,
  LQ_BYTES,
  MARGIN,
  PICTURE_BYTES,
  REFERENCE_BYTES,
  REFERENCES,
  SAMPLE_BYTES,
  SAMPLES_FILE,
  SCALE,
  SIDE,
  WINDOW,
} from './sample-file';

/** How often a step sees one reference, two, and so on. */
const COUNTS = [0.35, 0.3, 0.2, 0.1, 0.05] as const;

/** Eight ways to turn a square: mirrored in x (1), in y (2), and transposed before both (4). */
const SYMMETRIES = 8;

/** Mirrors and transposes a square of places with so many values each. @param newValue a place's new value, given its old ones. */
const turned = (
  from: ArrayLike<number>,
  side: number,
  channels: number,
  symmetry: number,
  newValue: (first: number, channel: number) => number,
): Float32Array => {
  const to = new Float32Array(from.length);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [a, b] = [symmetry & 2 ? side - 1 - y : y, symmetry & 1 ? side - 1 - x : x];
      const first = (symmetry & 4 ? b * side + a : a * side + b) * channels;
      for (let c = 0; c < channels; c++) to[(y * side + x) * channels + c] = newValue(first, c);
    }
  }
  return to;
};

/** A picture of 8 bits, turned, in 0..1. */
const turnedPicture = (bytes: Uint8Array, side: number, symmetry: number): Float32Array =>
  turned(bytes, side, 3, symmetry, (first, channel) => (bytes[first + channel] as number) / 255);

/** Patches along a side of the context: the last rows and columns begin none. */
const PATCHES = CONTEXT - 2;
/** Cells by which a window is longer than the context: mirrored, both count from their other ends. */
const LONGER = WINDOW / SCALE - CONTEXT;

/** A flow between turned pictures: patches are turned, and so is where they went. */
export const turnedFlow = (flow: Float32Array, symmetry: number): Float32Array => {
  const matched = new Float32Array(2 * PATCHES ** 2);
  for (let y = 0; y < PATCHES; y++)
    matched.set(flow.subarray(2 * y * CONTEXT, 2 * (y * CONTEXT + PATCHES)), 2 * y * PATCHES);
  const result = turned(matched, PATCHES, 2, symmetry, (first, axis) => {
    const value = matched[first + (symmetry & 4 ? 1 - axis : axis)] as number;
    return symmetry & (axis === 0 ? 1 : 2) ? LONGER - value : value;
  });
  const whole = new Float32Array(FLOW_LENGTH);
  for (let y = 0; y < PATCHES; y++)
    whole.set(result.subarray(2 * y * PATCHES, 2 * (y + 1) * PATCHES), 2 * y * CONTEXT);
  return whole;
};

/** Without the margin. */
const middle = (x: Tensor4D, scale: number): Tensor4D =>
  slice(x, [0, MARGIN * scale, MARGIN * scale, 0], [-1, SIDE * scale, SIDE * scale, -1]);

const stacked = (parts: readonly Float32Array[], side: number, channels: number): Tensor4D => {
  const length = side * side * channels;
  const all = new Float32Array(parts.length * length);
  parts.forEach((part, i) => {
    all.set(part, i * length);
  });
  return tensor4d(all, [parts.length, side, side, channels]);
};

/** The offsets of the squares themselves: flows count from where the context begins. */
const offsetsOf = (flows: readonly Float32Array[]): PreOffsets =>
  tidyRecord(() => {
    const whole = preOffsetsFromFlow(add(stacked(flows, CONTEXT, 2), MARGIN) as Tensor4D);
    return {
      relu3_1: middle(whole.relu3_1, 1),
      relu2_1: middle(whole.relu2_1, 2),
      relu1_1: middle(whole.relu1_1, 4),
    };
  });

/** A sample, turned. */
interface Square {
  readonly lq: Float32Array;
  readonly gt: Float32Array;
  readonly references: readonly { readonly picture: Float32Array; readonly flow: Float32Array }[];
}

/** How many references a step sees. */
const countOf = (random: number): number => {
  let left = random;
  const found = COUNTS.findIndex((share) => {
    left -= share;
    return left < 0;
  });
  return found < 0 ? REFERENCES : found + 1;
};

/**
 * Batches of what `makeSamples` made, turned at random, each with some of its references in any order; the same ones for the
 * same seed, from any step on.
 */
export const sampleBatches = async (
  folder: string,
  { seed, batch }: { readonly seed: number; readonly batch: number },
): Promise<BatchSource<ReferenceBatch>> => {
  const file = await open(join(folder, SAMPLES_FILE));
  const samples = Math.floor((await file.stat()).size / SAMPLE_BYTES);
  let step = 0;
  const read = async (index: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(SAMPLE_BYTES);
    await file.read(bytes, 0, SAMPLE_BYTES, index * SAMPLE_BYTES);
    return bytes;
  };
  return {
    async next() {
      const draw = drawer(seed, step++);
      const count = countOf(draw());
      const squares: Square[] = [];
      for (let i = 0; i < batch; i++) {
        const index = Math.floor(draw() * samples);
        const symmetry = Math.floor(draw() * SYMMETRIES);
        const order = Array.from({ length: REFERENCES }, (_, k) => [draw(), k] as const)
          .sort(([a], [b]) => a - b)
          .slice(0, count);
        const bytes = await read(index);
        const picture = (at: number, length: number, side: number) =>
          turnedPicture(bytes.subarray(at, at + length), side, symmetry);
        const flows = new Float32Array(bytes.buffer, PICTURE_BYTES);
        squares.push({
          lq: picture(0, LQ_BYTES, CONTEXT),
          gt: picture(LQ_BYTES, GT_BYTES, CONTEXT * SCALE),
          references: order.map(([, k]) => ({
            picture: picture(LQ_BYTES + GT_BYTES + k * REFERENCE_BYTES, REFERENCE_BYTES, WINDOW),
            flow: turnedFlow(flows.subarray(k * FLOW_LENGTH, (k + 1) * FLOW_LENGTH), symmetry),
          })),
        });
      }
      const small = squares.map((square) => square.lq);
      const large = squares.map((square) => square.gt);
      const lq = tidy(() => middle(stacked(small, CONTEXT, 3), 1));
      const each = Array.from({ length: count }, (_, k) => squares.map((square) => square.references[k]!));
      return {
        lq,
        up: bicubicQuery(lq),
        gt: tidy(() => middle(stacked(large, CONTEXT * SCALE, 3), SCALE)),
        references: each.map((all) => {
          const pictures = all.map(({ picture }) => picture);
          return stacked(pictures, WINDOW, 3);
        }),
        preOffsets: each.map((all) => offsetsOf(all.map(({ flow }) => flow))),
      };
    },
    state: () => step,
    resume(state) {
      step = Number(state);
    },
    dispose: () => file.close(),
  };
};
