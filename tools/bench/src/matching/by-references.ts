import { type Correspondences, matchFeatures } from '@srkit/upscale';
import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { type FeatureKind, pictureTensor } from './features';
import { isNear, patchAt } from './near';
import type { ScenePhoto } from './scene';

/** What more references are worth: entry k - 1 is of the first k. */
export interface ByReferences {
  /** True points of the target whose best match, of all these references, lies within two cells. */
  readonly near: readonly number[];
  /** Points of the target that any of the references sees. */
  readonly points: number;
  /** Mean correlation of each patch's best match. */
  readonly correlation: readonly number[];
}

const pause = async (): Promise<void> => undefined;

/** Matches a target with each reference, and takes for each patch the match of the first k that correlates best. */
export const measureReferences = async (
  kind: FeatureKind,
  target: ScenePhoto,
  references: readonly ScenePhoto[],
  low: boolean,
): Promise<ByReferences> => {
  const query = tidy(() => kind.target(pictureTensor(target.raster, low)));
  const found: Correspondences[] = [];
  try {
    for (const { raster } of references) {
      const features: Tensor4D = tidy(() => kind.reference(pictureTensor(raster, false)));
      found.push(await matchFeatures(query, features, 'exhaustive', pause).finally(() => features.dispose()));
    }
  } finally {
    query.dispose();
  }
  const seen = [...target.points].filter(([point]) => references.some(({ points }) => points.has(point)));
  const near: number[] = [];
  const correlation: number[] = [];
  const { rows, columns } = found[0]!;
  const best = new Int32Array(rows * columns);
  for (let k = 0; k < references.length; k++) {
    for (let i = 0; i < best.length; i++) {
      if (found[k]!.correlation[i]! > found[best[i]!]!.correlation[i]!) best[i] = k;
    }
    const right = seen.filter(([point, [x, y]]) => {
      const patch = patchAt(y, rows) * columns + patchAt(x, columns);
      const there = references[best[patch]!]!.points.get(point);
      return there !== undefined && isNear(found[best[patch]!]!, patch, there);
    });
    near.push(right.length);
    correlation.push(best.reduce((sum, n, i) => sum + found[n]!.correlation[i]!, 0) / best.length);
  }
  return { near, points: seen.length, correlation };
};
