import { type Raster, resizePillow } from '@srkit/image';

/** Keypoints of a photo with what is around them: enough to find them again in another photo. */
export interface LocalFeatures {
  /** x and y in pixels of the photo. */
  readonly xy: Float64Array;
  /** `DESCRIPTOR` numbers each, of length 1. */
  readonly descriptors: Float32Array;
}

/** Finds keypoints. The default is hand-made; a network's features can take its place. */
export type FeatureExtractor = (photo: Raster) => LocalFeatures | Promise<LocalFeatures>;

/** Longer side at which photos are looked at. */
const LOOKED_AT = 960;
/** Sizes at which keypoints are found, each the last one over the square root of 2. */
const OCTAVES = 4;
/** Squares of this side have at most so many keypoints, so that they lie all over the photo. */
const [CELL, PER_CELL] = [48, 3];

/** Side of the square that is described: 4x4 cells of 4x4 pixels, each a histogram of 8 directions (SIFT's layout). */
const [CELLS, CELL_PIXELS, DIRECTIONS] = [4, 4, 8];
const REACH = (CELLS * CELL_PIXELS) / 2;
export const DESCRIPTOR = CELLS * CELLS * DIRECTIONS;
/** Larger parts of a descriptor are cut, so that one strong edge does not decide (SIFT). */
const CUT = 0.2;

interface Gradients {
  readonly width: number;
  readonly height: number;
  readonly dx: Float32Array;
  readonly dy: Float32Array;
}

const gradientsOf = ({ width, height, data }: Raster): Gradients => {
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
  }
  const dx = new Float32Array(grey.length);
  const dy = new Float32Array(grey.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      dx[i] = grey[i + 1]! - grey[i - 1]!;
      dy[i] = grey[i + width]! - grey[i - width]!;
    }
  }
  return { width, height, dx, dy };
};

/** Sums over squares of 5x5 pixels, by rows and then by columns. */
const boxSums = (values: Float32Array, width: number, height: number): Float32Array => {
  const pass = (from: Float32Array, step: number, inside: (i: number) => boolean): Float32Array => {
    const out = new Float32Array(from.length);
    for (let i = 2 * step; i < from.length - 2 * step; i++) {
      if (inside(i)) {
        out[i] = from[i - 2 * step]! + from[i - step]! + from[i]! + from[i + step]! + from[i + 2 * step]!;
      }
    }
    return out;
  };
  const rows = pass(values, 1, (i) => i % width >= 2 && i % width < width - 2);
  return pass(rows, width, (i) => i < width * (height - 2));
};

/** Harris's measure of corners, relative to the trace: large where gradients have two directions. */
const corners = ({ width, height, dx, dy }: Gradients): Float32Array => {
  const product = (a: Float32Array, b: Float32Array): Float32Array =>
    boxSums(
      a.map((value, i) => value * b[i]!),
      width,
      height,
    );
  const [xx, xy, yy] = [product(dx, dx), product(dx, dy), product(dy, dy)];
  return xx.map((value, i) => (value * yy[i]! - xy[i]! ** 2) / (value + yy[i]! + 1e-6));
};

/** The strongest corners of each cell that are stronger than the pixels around them. */
const keypointsOf = (gradients: Gradients): number[] => {
  const { width, height } = gradients;
  const strength = corners(gradients);
  const cells = new Map<number, number[]>();
  for (let y = REACH + 1; y < height - REACH - 1; y++) {
    for (let x = REACH + 1; x < width - REACH - 1; x++) {
      const i = y * width + x;
      const own = strength[i]!;
      // Flat places have corners of noise alone.
      if (own < 300) continue;
      let isMost = true;
      for (let v = -2; v <= 2 && isMost; v++) {
        for (let u = -2; u <= 2; u++) if (strength[i + v * width + u]! > own) isMost = false;
      }
      if (!isMost) continue;
      const cell = Math.floor(y / CELL) * 4096 + Math.floor(x / CELL);
      cells.set(cell, [...(cells.get(cell) ?? []), i]);
    }
  }
  return [...cells.values()].flatMap((found) =>
    found.sort((a, b) => strength[b]! - strength[a]!).slice(0, PER_CELL),
  );
};

/** Directions of gradients around a keypoint, cell by cell, shared between the two nearest directions. */
const describe = ({ width, dx, dy }: Gradients, centre: number, out: Float32Array): void => {
  for (let v = -REACH; v < REACH; v++) {
    for (let u = -REACH; u < REACH; u++) {
      const i = centre + v * width + u;
      const size = Math.hypot(dx[i]!, dy[i]!);
      const turn = ((Math.atan2(dy[i]!, dx[i]!) / (2 * Math.PI) + 1) * DIRECTIONS) % DIRECTIONS;
      const direction = Math.floor(turn);
      const share = turn - direction;
      const weight = size * Math.exp(-(u * u + v * v) / (2 * (REACH * 0.6) ** 2));
      const cell = Math.floor((v + REACH) / CELL_PIXELS) * CELLS + Math.floor((u + REACH) / CELL_PIXELS);
      out[cell * DIRECTIONS + direction]! += weight * (1 - share);
      out[cell * DIRECTIONS + ((direction + 1) % DIRECTIONS)]! += weight * share;
    }
  }
  const normalise = (): void => {
    let sum = 1e-12;
    for (const value of out) sum += value * value;
    const length = Math.sqrt(sum);
    for (let i = 0; i < out.length; i++) out[i]! /= length;
  };
  normalise();
  for (let i = 0; i < out.length; i++) out[i] = Math.min(CUT, out[i]!);
  normalise();
};

/**
 * Corners at several sizes, described by histograms of gradients as SIFT does. Upright: photos that are turned against each
 * other do not match.
 *
 * @param photo RGB, 8 bits.
 */
export const handMadeFeatures: FeatureExtractor = (photo) => {
  const xy: number[] = [];
  const descriptors: Float32Array[] = [];
  const scale = Math.min(1, LOOKED_AT / Math.max(photo.width, photo.height));
  for (let octave = 0; octave < OCTAVES; octave++) {
    const factor = scale / Math.SQRT2 ** octave;
    const [width, height] = [Math.round(photo.width * factor), Math.round(photo.height * factor)];
    if (Math.min(width, height) < 4 * REACH) break;
    const gradients = gradientsOf(resizePillow(photo, [height, width], 'bilinear'));
    for (const i of keypointsOf(gradients)) {
      const descriptor = new Float32Array(DESCRIPTOR);
      describe(gradients, i, descriptor);
      descriptors.push(descriptor);
      xy.push(
        (((i % width) + 0.5) * photo.width) / width,
        ((Math.floor(i / width) + 0.5) * photo.height) / height,
      );
    }
  }
  const all = new Float32Array(descriptors.length * DESCRIPTOR);
  for (const [i, descriptor] of descriptors.entries()) all.set(descriptor, i * DESCRIPTOR);
  return { xy: Float64Array.from(xy), descriptors: all };
};
