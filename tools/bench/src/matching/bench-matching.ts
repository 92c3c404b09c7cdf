import '@srkit/backend-wasm';
import { parseArgs } from 'node:util';
import { matchFeatures } from '@srkit/upscale';
import { setBackend, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { ROOT, userPath } from '../shared/folders';
import { seconds } from '../shared/format';
import { describeMachine, machineLines } from '../shared/machine';
import { table } from '../shared/table';
import { UsageError } from '../shared/usage-error';
import { type FeatureKind, featureKinds, pictureTensor } from './features';
import { readScene, type ScenePhoto } from './scene';

/** Pixels of a feature cell. */
const CELL = 4;
/** Cells by which a match may miss a true point. */
const NEAR = 2;
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

/** The patch whose middle is the cell that a place lies in. */
const patchAt = (place: number, patches: number): number =>
  Math.min(patches - 1, Math.max(0, Math.floor(place / CELL) - 1));

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
      const place = full.index[patchAt(y, full.rows) * full.columns + patchAt(x, full.columns)]!;
      const [v, u] = [Math.floor(place / full.referenceColumns), place % full.referenceColumns];
      points++;
      if (Math.hypot(u + 1.5 - there[0] / CELL, v + 1.5 - there[1] / CELL) <= NEAR) near++;
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

/** `npm run bench -- matching`: how good matches of photos of one place are, and what coarse to fine loses. */
export const benchMatching = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      scene: { type: 'string', default: `${ROOT}../shared/data/sceaux` },
      width: { type: 'string', default: '480' },
      pairs: { type: 'string', default: '6' },
      extractor: { type: 'string' },
    },
  });
  const [width, most] = [values.width, values.pairs].map(Number) as [number, number];
  if (!(Number.isInteger(width) && width >= 64 && Number.isInteger(most) && most >= 1)) {
    throw new UsageError('--width is a number of pixels from 64 on, --pairs a number from 1 on.');
  }
  await setBackend('srkit-wasm');
  const photos = await readScene(userPath(values.scene), width);
  // Neighbours, and the next but one, in turn.
  const pairs = photos
    .slice(0, -2)
    .map((photo, i) => [photo, photos[i + 1 + (i % 2)]!] as const)
    .slice(0, most);
  const extractor = values.extractor === undefined ? undefined : userPath(values.extractor);
  const rows: string[][] = [];
  for (const kind of await featureKinds(extractor)) {
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
  console.log(machineLines(describeMachine()).join('\n'));
  console.log(`${pairs.length} pairs of photos of ${width} pixels`);
  console.log(
    table(
      ['features', 'target', 'points found', 'of', 'coarse equal', 'mean loss', 'exhaustive s', 'coarse s'],
      rows,
    ),
  );
  return 0;
};
