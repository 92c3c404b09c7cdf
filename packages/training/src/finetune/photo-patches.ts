import { crc32, cropRaster, DatasetError, ImageError, type Raster } from '@srkit/core';
import { rgb8, seededDraws } from '@srkit/datasets';
import { resizePillow } from '@srkit/image';

/** A photo to learn from. */
export interface Photo {
  /** For messages, and for the names of what is cut out of it. */
  readonly name: string;
  /** The picture, of any kind and depth; called once. */
  read(): Promise<Raster>;
}

/** A piece of a photo, RGB of 8 bits, at least as wide and high as a crop. */
export interface Patch {
  readonly name: string;
  readonly picture: Raster;
}

export interface Patches {
  readonly training: readonly Patch[];
  /** Never trained on, of the size of a crop. */
  readonly heldOut: readonly Patch[];
  /** Of all pieces and their names: another number for other photos. */
  readonly digest: number;
  /** What was left out, for people. */
  readonly notes: readonly string[];
}

/**
 * Longer sides are reduced to it. What a camera writes is soft at its own size, since two of three colours of each pixel are
 * made up; a photo teaches sharpness when it is reduced. It also bounds the time that reading takes.
 */
const MOST_SIDE = 2048;
/** Photos that are read, and bytes of their pieces that are held. */
const MOST_PHOTOS = 400;
const MOST_BYTES = 256 * 2 ** 20;
/** Held-out crops that a verdict rests on; from as many photos as they may be of. */
const HELD_OUT = 12;
/** From so many photos on, whole photos are held out: one of four, or up to half of them where those are small. */
const WHOLE_PHOTOS = 8;
/** Of fewer held-out crops a verdict is told to be uncertain. */
const FEW_HELD_OUT = 6;
const HELD_OUT_SHARE = 4;
/**
 * Mean difference of neighbouring samples, in levels, below which a piece is sky, a black border or burnt out: there is nothing to
 * learn, and any interpolation is as good as perfect.
 */
const LEAST_DETAIL = 0.5;
/** Fewer pieces are learned by heart. */
const LEAST_PIECES = 8;

const shuffled = <T>(items: readonly T[], seed: number): T[] =>
  seededDraws(seed)
    .permutation(items.length)
    .map((i) => items[i]!);

const reduced = (picture: Raster): Raster => {
  const factor = MOST_SIDE / Math.max(picture.width, picture.height);
  if (factor >= 1) return picture;
  const size = [picture.height, picture.width].map((side) => Math.max(1, Math.round(side * factor)));
  return resizePillow(picture, size as [number, number], 'lanczos');
};

/** Cuts a picture into pieces of at least `side`, without a gap and without overlap. */
const piecesOf = ({ width, height }: Raster, side: number) => {
  const cuts = (length: number): number[] => {
    const count = Math.max(1, Math.floor(length / side));
    return Array.from({ length: count + 1 }, (_, i) => Math.round((i * length) / count));
  };
  const [across, down] = [cuts(width), cuts(height)];
  return down
    .slice(0, -1)
    .flatMap((top, y) =>
      across
        .slice(0, -1)
        .map((left, x) => ({ top, left, height: down[y + 1]! - top, width: across[x + 1]! - left })),
    );
};

/** Sum over both axes of the mean absolute difference of neighbours. */
const detailOf = ({ width, height, data }: Raster): number => {
  let sum = 0;
  for (let y = 1; y < height; y++) {
    for (let at = 3 * (y * width + 1), end = 3 * (y + 1) * width; at < end; at++)
      sum += Math.abs(data[at]! - data[at - 3]!) + Math.abs(data[at]! - data[at - 3 * width]!);
  }
  return sum / (3 * (width - 1) * (height - 1));
};

const middle = ({ name, picture }: Patch, side: number): Patch => ({
  name,
  picture: cropRaster(picture, {
    top: (picture.height - side) >> 1,
    left: (picture.width - side) >> 1,
    height: side,
    width: side,
  }),
});

const some = (names: readonly string[]): string =>
  `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''}`;

/** Takes from all lists in turn, so that no photo is most of it. */
const inTurn = (lists: readonly (readonly Patch[])[], count: number): Patch[] => {
  const taken: Patch[] = [];
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  for (let round = 0; round < longest; round++)
    for (const list of lists) if (round < list.length && taken.length < count) taken.push(list[round]!);
  return taken;
};

/**
 * Reads photos and cuts them into pieces, of which some are held out: of eight photos or more some whole photos, as many as give
 * enough crops, of fewer some pieces of theirs. The same photos and seed give the same pieces.
 *
 * @param side of the crops that are trained on, in pixels.
 * @throws DatasetError `E_DATASET_EMPTY` without photos, `E_DATASET_SIZE` where all are smaller than a crop, or there are too few
 *   pieces. A photo that cannot be read is left out and noted.
 */
export const cutPhotos = async (
  photos: readonly Photo[],
  {
    side,
    seed,
    signal,
    onRead,
  }: {
    readonly side: number;
    readonly seed: number;
    readonly signal?: AbortSignal | undefined;
    readonly onRead?: ((done: number, total: number) => void) | undefined;
  },
): Promise<Patches> => {
  if (photos.length === 0) {
    throw new DatasetError('E_DATASET_EMPTY', 'There are no photos to learn from, expected at least one.');
  }
  const notes: string[] = [];
  const sorted = [...photos].sort((a, b) => (a.name < b.name ? -1 : 1));
  const chosen = shuffled(sorted, seed).slice(0, MOST_PHOTOS);
  if (chosen.length < photos.length)
    notes.push(`${chosen.length} of ${photos.length} photos are read, chosen by the seed`);
  // Room for a crop to move in: a quarter of its side.
  const pieceSide = Math.round(side * 1.25);
  const most = Math.max(1, Math.floor(MOST_BYTES / (3 * pieceSide ** 2) / chosen.length));
  const cut: { readonly name: string; readonly patches: readonly Patch[] }[] = [];
  const small: string[] = [];
  let flat = 0;
  for (const [i, { name, read }] of chosen.entries()) {
    signal?.throwIfAborted();
    const picture = await read()
      .then((raster) => reduced(rgb8(raster)))
      .catch((error: unknown) => {
        if (!(error instanceof ImageError)) throw error;
        notes.push(`${name} is left out: ${error.message}`);
      });
    onRead?.(i + 1, chosen.length);
    if (!picture) continue;
    if (Math.min(picture.width, picture.height) < side) {
      small.push(`${name} (${picture.width}x${picture.height})`);
      continue;
    }
    const patches: Patch[] = [];
    for (const piece of shuffled(piecesOf(picture, pieceSide), seed + 1 + i)) {
      const patch = { name: `${name} at ${piece.left},${piece.top}`, picture: cropRaster(picture, piece) };
      const detailed =
        Math.min(detailOf(patch.picture), detailOf(middle(patch, side).picture)) >= LEAST_DETAIL;
      if (detailed && patches.length < most) patches.push(patch);
      else if (!detailed) flat++;
    }
    if (patches.length > 0) cut.push({ name, patches });
  }
  if (cut.length === 0 && small.length === 0 && flat === 0) {
    throw new DatasetError('E_DATASET_EMPTY', `None of the photos can be read: ${notes.at(-1)}`);
  }
  if (cut.length === 0 && flat === 0) {
    throw new DatasetError(
      'E_DATASET_SIZE',
      `All photos are smaller than a crop of ${side}x${side}: ${some(small)}. Give larger photos, or smaller crops.`,
    );
  }
  if (small.length > 0)
    notes.push(
      `${small.length === 1 ? '1 photo is' : `${small.length} photos are`} smaller than ${side}x${side} and left out: ${some(small)}`,
    );
  if (flat > 0)
    notes.push(`${flat === 1 ? '1 piece without detail is' : `${flat} pieces without detail are`} left out`);
  const count = cut.reduce((sum, { patches }) => sum + patches.length, 0);
  if (count < LEAST_PIECES) {
    throw new DatasetError(
      'E_DATASET_SIZE',
      `${chosen.length === 1 ? 'One photo gives' : `${chosen.length} photos give`} ${count === 1 ? '1 piece' : `${count} pieces`} of ${pieceSide}x${pieceSide} with any detail, expected at least ${LEAST_PIECES}. Give more or larger photos, or smaller crops.`,
    );
  }
  const heldOutCount = Math.min(HELD_OUT, Math.floor(count / HELD_OUT_SHARE));
  let training: Patch[];
  let heldOut: Patch[];
  if (cut.length >= WHOLE_PHOTOS) {
    let photosOut = Math.min(HELD_OUT, Math.floor(cut.length / HELD_OUT_SHARE));
    const piecesOut = (): number =>
      cut.slice(0, photosOut).reduce((sum, { patches }) => sum + patches.length, 0);
    const enough = Math.min(heldOutCount, FEW_HELD_OUT);
    while (piecesOut() < enough && 2 * (photosOut + 1) <= cut.length) photosOut++;
    heldOut = inTurn(
      cut.slice(0, photosOut).map(({ patches }) => patches),
      heldOutCount,
    );
    training = cut.slice(photosOut).flatMap(({ patches }) => patches);
  } else {
    const all = inTurn(
      cut.map(({ patches }) => patches),
      count,
    );
    heldOut = all.slice(0, heldOutCount);
    training = all.slice(heldOutCount);
    notes.push(
      `${cut.length === 1 ? 'one photo is' : `${cut.length} photos are`} few: held-out crops are of the same photos as what is learned, so that the gain on others will be smaller`,
    );
  }
  if (heldOut.length < FEW_HELD_OUT)
    notes.push(
      `${heldOut.length === 1 ? '1 held-out crop is' : `${heldOut.length} held-out crops are`} few: what they say of a gain is uncertain. Give more or larger photos`,
    );
  let digest = 0;
  for (const { name, picture } of [...heldOut, ...training])
    digest = crc32(new TextEncoder().encode(`${digest} ${name} ${crc32(picture.data as Uint8Array)}`));
  return { training, heldOut: heldOut.map((patch) => middle(patch, side)), digest, notes };
};
