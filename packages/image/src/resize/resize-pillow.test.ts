import { ConfigError, type PillowFilter, type Raster, ShapeError } from '@srkit/core';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { PILLOW_CASES } from '../../../core/test-support/pillow-cases';
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

describe('resizePillow', () => {
  it('equals Pillow bit for bit, with alpha and without', () => {
    expect(new Set(PILLOW_CASES.map(({ channels }) => channels)).size).toBe(4);
    for (const { filter, channels, from, to, input, output } of PILLOW_CASES) {
      const data = Uint8Array.from(Buffer.from(input, 'base64'));
      const result = resizePillow({ height: from[0], width: from[1], channels, data }, to, filter);
      expect([result.height, result.width, result.channels]).toEqual([...to, channels]);
      expect([...result.data], `${filter} ${from} -> ${to}`).toEqual([...Buffer.from(output, 'base64')]);
    }
  });

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
          expect(resizePillow(flat, [H, W], f).data.every((v) => v === value)).toBe(true);
          const any = picture(w, h, 4);
          expect(resizePillow(any, [h, w], f)).toEqual(any);
          expect(resizePillow(any, [h, w], f).data).not.toBe(any.data);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it('makes of RGB what it makes of each of its channels, in WebAssembly and without', async () => {
    const side = fc.integer({ min: 1, max: 70 });
    const filter = fc.constantFrom<PillowFilter>('box', 'bilinear', 'bicubic', 'lanczos');
    vi.resetModules();
    vi.stubGlobal('WebAssembly', undefined);
    const without = await import('./resize-pillow');
    const quick = await import('./resize-rgb');
    const size = { width: 5, height: 4 };
    expect(
      quick.resizeRgb(picture(5, 4, 3).data as Uint8Array, size, { ...size, width: 3 }, 'box'),
    ).toBeUndefined();
    vi.unstubAllGlobals();
    fc.assert(
      fc.property(filter, side, side, side, side, fc.boolean(), (f, w, h, W, H, isHard) => {
        const rgb = picture(w, h, 3);
        // Black and white alone overshoot the most.
        if (isHard) for (const [i, value] of rgb.data.entries()) rgb.data[i] = value < 128 ? 0 : 255;
        const result = resizePillow(rgb, [H, W], f);
        expect(without.resizePillow(rgb, [H, W], f)).toEqual(result);
        for (const c of [0, 1, 2]) {
          const plane = { ...rgb, channels: 1, data: rgb.data.filter((_, i) => i % 3 === c) } as Raster;
          expect(resizePillow(plane, [H, W], f).data).toEqual(result.data.filter((_, i) => i % 3 === c));
        }
      }),
      { numRuns: 80, seed: 2 },
    );
  });

  it('leaves the input alone and keeps the profile', () => {
    const icc = Uint8Array.of(1, 2, 3);
    const input = { ...picture(4, 4, 4), icc };
    const copy = input.data.slice();
    expect(resizePillow(input, [2, 2], 'bicubic').icc).toBe(icc);
    expect(input.data).toEqual(copy);
  });

  it('says what is wrong', () => {
    const input = picture(4, 4, 3);
    const deep: Raster = { ...input, data: Uint16Array.from(input.data) };
    expect(() => resizePillow(deep, [2, 2], 'box')).toThrow(/expected 8-bit samples, got 16-bit/);
    expect(() => resizePillow({ ...input, width: 5 }, [2, 2], 'box')).toThrow(ShapeError);
    expect(() => resizePillow(input, [0, 2], 'box')).toThrow(/size is \[0,2\], expected \[height, width\]/);
    expect(() => resizePillow(input, [2, 2], 'hamming' as PillowFilter)).toThrow(
      /'hamming', expected one of box/,
    );
    expect(() => resizePillow(input, [2, 2], 'toString' as PillowFilter)).toThrow(ConfigError);
  });
});
