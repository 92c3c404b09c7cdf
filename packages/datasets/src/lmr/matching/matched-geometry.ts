import type { Draws } from '../../random/draws';
import type { Centre } from '../lmr-group';
import { patchCentre } from '../nearby-keypoints';
import type { PhotoRelation, SceneGeometry, ScenePhoto, SeenPlace } from '../scene-geometry';
import { epipolarInliers } from './fundamental-matrix';
import { DESCRIPTOR, type LocalFeatures } from './local-features';
import { mutualNearest } from './mutual-nearest';

/** Places that two photos both show: x and y in each, by the target's keypoint. */
interface Common {
  readonly keypoints: Int32Array;
  readonly own: Float64Array;
  readonly theirs: Float64Array;
}

/** Fewer matches that agree are chance: eight always do. */
const FEWEST = 24;
/** Share of the matches that have to agree. */
const SHARE = 0.3;
/** Largest distance from the epipolar geometry in pixels of a photo whose longer side has 960. */
const WITHIN = 2;
/**
 * How near to a match a keypoint is seen by the other photo as well, as a part of the longer side: of what both photos show, two
 * extractions find half the keypoints again, and a reconstruction of many photos finds more.
 */
const SEEN_WITHIN = 1 / 72;
/** Matches that a crop has to hold, so that one that is wrong does not decide. */
const FEWEST_IN_CROP = 3;

/** How much larger things are in the second photo: the median ratio of distances between neighbouring matches. */
const sizeRatio = ({ own, theirs }: Common): number => {
  const ratios: number[] = [];
  const count = own.length / 2;
  const order = Array.from({ length: count }, (_, i) => i).sort((i, j) => own[2 * i]! - own[2 * j]!);
  for (let step = 1; step <= 8; step++) {
    for (let k = 0; k + step < count; k++) {
      const [i, j] = [order[k]!, order[k + step]!];
      const before = Math.hypot(own[2 * i]! - own[2 * j]!, own[2 * i + 1]! - own[2 * j + 1]!);
      const after = Math.hypot(theirs[2 * i]! - theirs[2 * j]!, theirs[2 * i + 1]! - theirs[2 * j + 1]!);
      // Close ones say more about where keypoints lie exactly than about sizes.
      if (before > 8 && after > 0) ratios.push(after / before);
    }
  }
  ratios.sort((x, y) => x - y);
  return ratios[ratios.length >> 1] ?? 1;
};

/** The share of places that lie within a distance of a match. */
const seenShare = (places: readonly Centre[], matches: Float64Array, within: number): number => {
  // Matches by squares of that side: only those around a place can be near.
  const squares = new Map<string, number[]>();
  const square = (x: number, y: number): string => `${Math.floor(x / within)} ${Math.floor(y / within)}`;
  for (let i = 0; i < matches.length; i += 2) {
    const key = square(matches[i]!, matches[i + 1]!);
    squares.set(key, [...(squares.get(key) ?? []), i]);
  }
  const isNear = ([x, y]: Centre): boolean =>
    [-1, 0, 1].some((v) =>
      [-1, 0, 1].some((u) =>
        squares
          .get(square(x + u * within, y + v * within))
          ?.some((i) => (matches[i]! - x) ** 2 + (matches[i + 1]! - y) ** 2 <= within ** 2),
      ),
    );
  return places.filter(isNear).length / places.length;
};

/** Matches of two photos that agree with one epipolar geometry, in both directions; undefined for too few. */
export const matchPhotos = (
  a: LocalFeatures,
  b: LocalFeatures,
  longerSide: number,
  draws: Draws,
): readonly [Common, Common] | undefined => {
  const matches = mutualNearest(a, b, DESCRIPTOR);
  const pick = (xy: Float64Array, side: 0 | 1): Float64Array =>
    Float64Array.from(matches.flatMap((match) => [xy[2 * match[side]]!, xy[2 * match[side] + 1]!]));
  const [own, theirs] = [pick(a.xy, 0), pick(b.xy, 1)];
  const good = epipolarInliers({ a: own, b: theirs }, (WITHIN * longerSide) / 960, draws);
  if (good.length < FEWEST || good.length < SHARE * matches.length) return undefined;
  const kept = (xy: Float64Array): Float64Array =>
    Float64Array.from(good.flatMap((i) => [xy[2 * i]!, xy[2 * i + 1]!]));
  const [first, second] = [kept(own), kept(theirs)];
  const keypoints = (side: 0 | 1): Int32Array => Int32Array.from(good, (i) => matches[i]![side]);
  return [
    { keypoints: keypoints(0), own: first, theirs: second },
    { keypoints: keypoints(1), own: second, theirs: first },
  ];
};

/**
 * The geometry of photos that were matched with each other. R_olp is the share of a photo's keypoints with any match
 * that lie at a match with the other one; R_s the median ratio of sizes.
 */
export class MatchedGeometry implements SceneGeometry {
  readonly images: readonly ScenePhoto[];
  readonly #common: readonly ReadonlyMap<number, Common>[];

  private constructor(images: readonly ScenePhoto[], common: readonly ReadonlyMap<number, Common>[]) {
    this.images = images;
    this.#common = common;
  }

  /**
   * Matches all pairs.
   *
   * @param features of each photo; undefined for those that take no part.
   */
  static async match(
    images: readonly ScenePhoto[],
    features: readonly (LocalFeatures | undefined)[],
    drawsOf: (a: string, b: string) => Draws,
    onPair: (done: number) => Promise<void>,
  ): Promise<MatchedGeometry> {
    const common = images.map(() => new Map<number, Common>());
    let done = 0;
    for (const [i, a] of features.entries()) {
      for (const [j, b] of features.entries()) {
        if (j <= i) continue;
        if (a && b) {
          const sides = [i, j].flatMap((k) => Object.values(images[k]!.camera));
          const draws = drawsOf(images[i]!.name, images[j]!.name);
          const found = matchPhotos(a, b, Math.max(...sides), draws);
          if (found) {
            common[i]!.set(j, found[0]);
            common[j]!.set(i, found[1]);
          }
        }
        await onPair(++done);
      }
    }
    return new MatchedGeometry(images, common);
  }

  relations(target: number): PhotoRelation[] {
    const own = this.#common[target]!;
    const { width, height } = this.images[target]!.camera;
    const all = new Map<number, Centre>();
    for (const { keypoints, own: xy } of own.values()) {
      keypoints.forEach((keypoint, i) => void all.set(keypoint, [xy[2 * i]!, xy[2 * i + 1]!]));
    }
    return [...own]
      .sort(([a], [b]) => a - b)
      .map(([image, common]) => ({
        image,
        overlap: seenShare([...all.values()], common.own, SEEN_WITHIN * Math.max(width, height)),
        scaleRatio: sizeRatio(common),
      }));
  }

  /** Places that a photo has in common with another one: pixels of both. Empty for none. */
  commonPlaces(target: number, image: number): readonly (readonly [Centre, Centre])[] {
    const found = this.#common[target]!.get(image);
    if (!found) return [];
    return Array.from(found.keypoints, (_, i) => [
      [found.own[2 * i]!, found.own[2 * i + 1]!],
      [found.theirs[2 * i]!, found.theirs[2 * i + 1]!],
    ]);
  }

  placeAt(target: number, [x, y]: Centre, patch: number): SeenPlace | undefined {
    const half = patch / 2;
    return {
      centreIn: (image) => {
        const { width, height } = this.images[image]!.camera;
        const inCrop = this.commonPlaces(target, image).filter(
          ([[u, v]]) => Math.abs(u - x) <= half && Math.abs(v - y) <= half,
        );
        if (inCrop.length < FEWEST_IN_CROP || width < patch || height < patch) return undefined;
        const distance = ([[u, v]]: readonly [Centre, Centre]): number => (u - x) ** 2 + (v - y) ** 2;
        const [, [u, v]] = inCrop.reduce((a, b) => (distance(b) < distance(a) ? b : a));
        return [patchCentre(u, width, patch), patchCentre(v, height, patch)];
      },
    };
  }
}
