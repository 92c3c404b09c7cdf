import { ConfigError, type LongWork, type Raster } from '@srkit/core';
import {
  applyToRaster,
  type DegradationOptions,
  type DegradationRecipe,
  degradationOptions,
  type RasterPair,
  sample,
  seededSource,
  smallestSide,
} from '@srkit/degradation';
import { resizeBicubic } from '@srkit/metrics';

/** Degrades a picture; `applyToRaster` of `@srkit/degradation` in this thread, or its workers'. */
export type Degrade = (picture: Raster, recipe: DegradationRecipe, work: LongWork) => Promise<RasterPair>;

/**
 * `photo`: what a camera, one reduction and one JPEG leave, and clean reductions among it, much as `srkit-compact-x4` has learned.
 * `heavy`: the same with Real-ESRGAN's second-order process. `bicubic`: MATLAB's bicubic alone. Or a process of your own.
 */
export type FinetuneDegradation = 'photo' | 'heavy' | 'bicubic' | DegradationOptions;

/** Makes the LQ of a ground truth; equal seeds, equal pictures. */
export type MakePair = (gt: Raster, seed: number, work: LongWork) => Promise<RasterPair>;

/** How pairs are made, and how held-out crops are measured. */
export interface PairMakers {
  /** Of training. */
  readonly mixed: MakePair;
  /** Of crops that the process has been through; undefined where there is only the reduction. */
  readonly degraded: MakePair | undefined;
  readonly clean: MakePair;
  /** Share of clean pairs in training. */
  readonly cleanShare: number;
}

/** Neither side is sharpened: results are compared with the photos as they are. */
const plainOf = (scale: number) => ({ scale, gtSize: null, sharpen: false, sharpenGt: false }) as const;

const heavy = (scale: number): DegradationOptions => degradationOptions('realesrgan-x4plus', plainOf(scale));

/** One blur, one reduction, a little noise and a careful JPEG: what photos have that one keeps. */
const mild = (scale: number): DegradationOptions => {
  const { stages, final, ...rest } = heavy(scale);
  return {
    ...rest,
    stages: [
      {
        ...stages[0]!,
        blurProb: 0.6,
        blurSigma: [0.2, 1.2],
        sincProb: 0.05,
        resizeProb: [0.1, 0.3, 0.6],
        resizeRange: [0.8, 1.2],
        noiseRange: [0.5, 8],
        poissonScaleRange: [0.02, 0.5],
        jpegRange: null,
      },
    ],
    final: { ...final, sincProb: 0.1, jpegRange: [60, 97] },
  };
};

/** As the card of the compact model says. Without them a model forgets what to do with clean pictures, 2 dB in a minute. */
const CLEAN_SHARE = 0.4;
const NAMED = { photo: mild, heavy } as const;

/** Stream of the draws of a seed that decides which pair is clean. */
const CLEAN_STREAM = 1;

/**
 * A process of one's own is taken without its scale, crop and unsharp masks.
 *
 * @param side of the ground truths.
 * @throws ConfigError where it is none, or needs larger pictures.
 */
export const pairMakers = (
  degradation: FinetuneDegradation,
  scale: number,
  side: number,
  degrade: Degrade = applyToRaster,
): PairMakers => {
  const clean: MakePair = async (gt) => ({ gt, lq: resizeBicubic(gt, 1 / scale) });
  if (degradation === 'bicubic') return { mixed: clean, degraded: undefined, clean, cleanShare: 1 };
  const options =
    typeof degradation === 'string' ? NAMED[degradation](scale) : { ...degradation, ...plainOf(scale) };
  const smallest = Math.ceil((smallestSide(options) ?? 0) / scale) * scale;
  if (side < smallest) {
    throw new ConfigError(
      'E_CONFIG_FINETUNE',
      `finetune: cropSize is ${side}, expected at least ${smallest}: this degradation leaves too little of smaller crops.`,
    );
  }
  const degraded: MakePair = async (gt, seed, work) => ({
    gt,
    // Each sample has a process of its own, which a pool of pairs is for where a batch shares one.
    lq: (await degrade(gt, sample(options, seed, [gt.height, gt.width, 3]), work)).lq,
  });
  const cleanShare = typeof degradation === 'string' ? CLEAN_SHARE : 0;
  const mixed: MakePair = (gt, seed, work) =>
    (seededSource(seed, CLEAN_STREAM).uniform(0, 1) < cleanShare ? clean : degraded)(gt, seed, work);
  return { mixed, degraded, clean, cleanShare };
};
