import type { Raster } from '@srkit/core';
import { encodeImage } from '@srkit/image';
import { resize, tensorToRaster } from '@srkit/ops';
import { clipByValue, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** One validation picture: LQ (its pixels as squares), bicubic, result, result of the average, ground truth. */
export interface PreviewRow {
  readonly name: string;
  readonly pictures: readonly Raster[];
}

/** Pixels between the pictures. */
const GAP = 4;
/** Largest side that is shown of a picture: its upper left part. */
const MOST = 512;
const GREY = 128;

const rasterOf = (picture: Tensor4D): Promise<Raster> => tensorToRaster(picture);

/** A row of a preview, in memory of its own. The tensors stay the caller's, `[1, h, w, 3]` in 0..1. */
export const previewRow = async (
  name: string,
  {
    lq,
    gt,
    output,
    average,
  }: {
    readonly lq: Tensor4D;
    readonly gt: Tensor4D;
    readonly output: Tensor4D;
    readonly average?: Tensor4D | undefined;
  },
): Promise<PreviewRow> => {
  const size = [gt.shape[1], gt.shape[2]] as [number, number];
  const enlarged = (mode: 'nearest' | 'bicubic'): Tensor4D =>
    tidy(() => clipByValue(resize(lq, { size, mode }), 0, 1) as Tensor4D);
  const held = [enlarged('nearest'), enlarged('bicubic')];
  try {
    const pictures: Raster[] = [];
    for (const picture of [...held, output, ...(average ? [average] : []), gt])
      pictures.push(await rasterOf(picture));
    return { name, pictures };
  } finally {
    for (const tensor of held) tensor.dispose();
  }
};

/** All rows as one PNG. */
export const encodePreview = async (
  rows: readonly PreviewRow[],
): Promise<{ readonly width: number; readonly height: number; readonly png: Uint8Array }> => {
  const sides = rows.map(({ pictures }) => {
    const { width, height } = pictures[0]!;
    return { width: Math.min(width, MOST), height: Math.min(height, MOST), columns: pictures.length };
  });
  const width = Math.max(...sides.map((side) => (side.width + GAP) * side.columns - GAP));
  const height = sides.reduce((sum, side) => sum + side.height + GAP, -GAP);
  const data = new Uint8Array(width * height * 3).fill(GREY);
  let top = 0;
  for (const [i, { pictures }] of rows.entries()) {
    const side = sides[i]!;
    for (const [column, picture] of pictures.entries()) {
      const left = column * (side.width + GAP);
      for (let y = 0; y < side.height; y++) {
        const from = y * picture.width * 3;
        data.set(picture.data.subarray(from, from + 3 * side.width), 3 * ((top + y) * width + left));
      }
    }
    top += side.height + GAP;
  }
  const png = await encodeImage({ width, height, channels: 3, data }, { format: 'png' });
  return { width, height, png };
};
