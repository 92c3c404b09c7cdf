import { ShapeError } from '../errors';

/** A picture in memory: rows top-down, channels interleaved, RGB order. */
export interface Raster {
  /** Pixels per row, 1 or more. */
  readonly width: number;
  /** Rows, 1 or more. */
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. Alpha is straight, not premultiplied. */
  readonly channels: 1 | 2 | 3 | 4;
  /** `width * height * channels` samples over the full range: 0..255, or 0..65535 for 16 bit. */
  readonly data: Uint8Array | Uint16Array;
  /** Embedded colour profile as found. The samples are the file's own and have not been converted by it. */
  readonly icc?: Uint8Array | undefined;
  /** Pixels per inch, if the file says so. */
  readonly density?: number | undefined;
}

/** 8 or 16, from the type of the samples. */
export const bitDepthOf = (raster: Raster): 8 | 16 => (raster.data instanceof Uint16Array ? 16 : 8);

/** True for grey with alpha and for RGBA. */
export const hasAlpha = ({ channels }: Pick<Raster, 'channels'>): boolean => channels === 2 || channels === 4;

/** What was given instead of a picture, and what to do about it. */
const instead = (value: unknown): string => {
  if (typeof value === 'string')
    return `got '${value}' (string). Decode it first: await decodeImage('${value}')`;
  if (value instanceof Promise) return 'got a Promise. Await it first';
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return 'got bytes. Decode them first: await decodeImage(bytes)';
  }
  return `got ${value === null ? 'null' : typeof value}`;
};

/** @throws ShapeError `E_RASTER_SHAPE` when it is no raster, or sides, channels and samples do not agree. */
export const checkRaster = (raster: Raster): void => {
  if (typeof raster !== 'object' || raster === null || !('data' in raster)) {
    throw new ShapeError(
      'E_RASTER_SHAPE',
      `Expected a raster { width, height, channels, data }, ${instead(raster)}.`,
    );
  }
  const { width, height, channels, data } = raster;
  for (const [name, side] of [
    ['width', width],
    ['height', height],
  ] as const) {
    if (!Number.isInteger(side) || side < 1) {
      throw new ShapeError(
        'E_RASTER_SHAPE',
        `Expected the raster's ${name} to be an integer of 1 or more, got ${side}.`,
      );
    }
  }
  if (![1, 2, 3, 4].includes(channels)) {
    throw new ShapeError('E_RASTER_SHAPE', `Expected 1, 2, 3 or 4 channels, got ${channels}.`);
  }
  if (!(data instanceof Uint8Array || data instanceof Uint16Array)) {
    throw new ShapeError(
      'E_RASTER_SHAPE',
      `Expected the raster's data to be a Uint8Array or Uint16Array, got ${Object.prototype.toString.call(data)}.`,
    );
  }
  if (data.length !== width * height * channels) {
    throw new ShapeError(
      'E_RASTER_SHAPE',
      `A raster of ${width} x ${height} with ${channels} channel(s) holds ${width * height * channels} samples, got ${data.length}.`,
    );
  }
};
