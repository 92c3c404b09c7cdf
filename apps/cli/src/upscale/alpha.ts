import type { Raster } from '@srkit/image';
import { InvalidArgumentError } from 'commander';

/** Red, green and blue, 0..255. */
export type Colour = readonly [red: number, green: number, blue: number];

const NAMED: Readonly<Record<string, Colour>> = {
  white: [255, 255, 255],
  black: [0, 0, 0],
  grey: [128, 128, 128],
  gray: [128, 128, 128],
};

/** Parser for `--background`: a name, or hexadecimal digits as in CSS. */
export const parseColour = (text: string): Colour => {
  const named = NAMED[text.toLowerCase()];
  if (named) return named;
  const digits = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text)?.[1];
  if (!digits) throw new InvalidArgumentError(`Expected white, black, grey or a colour such as #ffcc00.`);
  const wide = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(wide.slice(at, at + 2), 16));
  return [red!, green!, blue!];
};

const maximumOf = ({ data }: Raster): number => (data instanceof Uint16Array ? 65535 : 255);

/** Whether a picture has an alpha channel that hides nothing. */
export const isOpaque = (picture: Raster): boolean => {
  const { channels, data } = picture;
  const maximum = maximumOf(picture);
  if (channels === 1 || channels === 3) return false;
  for (let i = channels - 1; i < data.length; i += channels) if (data[i] !== maximum) return false;
  return true;
};

/** The picture without its alpha channel, on a background where it is transparent; grey stays grey if that is. */
export const flatten = (picture: Raster, background: Colour): Raster => {
  const { width, height, channels, data } = picture;
  if (channels === 1 || channels === 3) return picture;
  const maximum = maximumOf(picture);
  const [red, green, blue] = background.map((level) => (level * maximum) / 255);
  const behind = [red!, green!, blue!];
  const grey = channels === 2 && red === green && green === blue;
  const out = grey ? 1 : 3;
  const flat = new (data.constructor as Uint8ArrayConstructor)(width * height * out);
  for (let from = 0, to = 0; from < data.length; from += channels) {
    const alpha = data[from + channels - 1]! / maximum;
    for (let c = 0; c < out; c++) {
      const front = data[from + (channels === 2 ? 0 : c)]!;
      flat[to++] = Math.round(front * alpha + behind[c]! * (1 - alpha));
    }
  }
  // A grey profile does not describe RGB.
  return {
    ...picture,
    channels: out,
    data: flat,
    icc: channels === 2 && out === 3 ? undefined : picture.icc,
  };
};
