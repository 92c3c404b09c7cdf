import type { CropWindow } from '@srkit/core';
import { ConfigError, DatasetError } from '@srkit/core';

export interface SubimageOptions {
  /** Side of the pieces, in pixels. Default 480; Real-ESRGAN's text says 400. */
  readonly cropSize?: number | undefined;
  /** From one piece to the next. Default 240. */
  readonly step?: number | undefined;
  /** A rest at the border gives pieces of its own where it is wider than this. Default 0. */
  readonly threshSize?: number | undefined;
}

/** A piece of a picture and the name that it gets, without ending. */
export interface Subimage {
  readonly name: string;
  readonly window: CropWindow;
}

/** Where pieces begin along a side. */
const starts = (side: number, cropSize: number, step: number, threshSize: number): number[] => {
  const out: number[] = [];
  for (let start = 0; start + cropSize <= side; start += step) out.push(start);
  const last = out.at(-1) as number;
  if (side - (last + cropSize) > threshSize) out.push(side - cropSize);
  return out;
};

/**
 * The pieces that Real-ESRGAN's `extract_subimages.py` cuts a picture into, in its order and with its names: `{stem}_s001` and
 * on; "x2", "x3", "x4" and "x8" are deleted from the stem.
 *
 * @param name the picture's file name
 * @throws DatasetError `E_DATASET_SIZE` for a picture smaller than a piece, which the official script fails at as well;
 *   ConfigError `E_CONFIG_SUBIMAGES`.
 */
export const subimagesOf = (
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
  { cropSize = 480, step = 240, threshSize = 0 }: SubimageOptions = {},
): Subimage[] => {
  for (const [option, value, least] of [
    ['cropSize', cropSize, 1],
    ['step', step, 1],
    ['threshSize', threshSize, 0],
  ] as const) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new ConfigError(
      'E_CONFIG_SUBIMAGES',
      `${option} is ${value}, expected an integer of ${least} or more.`,
    );
  }
  if (width < cropSize || height < cropSize) {
    throw new DatasetError(
      'E_DATASET_SIZE',
      `'${name}' is ${width}x${height}, smaller than the pieces of ${cropSize}. Choose a smaller crop, or leave it out.`,
    );
  }
  const dot = name.lastIndexOf('.');
  const stem = (dot > 0 ? name.slice(0, dot) : name).replaceAll(/x[2348]/g, '');
  const columns = starts(width, cropSize, step, threshSize);
  const rows = starts(height, cropSize, step, threshSize);
  return rows
    .flatMap((top) => columns.map((left) => ({ top, left, height: cropSize, width: cropSize })))
    .map((window, i) => ({ name: `${stem}_s${String(i + 1).padStart(3, '0')}`, window }));
};
