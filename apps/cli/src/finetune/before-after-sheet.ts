import type { Raster } from '@srkit/image';
import type { ComparedCrop } from '@srkit/training';
import { drawSheet, type Panel } from '../sheet/draw-sheet';

/** Rows of a sheet: more is looked at by nobody. */
const ROWS = 6;
const COLUMNS = 5;

const panels = ({ name, lq, gt, pictures, psnr }: ComparedCrop): Panel[] => {
  const dB = (of: keyof typeof psnr): string => `${psnr[of].toFixed(2)} dB`;
  return [
    { picture: lq, title: `LQ, ${lq.width}x${lq.height}`, lines: [name] },
    { picture: pictures.bicubic, title: 'bicubic', lines: [dB('bicubic')] },
    { picture: pictures.before, title: 'before', lines: [dB('before')] },
    { picture: pictures.after, title: 'after', lines: [dB('after')] },
    { picture: gt, title: 'ground truth', lines: [`${gt.width}x${gt.height}, held out`] },
  ];
};

/** A row for each of some held-out crops: LQ, bicubic, the model before, the model after, ground truth. */
export const beforeAfterSheet = (crops: readonly ComparedCrop[]): Promise<Raster> =>
  drawSheet(crops.slice(0, ROWS).flatMap(panels), COLUMNS, crops[0]!.gt);
