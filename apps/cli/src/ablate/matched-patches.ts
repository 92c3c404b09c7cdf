import { cropRaster } from '@srkit/core';
import { lowResolution, type ReferenceSample, seededDraws } from '@srkit/datasets';
import type { Raster } from '@srkit/image';
import {
  bicubicQuery,
  type ContrasExtractorSep,
  type CorrespondenceGenerationArch,
  type PreOffsets,
} from '@srkit/models';
import { tidyRecord } from '@srkit/nn';
import { type BatchSource, type ReferenceBatch, stackPictures } from '@srkit/training';
import { dispose, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';

/** Patches of a side, fewer of large ones: about as many pixels of 64x64. */
const MOST_PIXELS = 96 * 64 ** 2;
/** What is cut of a reference around the place, over the patch's side, where the group has as much. */
const WINDOW = 1.5;

type Level = keyof PreOffsets;

/** Offsets of one reference, level by level. */
type Found = Readonly<Record<Level, { readonly shape: Tensor4D['shape']; readonly data: Float32Array }>>;

/** A patch of the ground truth with its references, and where those were matched. */
export interface MatchedPatch {
  readonly gt: Raster;
  readonly lq: Raster;
  readonly references: readonly { readonly picture: Raster; readonly found: Found }[];
}

export interface Matching {
  readonly extractor: ContrasExtractorSep;
  readonly correspondence: CorrespondenceGenerationArch;
}

/** The part of a picture around a place, moved to lie in it. */
const around = ({ width, height }: Raster, [x, y]: readonly [number, number], side: number) => {
  const [wide, high] = [Math.min(side, width), Math.min(side, height)];
  const left = Math.max(0, Math.min(width - wide, Math.round(x - wide / 2)));
  const top = Math.max(0, Math.min(height - high, Math.round(y - high / 2)));
  return { left, top, width: wide, height: high };
};

const foundOf = async (offsets: PreOffsets): Promise<Found> => {
  const levels = Object.entries(offsets) as [Level, Tensor4D][];
  const read = levels.map(
    async ([level, tensor]) =>
      [level, { shape: tensor.shape, data: (await tensor.data()) as Float32Array }] as const,
  );
  try {
    return Object.fromEntries(await Promise.all(read)) as Found;
  } finally {
    dispose(offsets as unknown as Record<Level, Tensor4D>);
  }
};

/**
 * Patches anywhere in the groups, matched: what the extractor finds does not change while a network learns, so that it is found
 * once for all variants and iterations.
 */
export const matchedPatches = async (
  groups: readonly ReferenceSample[],
  side: number,
  { extractor, correspondence }: Matching,
  { seed, signal }: { readonly seed: number; readonly signal: AbortSignal },
): Promise<MatchedPatch[]> => {
  const patches: MatchedPatch[] = [];
  const count = Math.max(1, Math.floor(MOST_PIXELS / side ** 2));
  const window = 4 * Math.round((WINDOW * side) / 4);
  const draws = seededDraws(seed + side);
  for (let i = 0; i < count; i++) {
    signal.throwIfAborted();
    const group = groups[i % groups.length]!;
    const [left, top] = [draws.integer(0, group.gt.width - side), draws.integer(0, group.gt.height - side)];
    const gt = cropRaster(group.gt, { left, top, width: side, height: side });
    const { lq } = lowResolution(gt, 4);
    const up = bicubicQueryOf(lq);
    const denseFeatures1 = extractor.image1.denseFeatures(up);
    const references: { picture: Raster; found: Found }[] = [];
    try {
      for (const reference of group.refs) {
        const place = [left + side / 2, top + side / 2] as const;
        const picture = cropRaster(reference, around(reference, place, window));
        const seen = stackPictures([picture]);
        const offsets = tidyRecord(() => {
          const denseFeatures2 = extractor.image2.denseFeatures(seen);
          return correspondence.preOffsets({ denseFeatures1, denseFeatures2 }, seen, up);
        });
        seen.dispose();
        references.push({ picture, found: await foundOf(offsets) });
      }
    } finally {
      dispose([up, denseFeatures1]);
    }
    patches.push({ gt, lq, references });
  }
  return patches;
};

const bicubicQueryOf = (lq: Raster): Tensor4D => {
  const small = stackPictures([lq]);
  try {
    return bicubicQuery(small);
  } finally {
    small.dispose();
  }
};

/** Offsets of one reference of each patch. */
const stacked = (all: readonly Found[]): PreOffsets => {
  const level = (name: Level): Tensor4D => {
    const [, ...rest] = all[0]![name].shape;
    const size = rest.reduce((product, side) => product * side, 1);
    const values = new Float32Array(all.length * size);
    for (const [i, found] of all.entries()) values.set(found[name].data, i * size);
    return tensor4d(values, [all.length, ...(rest as [number, number, number])]);
  };
  return { relu1_1: level('relu1_1'), relu2_1: level('relu2_1'), relu3_1: level('relu3_1') };
};

/** Batches of patches drawn at random, their references in any order; the same ones for the same seed, from any step on. */
export const patchBatches = (
  patches: readonly MatchedPatch[],
  size: number,
  seed: number,
): BatchSource<ReferenceBatch> => {
  let step = 0;
  return {
    async next() {
      const draws = seededDraws((seed + Math.imul(++step, 0x9e3779b1)) >>> 0);
      const chosen = Array.from({ length: size }, () => {
        const patch = patches[draws.integer(0, patches.length - 1)]!;
        const order = draws.permutation(patch.references.length);
        return { ...patch, references: order.map((k) => patch.references[k]!) };
      });
      const lq = stackPictures(chosen.map((patch) => patch.lq));
      const counts = chosen.map(({ references }) => references.length);
      const each = Array.from({ length: Math.min(...counts) }, (_, k) =>
        chosen.map(({ references }) => references[k]!),
      );
      return {
        lq,
        up: bicubicQuery(lq),
        gt: stackPictures(chosen.map((patch) => patch.gt)),
        references: each.map((all) => stackPictures(all.map(({ picture }) => picture))),
        preOffsets: each.map((all) => stacked(all.map(({ found }) => found))),
      };
    },
    state: () => step,
    resume(state) {
      step = Number(state);
    },
  };
};
