import type { Raster } from '@srkit/core';
import { type Dataset, datasetOf } from '../../dataset';
import { type AugmentOptions, augmented, drawAugmentation, NO_AUGMENTATION } from '../../pictures/augment';
import { lowResolution, modCrop } from '../../pictures/low-resolution';
import type { Draws, DrawsOf } from '../../random/draws';
import type { Augmentation, ContrastiveSample, FloatPicture } from '../../samples';
import { empty, readPairs } from '../../stores/lists';
import { isPictureName, readPicture } from '../../stores/read-picture';
import type { Store } from '../../stores/store';
import { baseOf, SCALE } from '../reference/reference-sample';
import { homographyOf, inverseOf, type Matrix3, mapped, type Point } from './matrix';
import { resizeCubic } from './resize-cubic';
import { warpPerspective } from './warp-perspective';

/** Side of the square whose corners are moved, and what it keeps from the border, in pixels. */
const WINDOW = 160;
const MARGIN = 10;

/** Corners move by less than this. */
const PERTURBATION = 10;

interface Homography {
  readonly homography: Matrix3;
  readonly inverse: Matrix3;
}

/** `image_pair_generation`: a square somewhere, and each coordinate of its corners moved. */
const drawHomography = (draws: Draws, width: number, height: number): Homography => {
  const start = (side: number): number => draws.integer(MARGIN, Math.max(side, side - WINDOW - MARGIN) - 1);
  const left = start(width);
  const top = start(height);
  const moved = (value: number): number => value + draws.integer(0, PERTURBATION - 1) * draws.choice([-1, 1]);
  const corners: Point[] = [
    [left, top],
    [left + WINDOW, top],
    [left, top + WINDOW],
    [left + WINDOW, top + WINDOW],
  ];
  // Drawn in this order: top left, top right, bottom left, bottom right; x before y.
  const targets = corners.map(([x, y]): Point => [moved(x), moved(y)]);
  const homography = homographyOf(corners, targets);
  return { homography, inverse: inverseOf(homography) };
};

const toFloats = ({ width, height, data }: Raster): FloatPicture => ({
  width,
  height,
  channels: 3,
  data: Float32Array.from(data, (v) => v / 255),
});

/** To 8 bits as NumPy's `astype` does it: cut towards zero, and modulo 256 where a filter overshot. */
const toBytes = ({ width, height, data }: FloatPicture): Raster => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from(data, (v) => Math.trunc(Math.fround(v * 255)) & 255),
});

const warpedSample = (
  gt: FloatPicture,
  { homography, inverse }: Homography,
  augmentation: Augmentation,
  { name, seed }: { readonly name: string; readonly seed: number },
): ContrastiveSample => {
  const warped = warpPerspective(gt, inverse);
  return {
    name,
    seed,
    gt,
    up: lowResolution(toBytes(gt), SCALE).up,
    warped,
    warpedUp: lowResolution(toBytes(warped), SCALE).up,
    homography,
    inverse,
    positions: mapped(inverse, gt.width, gt.height),
    augmentation,
  };
};

export interface ContrastiveOptions extends AugmentOptions {
  /** Side that pictures are resized to: 160. */
  readonly gtSize: number;
  readonly limit?: number | undefined;
}

/** `ContrasDataset`: CUFED's inputs, turned, and warped by a random homography (C2-Matching, stages 1 and 2). */
export const openContrastive = async (
  store: Store,
  { gtSize, limit, ...flips }: ContrastiveOptions,
  random: DrawsOf,
): Promise<Dataset<ContrastiveSample>> => {
  const all = (await store.names()).filter(isPictureName);
  const inputs = all.filter((name) => name.startsWith('input/')).slice(0, limit);
  if (inputs.length === 0) throw empty(`${store.label} has no picture in 'input'`);
  return datasetOf(
    inputs.map((name) => ({ name })),
    async ({ name }, { seed }, signal) => {
      const draws = random(seed);
      const picture = await readPicture(store, name, signal);
      const augmentation = drawAugmentation(draws, flips);
      const gt = augmented(resizeCubic(toFloats(picture), gtSize, gtSize), augmentation);
      return warpedSample(gt, drawHomography(draws, gtSize, gtSize), augmentation, { name, seed });
    },
    () => store.close(),
  );
};

/** `ContrasValDataset`: the first pictures of a list of pairs, cut to multiples of 4, each with a homography of its own. */
export const openContrastiveTest = async (
  store: Store,
  {
    pairs,
    seed: setSeed,
    limit,
  }: { readonly pairs: string; readonly seed: number; readonly limit?: number | undefined },
  random: DrawsOf,
): Promise<Dataset<ContrastiveSample>> => {
  const draws = random(setSeed);
  // All of them when the set is opened, on a square of the window's side, so that a sample has always the same.
  const items = (await readPairs(store, pairs, ' ')).map(([name]) => ({
    name,
    homography: drawHomography(draws, WINDOW, WINDOW),
  }));
  return datasetOf(
    items.slice(0, limit),
    async ({ name, homography }, { seed }, signal) => {
      const gt = toFloats(modCrop(await readPicture(store, name, signal), SCALE));
      return warpedSample(gt, homography, NO_AUGMENTATION, { name: baseOf(name), seed });
    },
    () => store.close(),
  );
};
