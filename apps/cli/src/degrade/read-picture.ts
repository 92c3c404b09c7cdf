import { cropRaster, decodeImage, probeImage, type Raster } from '@srkit/image';
import { InputError } from '../errors';
import { type Input, sourceOf } from '../job/inputs';

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
  readonly tolerant: boolean;
  readonly signal: AbortSignal;
}

export interface Picture {
  /** RGB, with sides that are multiples of the scale. */
  readonly raster: Raster;
  /** What was left out, for people. */
  readonly notes: readonly string[];
  /** Frames or pages beyond the first. */
  readonly framesLeftOut: number;
}

/** A side, and where it begins: all of it, or its middle. */
const span = (side: number, { scale, middle }: PictureRequest): { start: number; length: number } => {
  const most = Math.min(side, middle);
  const start = Math.floor((side - most) / 2);
  return { start, length: most - (most % scale) };
};

/** The picture as RGB: grey in all three channels, alpha left out. */
export const toRgb = (raster: Raster): Raster => {
  const { width, height, channels, data } = raster;
  if (channels === 3) return raster;
  const rgb = new (data.constructor as Uint8ArrayConstructor)(width * height * 3);
  const step = channels < 3 ? 0 : 1;
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    rgb[to] = data[from]!;
    rgb[to + 1] = data[from + step]!;
    rgb[to + 2] = data[from + 2 * step]!;
  }
  // A grey profile does not describe RGB.
  return { ...raster, channels: 3, data: rgb, icc: channels < 3 ? undefined : raster.icc };
};

/**
 * A picture as degradation takes it.
 *
 * @throws ImageError for what is no picture, InputError for one that is too large or too small.
 */
export const readPicture = async (input: Input, request: PictureRequest): Promise<Picture> => {
  const { path } = input;
  const source = await sourceOf(input, request.signal);
  const { width, height, hasAlpha } = await probeImage(source);
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
  const { signal, tolerant } = request;
  const decoded = await decodeImage(source, { signal, tolerant });
  const raster = toRgb(decoded);
  const cut = { top: rows.start, left: columns.start, height: rows.length, width: columns.length };
  return {
    raster: cropRaster(raster, cut),
    notes: [...(decoded.notes ?? []), ...(hasAlpha ? ['transparency is left out'] : [])],
    framesLeftOut: (decoded.pages ?? 1) - 1,
  };
};
