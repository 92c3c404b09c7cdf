import { DatasetError, type Raster } from '@srkit/core';
import Papa from 'papaparse';
import { type Dataset, datasetOf } from '../../dataset';
import { type AugmentOptions, augmented, drawAugmentation } from '../../pictures/augment';
import { lowResolution } from '../../pictures/low-resolution';
import type { DrawsOf } from '../../random/draws';
import type { ReferenceSample } from '../../samples';
import { empty } from '../../stores/lists';
import { readPicture } from '../../stores/read-picture';
import { type Store, safeName } from '../../stores/store';
import { patchAt } from './cufed';
import { baseOf, pairSample, SCALE, stemOf } from './reference-sample';

/** LMR's list has 112,142 rows of 200 bytes. */
const MAX_CSV_BYTES = 2 ** 28;

type Row = Readonly<Record<string, string>>;

/** A row and how messages call it. */
interface Placed {
  readonly row: Row;
  readonly where: string;
}

const readTable = async (store: Store, list: string, columns: readonly string[]): Promise<Placed[]> => {
  const text = new TextDecoder().decode(await store.bytes(list, MAX_CSV_BYTES));
  const { data, meta } = Papa.parse<Row>(text, { header: true, skipEmptyLines: 'greedy' });
  const absent = columns.find((column) => !meta.fields?.includes(column));
  if (absent !== undefined) {
    throw new DatasetError(
      'E_DATASET_LIST',
      `'${list}' of ${store.label} has no column '${absent}'; expected ${columns.join(',')} in its first line.`,
    );
  }
  return data.map((row, i) => {
    const where = `'${list}' of ${store.label}, row ${i + 1}`;
    const bad = columns.find((column) => typeof row[column] !== 'string' || row[column].trim() === '');
    if (bad === undefined) return { row, where };
    throw new DatasetError('E_DATASET_LIST', `${where}: '${bad}' is missing.`);
  });
};

type Point = readonly [x: number, y: number];

const isPoint = (value: unknown): value is Point =>
  Array.isArray(value) && value.length === 2 && value.every((side) => Number.isInteger(side) && side >= 0);

const parsed = <T>(
  { row, where }: Placed,
  column: string,
  is: (value: unknown) => value is T,
  as: string,
): T => {
  const text = row[column] as string;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (is(value)) return value;
  throw new DatasetError('E_DATASET_LIST', `${where}: ${column} is '${text.slice(0, 80)}', expected ${as}.`);
};

/** A picture of a scene, as a path below the root. */
const photo = ({ row, where }: Placed, column: string, folder = ''): string => {
  const path = `${(row['scene'] as string).trim()}/${(row[column] as string).trim()}`;
  return safeName(folder === '' ? path : `${folder}/${path}`, where);
};

/** Target, one reference of high similarity, two of medium, two of low (MRefSR, section 3.2). */
const GROUP = ['target', 'H', 'M1', 'M2', 'L1', 'L2'] as const;

export interface LmrOptions extends AugmentOptions {
  /** A table `target,H,M1,M2,L1,L2,p0,...,p5,scene` in the root; p: `[x, y]`, the patch's centre in the photo. */
  readonly list: string;
  /** The folder in the root that has the scenes' folders; the root itself by default. */
  readonly folder?: string | undefined;
  /** Side of the patches, a multiple of 4: 160, or 300 for large-patch fine-tuning. */
  readonly gtSize: number;
  /** 5 in random order (`MultiRefMegaDepthDataset`), or one of them at random. */
  readonly references: 1 | 5;
  readonly limit?: number | undefined;
}

/** LMR's training groups: patches around points that the photos share. */
export const openLmr = async (
  store: Store,
  { list, folder, gtSize, references, limit, ...flips }: LmrOptions,
  random: DrawsOf,
): Promise<Dataset<ReferenceSample>> => {
  const rows = await readTable(store, list, [...GROUP, 'p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'scene']);
  if (rows.length === 0) throw empty(`'${list}' of ${store.label} has no rows`);
  const items = rows.slice(0, limit).map((placed) => ({ name: photo(placed, 'target', folder), placed }));
  return datasetOf(
    items,
    async ({ name, placed }, { seed }, signal) => {
      const draws = random(seed);
      const order = draws.permutation(5);
      const chosen = (references === 1 ? order.slice(0, 1) : order).map((i) => i + 1);
      const patches = await Promise.all(
        [0, ...chosen].map(async (i) => {
          const file = photo(placed, GROUP[i] as string, folder);
          const centre = parsed(placed, `p${i}`, isPoint, "a patch's centre [x, y]");
          return { file, patch: patchAt(await readPicture(store, file, signal), centre, gtSize, file) };
        }),
      );
      const augmentation = drawAugmentation(draws, flips);
      const [gt, ...refs] = patches.map(({ patch }) => augmented(patch, augmentation)) as [
        Raster,
        ...Raster[],
      ];
      return {
        name,
        seed,
        gt,
        ...lowResolution(gt, SCALE),
        refs,
        refNames: patches.slice(1).map(({ file }) => file),
        padding: false,
        resultName: baseOf(name),
        augmentation,
      };
    },
    () => store.close(),
  );
};

/** Scenes of MegaDepth that the older pair list keeps for testing. */
const TEST_SCENES = new Set(
  '0000 0003 0004 0008 0013 0017 0019 0021 0024 0032 0048 0050 0063 0078 0380 1589 5009 5010 5012'.split(' '),
);

export interface MegadepthPairsOptions extends AugmentOptions {
  /** A table `target,reference,scene,sim,pA,pB` in the root; reading ends at the first pair of low similarity. */
  readonly list: string;
  readonly folder?: string | undefined;
  /** Side of the patches around every pair of points; null for whole photos of the test scenes. */
  readonly gtSize: number | null;
  readonly limit?: number | undefined;
}

interface PhotoPair {
  readonly name: string;
  readonly ref: string;
  /** Of the patches; null for whole photos. */
  readonly centres: readonly [Point, Point] | null;
}

const isPoints = (value: unknown): value is readonly Point[] => Array.isArray(value) && value.every(isPoint);

/** Pairs of MegaDepth's photos (`RefMegaDepthDataset`, MRefSR's older form). */
export const openMegadepthPairs = async (
  store: Store,
  { list, folder, gtSize, limit, ...flips }: MegadepthPairsOptions,
  random: DrawsOf,
): Promise<Dataset<ReferenceSample>> => {
  const all = await readTable(store, list, ['target', 'reference', 'scene', 'sim', 'pA', 'pB']);
  const end = all.findIndex(({ row }) => row['sim'] === 'L');
  const rows = (end < 0 ? all : all.slice(0, end)).filter(
    ({ row }) => TEST_SCENES.has((row['scene'] as string).trim()) === (gtSize === null),
  );
  const items = rows
    .flatMap((placed): PhotoPair[] => {
      const names = { name: photo(placed, 'target', folder), ref: photo(placed, 'reference', folder) };
      if (gtSize === null) return [{ ...names, centres: null }];
      const [a, b] = (['pA', 'pB'] as const).map((column) =>
        parsed(placed, column, isPoints, 'a list of points [x, y]'),
      ) as [readonly Point[], readonly Point[]];
      if (a.length !== b.length) {
        throw new DatasetError(
          'E_DATASET_LIST',
          `${placed.where}: pA has ${a.length} points and pB ${b.length}, expected as many.`,
        );
      }
      return a.map((point, i) => ({ ...names, centres: [point, b[i] as Point] }));
    })
    .slice(0, limit);
  if (items.length === 0) {
    throw empty(`'${list}' of ${store.label} has no pair of ${gtSize === null ? 'test' : 'training'} scenes`);
  }
  return datasetOf(
    items,
    async ({ name, ref: refName, centres }, { seed }, signal) => {
      const [input, reference] = await Promise.all([
        readPicture(store, name, signal),
        readPicture(store, refName, signal),
      ]);
      if (centres === null || gtSize === null) {
        const resultName = `${stemOf(refName)}.png`;
        return pairSample({ name, seed, gt: input, ref: reference, refName, resultName });
      }
      const augmentation = drawAugmentation(random(seed), flips);
      const gt = augmented(patchAt(input, centres[0], gtSize, name), augmentation);
      const refs = [augmented(patchAt(reference, centres[1], gtSize, refName), augmentation)];
      const lr = lowResolution(gt, SCALE);
      const names = { refNames: [refName], resultName: baseOf(name) };
      return { name, seed, gt, ...lr, refs, ...names, padding: false, augmentation };
    },
    () => store.close(),
  );
};
