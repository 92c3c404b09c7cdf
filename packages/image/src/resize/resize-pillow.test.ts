import { ConfigError, ShapeError } from '@srkit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../raster';
import type { PillowFilter } from './pillow-filters';
import { resizePillow } from './resize-pillow';

/** A picture that jumps about, so that filters overshoot and the clamp has work. */
const picture = (width: number, height: number, channels: Raster['channels']): Raster => ({
  width,
  height,
  channels,
  data: Uint8Array.from(
    { length: width * height * channels },
    (_, i) => (i * 97 + Math.floor(i / 5) * 61) % 256,
  ),
});

interface Case {
  readonly filter: PillowFilter;
  readonly channels: Raster['channels'];
  /** Width and height. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly pixels: readonly number[];
}

/** What Pillow 9.4 makes of `picture`. */
const CASES: readonly Case[] = [
  {
    filter: 'lanczos',
    channels: 3,
    from: [7, 5],
    to: [4, 3],
    pixels: [
      57, 128, 99, 126, 155, 71, 130, 90, 175, 105, 167, 81, 134, 101, 176, 94, 158, 99, 204, 93, 182, 99,
      172, 125, 93, 67, 194, 80, 218, 101, 177, 142, 128, 71, 182, 37,
    ],
  },
  {
    filter: 'bicubic',
    channels: 3,
    from: [3, 2],
    to: [4, 3],
    pixels: [
      0, 97, 205, 12, 114, 84, 76, 172, 29, 138, 235, 74, 87, 81, 183, 37, 98, 145, 52, 156, 90, 122, 219, 52,
      185, 64, 160, 62, 81, 205, 28, 139, 150, 105, 202, 29,
    ],
  },
  {
    filter: 'box',
    channels: 1,
    from: [9, 4],
    to: [4, 4],
    pixels: [49, 120, 83, 149, 117, 91, 151, 120, 186, 148, 92, 91, 157, 98, 191, 159],
  },
  {
    filter: 'bilinear',
    channels: 1,
    from: [5, 6],
    to: [5, 3],
    pixels: [24, 121, 182, 59, 156, 85, 182, 55, 120, 185, 146, 133, 84, 181, 58],
  },
  {
    filter: 'bicubic',
    channels: 4,
    from: [5, 4],
    to: [3, 2],
    pixels: [
      103, 119, 102, 130, 92, 137, 103, 141, 139, 123, 115, 174, 111, 160, 101, 146, 114, 156, 119, 143, 145,
      160, 113, 187,
    ],
  },
  {
    filter: 'lanczos',
    channels: 2,
    from: [3, 4],
    to: [4, 3],
    pixels: [
      75, 148, 84, 103, 97, 68, 80, 82, 93, 167, 105, 152, 113, 117, 93, 101, 109, 186, 142, 200, 140, 165,
      80, 120,
    ],
  },
];

describe('resizePillow', () => {
  it.each(CASES)(
    'equals Pillow: $filter, $channels channel(s), $from -> $to',
    ({ filter, channels, from, to, pixels }) => {
      const result = resizePillow(picture(...from, channels), ...to, filter);
      expect([result.width, result.height, result.channels]).toEqual([...to, channels]);
      expect([...result.data]).toEqual([...pixels]);
    },
  );

  it('keeps a flat picture flat, and a picture of the same size as it is', () => {
    const side = fc.integer({ min: 1, max: 20 });
    const filter = fc.constantFrom<PillowFilter>('box', 'bilinear', 'bicubic', 'lanczos');
    fc.assert(
      fc.property(
        filter,
        side,
        side,
        side,
        side,
        fc.integer({ min: 0, max: 255 }),
        (f, w, h, W, H, value) => {
          const flat: Raster = { width: w, height: h, channels: 1, data: new Uint8Array(w * h).fill(value) };
          expect(resizePillow(flat, W, H, f).data.every((v) => v === value)).toBe(true);
          const any = picture(w, h, 4);
          expect(resizePillow(any, w, h, f)).toEqual(any);
          expect(resizePillow(any, w, h, f).data).not.toBe(any.data);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it('leaves the input alone and keeps the profile', () => {
    const icc = Uint8Array.of(1, 2, 3);
    const input = { ...picture(4, 4, 4), icc };
    const copy = input.data.slice();
    expect(resizePillow(input, 2, 2, 'bicubic').icc).toBe(icc);
    expect(input.data).toEqual(copy);
  });

  it('says what is wrong', () => {
    const input = picture(4, 4, 3);
    const deep: Raster = { ...input, data: Uint16Array.from(input.data) };
    expect(() => resizePillow(deep, 2, 2, 'box')).toThrow(/expected 8-bit samples, got 16-bit/);
    expect(() => resizePillow({ ...input, width: 5 }, 2, 2, 'box')).toThrow(ShapeError);
    expect(() => resizePillow(input, 2, 0, 'box')).toThrow(/integers of 1 or more, got 0/);
    expect(() => resizePillow(input, 2, 2, 'hamming' as PillowFilter)).toThrow(
      /'hamming', expected one of box/,
    );
    expect(() => resizePillow(input, 2, 2, 'toString' as PillowFilter)).toThrow(ConfigError);
  });
});
