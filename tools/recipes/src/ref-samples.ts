import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage, type Raster, resizePillow } from '@srkit/image';
import { bicubicQuery, type ContrasExtractorSep, CorrespondenceGenerationArch } from '@srkit/models';
import { reverse, slice, type Tensor4D, tensor4d, tidy, tile } from '@tensorflow/tfjs-core';
import type { Pictures } from './pictures';
import { anywhere, between, type Draw, drawer, otherView, picturesInSizes, squareAt } from './ref-views';
import {
  CONTEXT,
  FLOW_LENGTH,
  REFERENCE_BYTES,
  REFERENCES,
  SAMPLES_FILE,
  SCALE,
  WINDOW,
} from './sample-file';
import type { Place } from './warp';

/** Samples whose references all are the enlarged picture itself, as where none fits; and those of which none helps. */
const ITSELF = 0.08;
const HOPELESS = 0.06;
/** References of the others that show something else. */
const UNRELATED = 0.1;
/** Samples of real scenes, where there are any; how far from a group's point they may lie, and photos in another light. */
const REAL = 0.5;
const AROUND = 40;
const RELIT = 0.3;
/** By how many pixels views that are made may be moved. */
const MOVED = 16;

const GT_SIDE = CONTEXT * SCALE;

/** A group of `srkit dataset build-lmr`: photos of one place, and where it lies in each, the target first. */
interface SceneGroup {
  readonly photos: readonly string[];
  readonly places: readonly Place[];
}

/** A line of `train.jsonl`. */
interface GroupLine {
  readonly scene: string;
  readonly target: { readonly photo: string; readonly centre: Place };
  readonly references: readonly { readonly photo: string; readonly centre: Place }[];
}

const readScenes = async (scenes: string): Promise<SceneGroup[]> => {
  const lines = (await readFile(join(scenes, 'train.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const { scene, target, references } = JSON.parse(line) as GroupLine;
    const all = [target, ...references];
    return {
      photos: all.map(({ photo }) => join(scenes, 'train', scene, photo)),
      places: all.map(({ centre }) => centre),
    };
  });
};

interface Views {
  /** `GT_SIDE` on each side. */
  readonly gt: Raster;
  /** `WINDOW` on each side. */
  readonly references: readonly Raster[];
}

type DrawViews = (draw: Draw) => Views;

export interface SamplesOptions {
  readonly seed: number;
  readonly count: number;
  /** LMR groups of real scenes, as `srkit dataset build-lmr` leaves them. */
  readonly scenes: string | undefined;
  /** Finds what lies where. */
  readonly extractor: ContrasExtractorSep;
  readonly log: (line: string) => void;
}

/** Views of photos of real scenes, around the points that they share. */
const realViews = async (scenes: string, unrelated: (draw: Draw) => Raster): Promise<DrawViews> => {
  const groups = await readScenes(scenes);
  const photos = new Map<string, Raster>();
  for (const path of new Set(groups.flatMap((group) => group.photos)))
    photos.set(path, await decodeImage(path));
  return (draw) => {
    const { photos: names, places } = groups[Math.floor(draw() * groups.length)] as SceneGroup;
    const [dx, dy] = [Math.round(between(draw, -AROUND, AROUND)), Math.round(between(draw, -AROUND, AROUND))];
    const cut = (i: number, side: number, lit: boolean): Raster => {
      const photo = photos.get(names[i] as string) as Raster;
      const [x, y] = places[i] as Place;
      const inside = (at: number, length: number) =>
        Math.min(length - side / 2, Math.max(side / 2, Math.round(at)));
      const place = [inside(x + dx, photo.width), inside(y + dy, photo.height)] as const;
      return lit ? otherView(photo, place, side, 0, draw) : squareAt(photo, place, side);
    };
    return {
      gt: cut(0, GT_SIDE, false),
      references: names
        .slice(1)
        .map((_, i) => (draw() < UNRELATED ? unrelated(draw) : cut(i + 1, WINDOW, draw() < RELIT))),
    };
  };
};

/** The picture enlarged again, where `RefUpscaler` puts it in the place of references. */
const itself = (gt: Raster): Raster => {
  const small = resizePillow(gt, [CONTEXT, CONTEXT], 'bicubic');
  const large = resizePillow(small, [GT_SIDE, GT_SIDE], 'bicubic');
  return squareAt(large, [GT_SIDE / 2, GT_SIDE / 2], WINDOW);
};

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * What the restoration network of `srkit-ref-x4` learns from: squares with five references each and where those were matched,
 * so that a step need not match again. References are other views of the same place, some show something else; where none of
 * them helps, and where they are the picture itself, the network must leave the picture as it is.
 */
export const makeSamples = async (
  pictures: Pictures,
  out: string,
  { seed, count, scenes, extractor, log }: SamplesOptions,
): Promise<void> => {
  const sized = picturesInSizes(pictures);
  const anyPicture = (draw: Draw): Raster => sized(Math.floor(draw() * pictures.count), draw);
  const unrelated = (draw: Draw): Raster => {
    const other = anyPicture(draw);
    return squareAt(other, anywhere(other, WINDOW, draw), WINDOW);
  };
  const made: DrawViews = (draw) => {
    const source = anyPicture(draw);
    const place = anywhere(source, WINDOW, draw);
    return {
      gt: squareAt(source, place, GT_SIDE),
      references: Array.from({ length: REFERENCES }, () =>
        draw() < UNRELATED ? unrelated(draw) : otherView(source, place, WINDOW, MOVED, draw),
      ),
    };
  };
  const real = scenes === undefined ? undefined : await realViews(scenes, unrelated);
  // Its features are not used: it matches what the extractor sees.
  const matching = new CorrespondenceGenerationArch({ refined: true, widths: [1, 1, 1] });
  await mkdir(out, { recursive: true });
  const path = join(out, SAMPLES_FILE);
  const file = await open(`${path}.part`, 'w');
  const begun = performance.now();
  try {
    for (let index = 0; index < count; index++) {
      const draw = drawer(seed, index);
      const kind = draw();
      const { gt, references } = real && draw() < REAL ? real(draw) : made(draw);
      const lq = resizePillow(gt, [CONTEXT, CONTEXT], 'bicubic');
      const write = async (seen: readonly Raster[], flows: Float32Array): Promise<void> => {
        await file.writev([lq.data, gt.data, ...seen.map(({ data }) => data), flows].map(bytesOf));
      };
      if (kind < ITSELF) {
        const shift = (WINDOW - GT_SIDE) / 2 / SCALE;
        await write(
          Array(REFERENCES).fill(itself(gt)),
          new Float32Array(REFERENCES * FLOW_LENGTH).fill(shift),
        );
      } else {
        const seen = kind < ITSELF + HOPELESS ? references.map(() => unrelated(draw)) : references;
        await write(seen, await flowsOf(lq, seen, extractor, matching));
      }
      if ((index + 1) % 100 === 0)
        log(`${index + 1} samples, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    }
  } finally {
    await file.close();
    matching.dispose();
  }
  await rename(`${path}.part`, path);
};

/** Pictures of 8 bits one after the other, as `[n, side, side, 3]` in 0..1. */
const unit = (bytes: Uint8Array, n: number, side: number): Tensor4D =>
  tensor4d(
    Float32Array.from(bytes, (value) => value / 255),
    [n, side, side, 3],
  );

/** Where each reference was matched, one after the other. */
const flowsOf = async (
  lq: Raster,
  references: readonly Raster[],
  extractor: ContrasExtractorSep,
  matching: CorrespondenceGenerationArch,
): Promise<Float32Array> => {
  const all = new Uint8Array(REFERENCES * REFERENCE_BYTES);
  references.forEach(({ data }, i) => {
    all.set(data, i * REFERENCE_BYTES);
  });
  const flow = tidy(() => {
    const up = tile(bicubicQuery(unit(bytesOf(lq.data), 1, CONTEXT)), [REFERENCES, 1, 1, 1]) as Tensor4D;
    const seen = unit(all, REFERENCES, WINDOW);
    const dense = {
      denseFeatures1: extractor.image1.denseFeatures(up),
      denseFeatures2: extractor.image2.denseFeatures(seen),
    };
    // The first tap of a patch lies where the patch was matched, down before right.
    const { relu3_1 } = matching.preOffsets(dense, seen, up);
    return reverse(slice(relu3_1, [0, 0, 0, 0], [REFERENCES, CONTEXT, CONTEXT, 2]), 3);
  });
  return (await flow.data().finally(() => flow.dispose())) as Float32Array;
};
