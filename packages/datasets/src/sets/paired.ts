import { type CropWindow, cropRaster, DatasetError, type Raster } from '@srkit/core';
import { type Dataset, datasetOf } from '../dataset';
import { type AugmentOptions, augmented, drawAugmentation, NO_AUGMENTATION } from '../pictures/augment';
import type { Draws, DrawsOf } from '../random/draws';
import type { PairedSample } from '../samples';
import { readPairs } from '../stores/lists';
import { isPictureName, readPicture } from '../stores/read-picture';
import { missing, type Report, type Store } from '../stores/store';
import { listPictures } from './list-pictures';

export interface PairedList {
  /** Lines `gt, lq`, relative to the two roots. Without it, files of one name are pairs. */
  readonly metaInfo?: string | undefined;
  /** LQ's name after the ground truth's, without ending: `{}x4` for DIV2K. */
  readonly filenameTmpl: string;
  readonly limit?: number | undefined;
}

export interface PairedOptions extends AugmentOptions {
  readonly scale: number;
  /** Side of the crop in ground truth pixels; null for whole pictures, which are not turned either. */
  readonly gtSize: number | null;
}

const stem = (name: string): string => name.replace(/\.[^./]*$/, '');

/** The LQ files that belong to ground truths, found by name: the same ending, or another if there is but one. */
const pairsByName = async (
  store: Store,
  gtNames: readonly string[],
  tmpl: string,
  report: Report,
): Promise<[string, string][]> => {
  const names = new Set(await store.names());
  const byStem = new Map<string, string>();
  for (const name of names) if (isPictureName(name)) byStem.set(stem(name), name);
  return gtNames.flatMap((gt): [string, string][] => {
    const folder = gt.slice(0, gt.lastIndexOf('/') + 1);
    const wanted = folder + tmpl.replace('{}', stem(gt.slice(folder.length)));
    const same = wanted + gt.slice(stem(gt).length);
    const found = names.has(same) ? same : (byStem.get(wanted) ?? (names.has(wanted) ? wanted : undefined));
    if (found !== undefined) return [[gt, found]];
    report(missing(same, store.label));
    return [];
  });
};

/**
 * BasicSR's paired random crop and augmentation, of a pair that belongs together.
 *
 * @throws DatasetError `E_DATASET_SIZE` when the ground truth is not `scale` times LQ, or smaller than the crop.
 */
export const pairedPatch = (
  pair: { readonly gt: Raster; readonly lq: Raster },
  draws: Draws,
  { scale, gtSize, ...flips }: PairedOptions,
  name: string,
): Pick<PairedSample, 'gt' | 'lq' | 'crop' | 'augmentation'> => {
  const { gt, lq } = pair;
  if (gt.height !== lq.height * scale || gt.width !== lq.width * scale) {
    throw new DatasetError(
      'E_DATASET_SIZE',
      `'${name}': the ground truth is ${gt.width}x${gt.height} and LQ ${lq.width}x${lq.height}, expected a scale of ${scale}.`,
    );
  }
  if (gtSize === null) return { gt, lq, crop: null, augmentation: NO_AUGMENTATION };
  const side = Math.floor(gtSize / scale);
  if (lq.height < side || lq.width < side) {
    throw new DatasetError(
      'E_DATASET_SIZE',
      `'${name}': the ground truth is ${gt.width}x${gt.height}, smaller than the crop of ${gtSize}. Choose a smaller gtSize, or leave the picture out.`,
    );
  }
  const top = draws.integer(0, lq.height - side);
  const left = draws.integer(0, lq.width - side);
  const crop: CropWindow = {
    top: top * scale,
    left: left * scale,
    height: side * scale,
    width: side * scale,
  };
  const augmentation = drawAugmentation(draws, flips);
  return {
    gt: augmented(cropRaster(gt, crop), augmentation),
    lq: augmented(cropRaster(lq, { top, left, height: side, width: side }), augmentation),
    crop,
    augmentation,
  };
};

/** Pairs that exist as files (`RealESRGANPairedDataset`, BasicSR's `PairedImageDataset`). */
export const openPaired = async (
  stores: { readonly gt: Store; readonly lq: Store },
  { metaInfo, filenameTmpl, limit }: PairedList,
  options: PairedOptions,
  random: DrawsOf,
  report: Report,
): Promise<Dataset<PairedSample>> => {
  const { gt, lq } = stores;
  let pairs: [string, string][];
  if (metaInfo === undefined) {
    const gtNames = await listPictures(gt, { limit });
    pairs = await pairsByName(lq, gtNames, filenameTmpl, report);
  } else {
    pairs = (await readPairs(gt, metaInfo, ', ')).slice(0, limit);
  }
  const items = pairs.map(([name, lqName]) => ({ name, lqName }));
  return datasetOf(
    items,
    async ({ name, lqName }, { seed }, signal) => {
      const [gtPicture, lqPicture] = await Promise.all([
        readPicture(gt, name, signal),
        readPicture(lq, lqName, signal),
      ]);
      const patch = pairedPatch({ gt: gtPicture, lq: lqPicture }, random(seed), options, name);
      return { name, seed, ...patch };
    },
    async () => {
      await gt.close();
      if (lq !== gt) await lq.close();
    },
  );
};
