import { cropRaster, decodeImage, probeImage, type Raster } from '@srkit/image';
import { InputError } from '../errors';
import { toRgb } from './to-rgb';

/**
 * Most pixels of a picture. As float32 RGB they are 0.4 GB. Enlarged on the way by 1.5 in each direction, the most
 * that the published degradations do, such a picture took 4.9 GB in all on wasm.
 */
const MAX_PIXELS = 2 ** 25;

export interface PictureRequest {
  /** Both sides become multiples of it. */
  readonly scale: number;
  /** Take at most a square of this side out of the middle. */
  readonly middle: number;
  readonly signal: AbortSignal;
}

export interface Picture {
  /** RGB, with sides that are multiples of the scale. */
  readonly raster: Raster;
  /** Whether transparency was left out. */
  readonly hadAlpha: boolean;
}

/** A side, and where it begins: all of it, or its middle. */
const span = (side: number, { scale, middle }: PictureRequest): { start: number; length: number } => {
  const most = Math.min(side, middle);
  const start = Math.floor((side - most) / 2);
  return { start, length: most - (most % scale) };
};

/**
 * A picture as degradation takes it.
 *
 * @throws ImageError for what is no picture, InputError for one that is too large or too small.
 */
export const readPicture = async (path: string, request: PictureRequest): Promise<Picture> => {
  const { width, height, hasAlpha } = await probeImage(path);
  if (width * height > MAX_PIXELS) {
    throw new InputError(
      'E_INPUT_TOO_LARGE',
      `'${path}' has ${width}x${height} = ${width * height} pixels, more than the ${MAX_PIXELS} that are degraded at once. Cut it into parts first.`,
    );
  }
  const [rows, columns] = [span(height, request), span(width, request)];
  if (rows.length === 0 || columns.length === 0) {
    throw new InputError(
      'E_INPUT_TOO_SMALL',
      `'${path}' has ${width}x${height} pixels, less than one at a scale of ${request.scale}.`,
    );
  }
  const raster = toRgb(await decodeImage(path, { signal: request.signal }));
  const cut = { top: rows.start, left: columns.start, height: rows.length, width: columns.length };
  return { raster: cropRaster(raster, cut), hadAlpha: hasAlpha };
};
