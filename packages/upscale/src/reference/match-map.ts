import type { Raster } from '@srkit/core';
import { REFERENCE_SCALE } from '@srkit/models';
import { type Correspondences, displacement, PATCH } from './correspondences';
import type { Attention } from './streamed-restoration';

/** What came from where. Plain data; maps are row by row. */
export interface MatchMap {
  /** Of the result. */
  readonly width: number;
  readonly height: number;
  /** Index of the reference, among those given, that weighs most at each pixel of the result; -1 where there was none. */
  readonly reference: Int16Array;
  /** Its weight, 0..1. */
  readonly weight: Float32Array;
  /** Sides of the maps below, those of the low-resolution picture. */
  readonly columns: number;
  readonly rows: number;
  /** What each reference that was used weighs in each pixel's result, 0..1, all of them 1 together. */
  readonly weights: readonly { readonly reference: number; readonly weight: Float32Array }[];
  /** Index of the reference that the next two are about: the one that weighs most in the pixel's result. */
  readonly matched: Int16Array;
  /** Cosine of each pixel's patch with the patch that it matched in that reference. */
  readonly correlation: Float32Array;
  /** Where the pixel's content lies in that reference, in its pixels as it was matched: across, down. */
  readonly position: Float32Array;
}

/**
 * Puts a match map together.
 *
 * @param used The references that were used, with what they matched; none where none was.
 */
export const makeMatchMap = (
  { width, height }: Raster,
  used: readonly { readonly index: number; readonly found: Correspondences }[],
  attention: Attention | undefined,
): MatchMap => {
  const scale = REFERENCE_SCALE;
  const pixels = width * height;
  const map = {
    width: width * scale,
    height: height * scale,
    reference: new Int16Array(pixels * scale ** 2).fill(-1),
    weight: new Float32Array(pixels * scale ** 2),
    columns: width,
    rows: height,
    weights: used.map(({ index }) => ({ reference: index, weight: new Float32Array(pixels) })),
    matched: new Int16Array(pixels).fill(-1),
    correlation: new Float32Array(pixels),
    position: new Float32Array(2 * pixels),
  };
  const [first] = used;
  if (!first || !attention) return map;
  // A picture of a few pixels was continued by its edge.
  const across = first.found.columns + PATCH - 1;
  const wide = across * scale;
  const votes = new Float32Array(used.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      votes.fill(0);
      for (let i = 0; i < scale; i++) {
        for (let j = 0; j < scale; j++) {
          const from = (y * scale + i) * wide + x * scale + j;
          const to = (y * scale + i) * map.width + x * scale + j;
          const best = attention.best[from]!;
          map.reference[to] = used[best]!.index;
          map.weight[to] = attention.weight[from]!;
          votes[best]! += attention.weight[from]!;
        }
      }
      for (const [n, { weight }] of map.weights.entries()) {
        weight[at] = attention.weights[(y * across + x) * used.length + n]!;
      }
      const { index, found } = used[votes.indexOf(Math.max(...votes))]!;
      // The patch whose middle the pixel is; at the picture's edge the nearest.
      const row = Math.min(Math.max(y - 1, 0), found.rows - 1);
      const column = Math.min(Math.max(x - 1, 0), found.columns - 1);
      const [down, right] = displacement(found, row, column);
      map.matched[at] = index;
      map.correlation[at] = found.correlation[row * found.columns + column]!;
      map.position[2 * at] = (x + right + 0.5) * scale;
      map.position[2 * at + 1] = (y + down + 0.5) * scale;
    }
  }
  return map;
};
