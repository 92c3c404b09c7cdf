import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeImage } from '@srkit/image';
import type { Pictures } from './pictures';
import { anywhere, drawer, picturesInSizes, squareAt } from './ref-views';

/** In pixels. */
export const SQUARE_SIDE = 160;

/** Squares of single pictures for the extractor of `srkit-ref-x4` to learn from, in the folder that a contrastive set has. */
export const makeSquares = async (
  pictures: Pictures,
  out: string,
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<void> => {
  const folder = join(out, 'input');
  await mkdir(folder, { recursive: true });
  const sized = picturesInSizes(pictures);
  for (let index = 0; index < count; index++) {
    const draw = drawer(seed, index);
    const source = sized(index % pictures.count, draw);
    const square = squareAt(source, anywhere(source, SQUARE_SIDE, draw), SQUARE_SIDE);
    await writeFile(join(folder, `made-${index}.png`), await encodeImage(square, { format: 'png' }));
  }
};
