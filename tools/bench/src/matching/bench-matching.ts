import '@srkit/backend-wasm';
import { parseArgs } from 'node:util';
import { matchFeatures } from '@srkit/upscale';
import { setBackend, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { ROOT, userPath } from '../shared/folders';
import { seconds } from '../shared/format';
import { describeMachine, machineLines } from '../shared/machine';
import { table } from '../shared/table';
import { UsageError } from '../shared/usage-error';
import { type ByReferences, measureReferences } from './by-references';
import { type FeatureKind, featureKinds, pictureTensor } from './features';
import { isNear, patchAt } from './near';
import { readScene, type ScenePhoto } from './scene';

/** Correlations that differ by less are equal: sums are added in another order. */
const EQUAL = 1e-5;

/** Matches of one pair, and what they are worth. */
interface Pair {
  readonly exhaustive: number;
  readonly coarse: number;
  /** Patches that match as well as by the full search, or better, and all of them. */
  readonly equal: number;
  readonly patches: number;
  readonly lost: number;
  /** True points whose match lies within two cells, and all of them. */
  readonly near: number;
  readonly points: number;
}

const timed = async <T>(work: () => Promise<T>): Promise<readonly [T, number]> => {
  const start = performance.now();
  const result = await work();
  return [result, (performance.now() - start) / 1000];
};

const pause = async (): Promise<void> => undefined;

const measurePair = async (
  kind: FeatureKind,
  target: ScenePhoto,
  reference: ScenePhoto,
  low: boolean,
): Promise<Pair> => {
  const features = (raster: ScenePhoto['raster'], of: (x: Tensor4D) => Tensor4D, small: boolean) =>
    tidy(() => of(pictureTensor(raster, small)));
  const [a, b] = [
    features(target.raster, kind.target, low),
    features(reference.raster, kind.reference, false),
  ];
  try {
    const [full, exhaustive] = await timed(() => matchFeatures(a, b, 'exhaustive', pause));
    const [found, coarse] = await timed(() => matchFeatures(a, b, 'coarse-to-fine', pause));
    const losses = full.correlation.map((value, i) => value - found.correlation[i]!);
    let [near, points] = [0, 0];
    for (const [point, [x, y]] of target.points) {
      const there = reference.points.get(point);
      if (!there) continue;
      points++;
      if (isNear(full, patchAt(y, full.rows) * full.columns + patchAt(x, full.columns), there)) near++;
    }
    return {
      exhaustive,
      coarse,
      equal: losses.filter((loss) => loss <= EQUAL).length,
      patches: losses.length,
      lost: losses.reduce((sum, loss) => sum + loss, 0),
      near,
      points,
    };
  } finally {
    a.dispose();
    b.dispose();
  }
};

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

/** Photos around the `i`-th one, the nearest first. */
const around = (photos: readonly ScenePhoto[], i: number, count: number): ScenePhoto[] =>
  photos
    .map((photo, j) => ({ photo, far: Math.abs(j - i) }))
    .filter(({ far }) => far > 0)
    .sort((a, b) => a.far - b.far)
    .slice(0, count)
    .map(({ photo }) => photo);

/** What more references are worth: of a photo's points, how many the first 1, 2, ... of its neighbours match. */
const printReferences = async (
  kinds: readonly FeatureKind[],
  photos: readonly ScenePhoto[],
  count: number,
  width: number,
): Promise<void> => {
  const rows: string[][] = [];
  const targets = [3, 5, 7].filter((i) => i < photos.length);
  for (const kind of kinds) {
    for (const low of [false, true]) {
      const all: ByReferences[] = [];
      for (const i of targets) {
        console.error(`${kind.name}${low ? ', low resolution' : ''}: ${photos[i]!.name}`);
        all.push(await measureReferences(kind, photos[i]!, around(photos, i, count), low));
      }
      const points = all.reduce((sum, each) => sum + each.points, 0);
      for (let k = 0; k < count; k++) {
        const near = all.reduce((sum, each) => sum + each.near[k]!, 0);
        const correlation = all.reduce((sum, each) => sum + each.correlation[k]!, 0) / all.length;
        rows.push([
          kind.name,
          low ? '1/4' : 'same',
          String(k + 1),
          percent(near, points),
          String(points),
          correlation.toFixed(4),
        ]);
      }
    }
  }
  console.log(`${targets.length} photos of ${width} pixels, each with its ${count} nearest`);
  const header = ['features', 'target', 'references', 'points found', 'of', 'mean correlation'];
  console.log(table(header, rows));
};

/** `npm run bench -- matching`: how good matches of photos of one place are, and what coarse to fine loses. */
export const benchMatching = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      scene: { type: 'string', default: `${ROOT}../shared/data/sceaux` },
      width: { type: 'string', default: '480' },
      pairs: { type: 'string', default: '6' },
      extractor: { type: 'string' },
      references: { type: 'string', default: '0' },
    },
  });
  const [width, most, references] = [values.width, values.pairs, values.references].map(Number) as [
    number,
    number,
    number,
  ];
  if (!(Number.isInteger(width) && width >= 64 && Number.isInteger(most) && most >= 1)) {
    throw new UsageError('--width is a number of pixels from 64 on, --pairs a number from 1 on.');
  }
  if (!(Number.isInteger(references) && references >= 0)) {
    throw new UsageError('--references is a number of references to each photo; 0 leaves that part out.');
  }
  await setBackend('srkit-wasm');
  const photos = await readScene(userPath(values.scene), width);
  // Neighbours, and the next but one, in turn.
  const pairs = photos
    .slice(0, -2)
    .map((photo, i) => [photo, photos[i + 1 + (i % 2)]!] as const)
    .slice(0, most);
  console.log(machineLines(describeMachine()).join('\n'));
  const extractor = values.extractor === undefined ? undefined : userPath(values.extractor);
  const kinds = await featureKinds(extractor);
  if (references > 0) {
    await printReferences(kinds.slice(1), photos, references, width);
    return 0;
  }
  const rows: string[][] = [];
  for (const kind of kinds) {
    for (const low of [false, true]) {
      const found: Pair[] = [];
      for (const [target, reference] of pairs) {
        console.error(`${kind.name}${low ? ', low resolution' : ''}: ${target.name} in ${reference.name}`);
        found.push(await measurePair(kind, target, reference, low));
      }
      const sum = (name: keyof Pair) => found.reduce((total, pair) => total + pair[name], 0);
      rows.push([
        kind.name,
        low ? '1/4' : 'same',
        percent(sum('near'), sum('points')),
        String(sum('points')),
        percent(sum('equal'), sum('patches')),
        (sum('lost') / sum('patches')).toExponential(1),
        seconds(sum('exhaustive') / found.length),
        seconds(sum('coarse') / found.length),
      ]);
    }
  }
  console.log(`${pairs.length} pairs of photos of ${width} pixels`);
  console.log(
    table(
      ['features', 'target', 'points found', 'of', 'coarse equal', 'mean loss', 'exhaustive s', 'coarse s'],
      rows,
    ),
  );
  return 0;
};
