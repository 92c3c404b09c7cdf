import type { Raster } from '@srkit/core';
import { type Dataset, datasetOf } from '../../dataset';
import { lowResolution, modCrop } from '../../pictures/low-resolution';
import { zeroPadded } from '../../pictures/pad';
import type { DrawsOf } from '../../random/draws';
import type { ReferenceSample } from '../../samples';
import { empty } from '../../stores/lists';
import { isPictureName, readPicture } from '../../stores/read-picture';
import { byCodePoint, type Report, type Store } from '../../stores/store';
import { baseOf, commonCanvas, evaluationSample, SCALE, stemOf } from './reference-sample';

interface Group {
  readonly name: string;
  /** All that the sample's are chosen from. */
  refs(): readonly string[];
  readonly resultName: string;
}

export interface TestOptions {
  readonly limit?: number | undefined;
}

/** Groups on a common canvas (`MultiRefMegaDepthv3TestSet` and its relatives). */
const openGroups = (
  store: Store,
  groups: readonly Group[],
  choose: (refs: readonly string[], seed: number) => readonly string[],
): Dataset<ReferenceSample> =>
  datasetOf(
    groups,
    async (group, { seed }, signal) => {
      const { name, resultName } = group;
      const refNames = choose(group.refs(), seed);
      const [uncut, ...refs] = (await Promise.all(
        [name, ...refNames].map((file) => readPicture(store, file, signal)),
      )) as [Raster, ...Raster[]];
      const gt = modCrop(uncut, SCALE);
      return evaluationSample({ name, seed, gt, refs, refNames, canvas: commonCanvas(gt, refs), resultName });
    },
    () => store.close(),
  );

/**
 * LMR's test groups: a folder `<NNNN_><target's file name>` with the target and its references, however many; all other
 * pictures in it are references, sorted.
 */
export const openLmrTest = async (
  store: Store,
  { limit }: TestOptions,
  report: Report,
): Promise<Dataset<ReferenceSample>> => {
  const folders = new Map<string, string[]>();
  for (const name of (await store.names()).filter(isPictureName)) {
    const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
    folders.set(folder, [...(folders.get(folder) ?? []), name]);
  }
  const groups = [...folders]
    .sort(([a], [b]) => byCodePoint(a, b))
    .flatMap(([folder, files]): Group[] => {
      const target = `${folder}/${baseOf(folder).slice(5)}`;
      if (!files.includes(target)) return [];
      const refs = files.filter((file) => file !== target);
      if (refs.length === 0) {
        report(empty(`'${target}' of ${store.label} has no reference beside it`));
        return [];
      }
      return [{ name: target, refs: () => refs, resultName: `${stemOf(folder)}_mrsr.png` }];
    })
    .slice(0, limit);
  if (groups.length === 0) {
    throw empty(`${store.label} has no folder that is named 0007_view.png and holds view.png`);
  }
  return openGroups(store, groups, (refs) => refs);
};

const GROUND_TRUTH = 'Sun_Hays_SR_groundtruth/';
const MATCHES = 'Sun_Hays_SR_scenematches/';

export interface CountedOptions extends TestOptions {
  /** How many references. */
  readonly numRef: number;
}

/**
 * Sun80: 80 pictures with 20 references each, of which every `floor(20 / numRef)`-th is taken (MRefSR: 3, which gives 4);
 * with `numRef` 1 one at random.
 */
export const openSun80 = async (
  store: Store,
  { numRef, limit }: CountedOptions,
  random: DrawsOf,
  report: Report,
): Promise<Dataset<ReferenceSample>> => {
  const names = (await store.names()).filter(isPictureName);
  const groups = names
    .filter((name) => name.startsWith(GROUND_TRUTH))
    .slice(0, limit)
    .flatMap((name): Group[] => {
      const prefix = `${MATCHES}${name.slice(GROUND_TRUTH.length)}/`;
      const refs = names.filter((ref) => ref.startsWith(prefix));
      if (refs.length === 0) {
        report(empty(`'${prefix}' of ${store.label} has no picture`));
        return [];
      }
      return [{ name, refs: () => refs, resultName: `${stemOf(name)}_mrsr.png` }];
    });
  if (groups.length === 0) throw empty(`${store.label} has no picture in '${GROUND_TRUTH}'`);
  const step = Math.max(1, Math.floor(20 / numRef));
  return openGroups(store, groups, (refs, seed) =>
    numRef === 1
      ? [refs[random(seed).integer(0, refs.length - 1)] as string]
      : refs.filter((_, i) => i % step === 0),
  );
};

/** Manga109: the references of a cover are others of the set, at random. */
export const openManga109 = async (
  store: Store,
  { numRef, limit }: CountedOptions,
  random: DrawsOf,
): Promise<Dataset<ReferenceSample>> => {
  const names = (await store.names()).filter(isPictureName);
  if (names.length <= numRef) {
    throw empty(`${store.label} has ${names.length} pictures, too few for ${numRef} references besides each`);
  }
  const groups = names.slice(0, limit).map(
    (name): Group => ({
      name,
      refs: () => names.filter((other) => other !== name),
      resultName: `${stemOf(name)}_mrsr.png`,
    }),
  );
  return openGroups(store, groups, (refs, seed) =>
    random(seed)
      .permutation(refs.length)
      .slice(0, numRef)
      .map((i) => refs[i] as string),
  );
};

/** Urban100 has no references: the low-resolution picture itself is one, padded with zeros to the size of the input. */
export const openUrban100 = async (
  store: Store,
  { limit }: TestOptions,
): Promise<Dataset<ReferenceSample>> => {
  const names = (await store.names()).filter(isPictureName).slice(0, limit);
  if (names.length === 0) throw empty(`${store.label} has no picture`);
  return datasetOf(
    names.map((name) => ({ name })),
    async ({ name }, { seed }, signal) => {
      const gt = modCrop(await readPicture(store, name, signal), SCALE);
      const ref = zeroPadded(lowResolution(gt, SCALE).lq, gt.height, gt.width);
      const canvas = { height: gt.height, width: gt.width };
      return evaluationSample({
        name,
        seed,
        gt,
        refs: [ref],
        refNames: [name],
        canvas,
        resultName: baseOf(name),
      });
    },
    () => store.close(),
  );
};
