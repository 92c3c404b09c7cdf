import { ConfigError, refuseUnknownKeys, roundHalfEven, ShapeError } from '@srkit/core';
import type { Samples } from './picture';

/** How two pictures are compared. Figures of different protocols cannot be compared: each is printed with its own. */
export interface Protocol {
  /**
   * `rgb` (default): all channels together. `y`: luma alone, as nearly all tables of super-resolution papers. A grey
   * picture is compared as it is.
   */
  readonly channel?: 'rgb' | 'y' | undefined;
  /**
   * Which luma: `studio` (default), BT.601 on 16..235 as MATLAB's `rgb2ycbcr`, which papers mean; `full`, JPEG's, on
   * 0..255: its errors are larger by 255/219, 1.3 dB of PSNR.
   */
  readonly luma?: 'studio' | 'full' | undefined;
  /** Pixels cut off at every border before comparing; papers take the scale. Default 0. */
  readonly crop?: number | undefined;
  /**
   * Whether samples are first rounded (half to even) to 8 bits and clamped, as a saved picture is. Default false: 8-bit
   * pictures are whole already; tensors and 16-bit pictures are compared as they are. Luma is never rounded.
   */
  readonly round?: boolean | undefined;
}

export type CheckedProtocol = Required<{ [K in keyof Protocol]: NonNullable<Protocol[K]> }>;

/** Set5, Set14 and their like at x4: luma in studio range, 4 pixels cut off. */
export const CLASSICAL_X4: Protocol = { channel: 'y', luma: 'studio', crop: 4, round: true };

/** @throws ConfigError `E_CONFIG_PROTOCOL` naming the value that is out of range. */
export const checkedProtocol = (protocol: Protocol): CheckedProtocol => {
  refuseUnknownKeys('protocol', protocol, ['channel', 'luma', 'crop', 'round']);
  const { channel = 'rgb', luma = 'studio', crop = 0, round = false } = protocol;
  const refuse = (name: string, value: unknown, expected: string): never => {
    throw new ConfigError('E_CONFIG_PROTOCOL', `protocol.${name} is ${String(value)}, expected ${expected}.`);
  };
  if (channel !== 'rgb' && channel !== 'y') refuse('channel', channel, "'rgb' or 'y'");
  if (luma !== 'studio' && luma !== 'full') refuse('luma', luma, "'studio' or 'full'");
  if (!Number.isInteger(crop) || crop < 0) refuse('crop', crop, 'an integer of 0 or more');
  if (typeof round !== 'boolean') refuse('round', round, 'true or false');
  return { channel, luma, crop, round };
};

/** The protocol in words, for tables: `Y (BT.601 studio), crop 4, 8 bit`. */
export const describeProtocol = (protocol: Protocol): string => {
  const { channel, luma, crop, round } = checkedProtocol(protocol);
  const what = channel === 'rgb' ? 'RGB' : luma === 'studio' ? 'Y (BT.601 studio)' : 'Y (BT.601 full range)';
  return [what, `crop ${crop}`, ...(round ? ['8 bit'] : [])].join(', ');
};

const LUMA = {
  studio: { rows: [65.481, 128.553, 24.966], offset: 16, over: 255 },
  full: { rows: [0.299, 0.587, 0.114], offset: 0, over: 1 },
} as const;

/** Luma of RGB samples over 0..255, in double precision and unrounded. */
export const lumaOf = ({ width, height, channels, data }: Samples, luma: 'studio' | 'full'): Samples => {
  if (channels === 1) return { width, height, channels, data };
  const { rows, offset, over } = LUMA[luma];
  const out = new Float64Array(width * height);
  for (let i = 0; i < out.length; i++) {
    out[i] =
      (rows[0] * data[3 * i]! + rows[1] * data[3 * i + 1]! + rows[2] * data[3 * i + 2]!) / over + offset;
  }
  return { width, height, channels: 1, data: out };
};

/** @throws ShapeError `E_SHAPE_CROP` when nothing is left. */
export const cropped = ({ width, height, channels, data }: Samples, crop: number): Samples => {
  const [w, h] = [width - 2 * crop, height - 2 * crop];
  if (w < 1 || h < 1) {
    throw new ShapeError(
      'E_SHAPE_CROP',
      `Cutting ${crop} pixels off every border leaves nothing of ${width}x${height}; expected a crop below ${Math.ceil(Math.min(width, height) / 2)}.`,
    );
  }
  const out = new Float64Array(w * h * channels);
  for (let y = 0; y < h; y++) {
    const from = ((y + crop) * width + crop) * channels;
    out.set(data.subarray(from, from + w * channels), y * w * channels);
  }
  return { width: w, height: h, channels, data: out };
};

const rounded = (samples: Samples): Samples => ({
  ...samples,
  data: samples.data.map((v) => Math.min(255, Math.max(0, roundHalfEven(v)))),
});

/** What a metric looks at: rounded, cropped and converted as the protocol says. */
export const underProtocol = (samples: Samples, { channel, luma, crop, round }: CheckedProtocol): Samples => {
  const inside = cropped(round ? rounded(samples) : samples, crop);
  return channel === 'y' ? lumaOf(inside, luma) : inside;
};

/** @throws ShapeError `E_SHAPE_MISMATCH` naming both sizes. */
export const checkSameSize = (a: Samples, b: Samples): void => {
  if (a.width === b.width && a.height === b.height && a.channels === b.channels) return;
  const size = (s: Samples) =>
    `${s.width}x${s.height} with ${s.channels} channel${s.channels === 1 ? '' : 's'}`;
  throw new ShapeError(
    'E_SHAPE_MISMATCH',
    `The pictures are ${size(a)} and ${size(b)}, expected the same size and channels. Crop or resize one of them, or convert both to RGB.`,
  );
};
