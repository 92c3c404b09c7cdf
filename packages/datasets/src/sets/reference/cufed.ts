import { cropRaster, type Raster } from '@srkit/core';
import { resizePillow } from '@srkit/image';
import { type Dataset, datasetOf } from '../../dataset';
import { type AugmentOptions, augmented, drawAugmentation } from '../../pictures/augment';
import { lowResolution, modCrop } from '../../pictures/low-resolution';
import { zeroPadded } from '../../pictures/pad';
import type { Draws, DrawsOf } from '../../random/draws';
import type { ReferenceSample } from '../../samples';
import { empty, readPairs } from '../../stores/lists';
import { isPictureName, readPicture } from '../../stores/read-picture';
import { missing, type Report, type Store } from '../../stores/store';
import { baseOf, evaluationSample, pairSample, SCALE, stemOf, wrongSize } from './reference-sample';

export interface PairsOptions {
  /** A list, `input ref` a line; without it the layout says what belongs together. */
  readonly pairs?: string | undefined;
  /** The folder in the root that a list's names are relative to; the root itself by default. */
  readonly folder?: string | undefined;
  readonly limit?: number | undefined;
}

/** Pairs of one name in the folders `input` and `ref`, or of one place in their sorted lists. */
const folderPairs = async (
  store: Store,
  by: 'name' | 'place',
  report: Report,
): Promise<[string, string][]> => {
  const names = (await store.names()).filter(isPictureName);
  const inputs = names.filter((name) => name.startsWith('input/'));
  const refs = names.filter((name) => name.startsWith('ref/'));
  if (inputs.length === 0) throw empty(`${store.label} has no picture in 'input'`);
  if (by === 'place') {
    const short = inputs.length > refs.length ? 'ref' : 'input';
    if (inputs.length !== refs.length) {
      report(missing(`${short}/ (${inputs.length} inputs, ${refs.length} references)`, store.label));
      return [];
    }
    return inputs.map((input, i) => [input, refs[i] as string]);
  }
  const known = new Set(refs);
  return inputs.flatMap((input): [string, string][] => {
    const ref = `ref/${input.slice('input/'.length)}`;
    if (known.has(ref)) return [[input, ref]];
    report(missing(ref, store.label));
    return [];
  });
};

/** What a set consists of, by its list or its layout. */
const pairItems = async (
  store: Store,
  { pairs, folder, limit }: PairsOptions,
  by: 'name' | 'place',
  report: Report,
) => {
  const found =
    pairs === undefined ? await folderPairs(store, by, report) : await readPairs(store, pairs, ' ');
  const prefix = folder === undefined || pairs === undefined ? '' : `${folder}/`;
  return found.slice(0, limit).map(([name, ref]) => ({ name: prefix + name, ref: prefix + ref }));
};

export interface CufedOptions extends PairsOptions, AugmentOptions {
  /** Side of the pictures: 160. */
  readonly gtSize: number;
}

/** `RefCUFEDDataset`, training: the input as it is, the reference resized to it, both turned alike. */
const cufedSample = (
  input: Raster,
  ref: Raster,
  draws: Draws,
  { gtSize, ...flips }: AugmentOptions & { readonly gtSize: number },
  name: string,
): Pick<ReferenceSample, 'gt' | 'lq' | 'up' | 'refs' | 'augmentation'> => {
  if (input.width !== gtSize || input.height !== gtSize) {
    throw wrongSize(
      name,
      input,
      `${gtSize}x${gtSize}, since inputs are not cut; set gtSize (--gt-size) to their side`,
    );
  }
  const augmentation = drawAugmentation(draws, flips);
  const gt = augmented(input, augmentation);
  const refs = [augmented(resizePillow(ref, [gtSize, gtSize], 'bicubic'), augmentation)];
  return { gt, ...lowResolution(gt, SCALE), refs, augmentation };
};

/** CUFED's training pairs: C2-Matching's stage 3. */
export const openCufed = async (
  store: Store,
  options: CufedOptions,
  random: DrawsOf,
  report: Report,
): Promise<Dataset<ReferenceSample>> => {
  return datasetOf(
    await pairItems(store, options, 'name', report),
    async ({ name, ref }, { seed }, signal) => {
      const [input, reference] = await Promise.all([
        readPicture(store, name, signal),
        readPicture(store, ref, signal),
      ]);
      const sample = cufedSample(input, reference, random(seed), options, name);
      return { name, seed, ...sample, refNames: [ref], padding: false, resultName: baseOf(name) };
    },
    () => store.close(),
  );
};

/** Pairs to test on: C2-Matching's validation (a list of CUFED5), WR-SR, CameraFusion. */
export const openReferencePairs = async (
  store: Store,
  options: PairsOptions,
  report: Report,
): Promise<Dataset<ReferenceSample>> =>
  datasetOf(
    await pairItems(store, options, 'place', report),
    async ({ name, ref: refName }, { seed }, signal) => {
      const [gt, ref] = await Promise.all([
        readPicture(store, name, signal),
        readPicture(store, refName, signal),
      ]);
      // The official evaluation names results after the reference.
      return pairSample({ name, seed, gt, ref, refName, resultName: `${stemOf(refName)}.png` });
    },
    () => store.close(),
  );

/** Both official codes pad CUFED5 to this. */
const CUFED5_SIDE = 500;

const CUFED5_REFERENCES = [1, 2, 3, 4, 5];

export interface Cufed5Options {
  /**
   * `all`: five references (MRefSR). `first`: the most similar one, C2-Matching's rule. `stacked`: the five below each other
   * as one, for networks that take one.
   */
  readonly references: 'all' | 'first' | 'stacked';
  readonly limit?: number | undefined;
}

const below = (pictures: readonly Raster[]): Raster => {
  const [first] = pictures as [Raster];
  const data = new Uint8Array(first.data.length * pictures.length);
  for (const [i, { data: part }] of pictures.entries()) data.set(part, i * first.data.length);
  return { ...first, height: first.height * pictures.length, data };
};

/** CUFED5: `NNN_0.png` and its references `NNN_1.png` to `NNN_5.png` by falling similarity. */
export const openCufed5 = async (
  store: Store,
  { references, limit }: Cufed5Options,
  report: Report,
): Promise<Dataset<ReferenceSample>> => {
  const all = (await store.names()).filter(isPictureName);
  const known = new Set(all);
  const inputs = all.filter((name) => /_0\.[^./]+$/.test(name)).slice(0, limit);
  if (inputs.length === 0) throw empty(`${store.label} has no picture NNN_0.png`);
  const items = inputs.flatMap((name) => {
    const wanted = references === 'first' ? [1] : CUFED5_REFERENCES;
    const refs = wanted.map((number) => name.replace(/_0(?=\.[^./]+$)/, `_${number}`));
    const gone = refs.filter((ref) => !known.has(ref));
    for (const ref of gone) report(missing(ref, store.label));
    return gone.length === 0 ? [{ name, refs }] : [];
  });
  const side = { height: CUFED5_SIDE, width: CUFED5_SIDE };
  const fitting = (name: string, picture: Raster): Raster => {
    if (Math.max(picture.width, picture.height) <= CUFED5_SIDE) return picture;
    throw wrongSize(name, picture, `sides of ${CUFED5_SIDE} at most, CUFED5's canvas`);
  };
  return datasetOf(
    items,
    async ({ name, refs: refNames }, { seed }, signal) => {
      const [uncut, ...refs] = (await Promise.all(
        [name, ...refNames].map(async (file) => fitting(file, await readPicture(store, file, signal))),
      )) as [Raster, ...Raster[]];
      if (references === 'first') {
        const [refName, ref] = [refNames[0] as string, refs[0] as Raster];
        return pairSample({ name, seed, gt: uncut, ref, refName, resultName: `${stemOf(refName)}.png` });
      }
      const gt = modCrop(uncut, SCALE);
      const resultName = `${stemOf(name).replace(/_0$/, '')}_multi.png`;
      const common = { name, seed, gt, refNames, resultName };
      if (references === 'all') return evaluationSample({ ...common, refs, canvas: side });
      const stacked = below(refs.map((ref) => zeroPadded(ref, CUFED5_SIDE, CUFED5_SIDE)));
      return evaluationSample({ ...common, refs: [stacked], canvas: stacked });
    },
    () => store.close(),
  );
};

/** A patch with its centre at (x, y), as LMR's lists have it. */
export const patchAt = (
  picture: Raster,
  [x, y]: readonly [number, number],
  gtSize: number,
  name: string,
): Raster => {
  const half = gtSize / 2;
  const [top, left] = [y - half, x - half];
  if (top < 0 || left < 0 || top + gtSize > picture.height || left + gtSize > picture.width) {
    throw wrongSize(name, picture, `room for a patch of ${gtSize} around (${x}, ${y}) that the list names`);
  }
  return cropRaster(picture, { top, left, height: gtSize, width: gtSize });
};
