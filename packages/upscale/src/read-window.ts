import type { Raster } from '@srkit/image';
import { type Axis, sourceIndex } from './axis';
import type { BorderMode } from './options';
import type { TileSpan } from './tile-plan';

/**
 * Which channels of a picture one pass of the network enlarges. Networks of three channels: its colours, or its grey or
 * its alpha three times. Networks of four: all of them at once. Networks of one: the channel of that index.
 */
export type PassKind = 'colour' | 'grey' | 'alpha' | 'rgba' | number;

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
export const firstChannel = (pass: PassKind, channels: number): number => {
  if (typeof pass === 'number') return pass;
  return pass === 'alpha' ? channels - 1 : 0;
};

/** Channels that the network gives in a pass. */
export const passChannels = (pass: PassKind): number =>
  typeof pass === 'number' ? 1 : pass === 'rgba' ? 4 : 3;

/** Which of a picture's channels go into the network, one after the other; undefined stands for full alpha. */
const channelsRead = (pass: PassKind, channels: number): readonly (number | undefined)[] => {
  const first = firstChannel(pass, channels);
  if (typeof pass === 'number') return [first];
  if (pass !== 'rgba') return pass === 'colour' ? [0, 1, 2] : [first, first, first];
  const alpha = channels === 2 || channels === 4 ? channels - 1 : undefined;
  return channels >= 3 ? [0, 1, 2, alpha] : [0, 0, 0, alpha];
};

/**
 * Reads one tile's window as `[height, width, c]` floats in [0, 1], with the channels that the network takes. Of networks
 * of three channels grey and alpha are repeated three times, as the official code does.
 */
export const readWindow = (
  picture: PaddedPicture,
  pass: PassKind,
  column: TileSpan,
  row: TileSpan,
): Float32Array => {
  const { raster, x, y, border, maximum } = picture;
  const { channels, data, width } = raster;
  const read = channelsRead(pass, channels);
  const windowWidth = column.window.end - column.window.start;
  const columns = Int32Array.from(
    { length: windowWidth },
    (_, i) => sourceIndex(x, column.window.start + i, border) * channels,
  );
  const out = new Float32Array((row.window.end - row.window.start) * windowWidth * read.length);
  let at = 0;
  for (let py = row.window.start; py < row.window.end; py++) {
    const line = sourceIndex(y, py, border) * width * channels;
    for (let i = 0; i < windowWidth; i++) {
      const source = line + columns[i]!;
      for (let c = 0; c < read.length; c++) {
        const channel = read[c];
        out[at++] = channel === undefined ? 1 : data[source + channel]! / maximum;
      }
    }
  }
  return out;
};
