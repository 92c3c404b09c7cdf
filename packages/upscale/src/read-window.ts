import type { Raster } from '@srkit/image';
import { type Axis, sourceIndex } from './axis';
import type { BorderMode } from './options';
import type { TileSpan } from './tile-plan';

/** Which channels of a picture one pass of the network enlarges. */
export type PassKind = 'colour' | 'grey' | 'alpha';

/** A picture with its padding, as the network reads it. */
export interface PaddedPicture {
  readonly raster: Raster;
  readonly x: Axis;
  readonly y: Axis;
  readonly border: BorderMode;
  /** The sample value that stands for 1. */
  readonly maximum: number;
}

/** Index of the first of a pass's channels in a pixel. */
export const firstChannel = (pass: PassKind, channels: number): number =>
  pass === 'alpha' ? channels - 1 : 0;

/**
 * Reads one tile's window as `[height, width, 3]` floats in [0, 1]. One-channel passes are repeated three times,
 * as the official code does for grey pictures and alpha channels.
 */
export const readWindow = (
  picture: PaddedPicture,
  pass: PassKind,
  column: TileSpan,
  row: TileSpan,
): Float32Array => {
  const { raster, x, y, border, maximum } = picture;
  const { channels, data, width } = raster;
  const first = firstChannel(pass, channels);
  const step = pass === 'colour' ? 1 : 0;
  const windowWidth = column.window.end - column.window.start;
  const columns = Int32Array.from(
    { length: windowWidth },
    (_, i) => sourceIndex(x, column.window.start + i, border) * channels + first,
  );
  const out = new Float32Array((row.window.end - row.window.start) * windowWidth * 3);
  let at = 0;
  for (let py = row.window.start; py < row.window.end; py++) {
    const line = sourceIndex(y, py, border) * width * channels;
    for (let i = 0; i < windowWidth; i++) {
      const source = line + columns[i]!;
      out[at++] = data[source]! / maximum;
      out[at++] = data[source + step]! / maximum;
      out[at++] = data[source + 2 * step]! / maximum;
    }
  }
  return out;
};
