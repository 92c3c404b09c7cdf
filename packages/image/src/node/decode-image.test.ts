import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTask } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ImageError, type Raster } from '@srkit/core';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { orientRaster } from '../orient-raster';
import { encodePng } from '../png/encode-png';
import { drawPng } from '../testing/draw-png';
import { drawProfile } from '../testing/draw-profile';
import { drawRaster } from '../testing/draw-raster';
import { imageError } from '../testing/image-error';
import { decodeImage } from './decode-image';
import { encodeImage } from './encode-image';
import { probeImage } from './probe-image';

const folder = mkdtempSync(join(tmpdir(), 'srkit-image-'));
afterAll(() => rmSync(folder, { recursive: true }));

const raw = ({ width, height, channels, data }: Raster) => sharp(data, { raw: { width, height, channels } });

describe('what pictures become', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'EXIF orientation %i is applied, in JPEG, WebP, TIFF and PNG',
    async (orientation) => {
      const stored = drawRaster(12, 7, 3);
      const upright = orientRaster(stored, orientation);
      for (const format of ['webp', 'tiff', 'png'] as const) {
        const file = await raw(stored)
          .toFormat(format, { lossless: true, compression: 'deflate' })
          .withMetadata({ orientation })
          .toBuffer();
        const back = await decodeImage(file);
        expect(back).toMatchObject({ width: upright.width, height: upright.height, data: upright.data });
        expect(await probeImage(file)).toMatchObject({
          width: upright.width,
          height: upright.height,
          orientation,
        });
      }
      const jpeg = await raw(stored).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
      const turned = await sharp(jpeg)
        .keepMetadata()
        .withMetadata({ orientation })
        .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
        .toBuffer();
      const plain = await sharp(turned).raw().toBuffer();
      const expected = orientRaster({ ...stored, data: new Uint8Array(plain) }, orientation);
      expect((await decodeImage(turned)).data).toEqual(expected.data);
      // Written again it says nothing about orientation: the pixels are upright.
      const again = await encodeImage(await decodeImage(turned), { format: 'jpeg' });
      expect((await probeImage(again)).orientation).toBe(1);
    },
  );

  it('1, 2 and 4 bit are expanded to the full range, palettes to colour, keys to alpha', async () => {
    const bits = (depth: number, colourType: number, row: number[], ...extra: [string, number[]][]) =>
      decodeImage(drawPng({ width: 4, height: 1, depth, colourType }, [0, ...row], ...extra));
    expect(await bits(1, 0, [0b01010000])).toMatchObject({
      channels: 1,
      data: Uint8Array.of(0, 255, 0, 255),
    });
    expect(await bits(2, 0, [0b00011011])).toMatchObject({
      channels: 1,
      data: Uint8Array.of(0, 85, 170, 255),
    });
    expect(await bits(4, 0, [0x01, 0xef])).toMatchObject({
      channels: 1,
      data: Uint8Array.of(0, 17, 238, 255),
    });
    expect(await bits(2, 0, [0b00011011], ['tRNS', [0, 1]])).toMatchObject({
      channels: 2,
      data: Uint8Array.of(0, 255, 85, 0, 170, 255, 255, 255),
    });
    const palette: [string, number[]] = ['PLTE', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]];
    expect(await bits(2, 3, [0b00011011], palette)).toMatchObject({
      channels: 3,
      data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    });
    expect(await bits(2, 3, [0b00011011], palette, ['tRNS', [0, 128]])).toMatchObject({
      channels: 4,
      data: Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 128, 7, 8, 9, 255, 10, 11, 12, 255),
    });
  });

  it('10- and 12-bit AVIF become 16 bit with white at 65535', async () => {
    const ramp = Uint16Array.from({ length: 64 * 3 }, (_, i) => Math.floor(i / 3) * 1040 + 15);
    for (const bitdepth of [10, 12] as const) {
      const file = await sharp(ramp, { raw: { width: 64, height: 1, channels: 3 } })
        .toColourspace('rgb16')
        .avif({ bitdepth, lossless: true })
        .toBuffer();
      const back = await decodeImage(file);
      expect(back.data).toBeInstanceOf(Uint16Array);
      expect(Math.max(...back.data)).toBe(65535);
      back.data.forEach((value, i) => {
        expect(Math.abs(value - (ramp[i] as number))).toBeLessThanOrEqual(2 ** (16 - bitdepth));
      });
    }
  });

  it('CMYK is converted to sRGB and loses its profile', async () => {
    const red = {
      create: { width: 6, height: 4, channels: 3 as const, background: { r: 200, g: 60, b: 30 } },
    };
    for (const format of ['jpeg', 'tiff'] as const) {
      const file = await sharp(red).toColourspace('cmyk').withIccProfile('cmyk').toFormat(format).toBuffer();
      const back = await decodeImage(file);
      expect(back).toMatchObject({ width: 6, height: 4, channels: 3, icc: undefined });
      [200, 60, 30].forEach((value, c) => {
        expect(Math.abs((back.data[c] as number) - value)).toBeLessThan(12);
      });
      expect(await probeImage(file)).toMatchObject({ channels: 3, iccBytes: 0 });
    }
  });

  it('animations give their first frame', async () => {
    const frames = drawRaster(10, 16, 3);
    const animated = sharp(frames.data, { raw: { width: 10, height: 16, channels: 3, pageHeight: 8 } });
    const webp = await animated.webp({ lossless: true, loop: 0, delay: [50, 50] }).toBuffer();
    const back = await decodeImage(webp);
    expect(back).toMatchObject({ width: 10, height: 8, data: frames.data.subarray(0, 240) });
    expect(await probeImage(webp)).toMatchObject({ width: 10, height: 8, pages: 2 });
  });

  it('GIF is read', async () => {
    const gif = await sharp({ create: { width: 5, height: 4, channels: 3, background: '#ff8000' } })
      .gif()
      .toBuffer();
    expect((await decodeImage(gif)).data.subarray(0, 3)).toEqual(Uint8Array.of(255, 128, 0));
    expect(await probeImage(gif)).toMatchObject({ format: 'gif', width: 5, height: 4 });
  });

  it('density is told only where the file has one', async () => {
    const raster = drawRaster(4, 4, 3);
    const jpeg = await raw(raster).jpeg().toBuffer();
    expect((await decodeImage(jpeg)).density).toBeUndefined();
    const dense = await raw(raster).jpeg().withDensity(72).toBuffer();
    expect((await decodeImage(dense)).density).toBe(72);
    expect((await decodeImage(await encodePng(raster))).density).toBeUndefined();
    expect((await decodeImage(await encodePng({ ...raster, density: 72 }))).density).toBe(72);
  });
});

describe('where pictures come from', () => {
  const raster = { ...drawRaster(6, 5, 3), icc: drawProfile('RGB ', 'Wide') };
  let bytes: Uint8Array;
  let server: Server;
  beforeAll(async () => {
    bytes = await encodeImage(raster, { format: 'png' });
    server = createServer((request, response) => {
      response.statusCode = request.url === '/a.png' ? 200 : 404;
      response.end(response.statusCode === 200 ? bytes : 'no');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  });
  afterAll(() => server.close());

  it('a path, a file: URL, an http: URL, a Blob, an ArrayBuffer, a view into one', async () => {
    const path = join(folder, 'a picture.png');
    writeFileSync(path, bytes);
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const padded = new Uint8Array(bytes.length + 7);
    padded.set(bytes, 3);
    for (const source of [
      path,
      pathToFileURL(path),
      new URL(`${origin}/a.png`),
      new Blob([Uint8Array.from(bytes)]),
      Uint8Array.from(bytes).buffer,
      padded.subarray(3, 3 + bytes.length),
    ]) {
      expect(await decodeImage(source)).toEqual(raster);
    }
    expect(await imageError(decodeImage(new URL(`${origin}/b.png`)))).toMatch(
      /E_IMAGE_NOT_FOUND.*b\.png'.*404/,
    );
  });

  it('a file that was overwritten gives the new picture', async () => {
    for (const format of ['png', 'webp', 'jpeg', 'tiff', 'avif'] as const) {
      const path = join(folder, `again.${format}`);
      writeFileSync(path, await encodeImage(drawRaster(8, 8, 3), { format }));
      await decodeImage(path);
      writeFileSync(path, await encodeImage(drawRaster(9, 8, 3), { format }));
      expect((await decodeImage(path)).width).toBe(9);
    }
  });
});

describe('what is refused', () => {
  it('names the file and the way out', async () => {
    const missing = join(folder, 'missing.png');
    expect(await imageError(decodeImage(missing))).toMatch(/E_IMAGE_NOT_FOUND.*missing\.png' does not exist/);
    expect(await imageError(probeImage(missing))).toMatch(/E_IMAGE_NOT_FOUND/);
    expect(await imageError(decodeImage(folder))).toMatch(/E_IMAGE_IS_DIRECTORY.*is a folder/);
    for (const [name, content, code] of [
      ['empty.png', '', 'E_IMAGE_EMPTY'],
      ['text.png', 'not a picture', 'E_IMAGE_NOT_AN_IMAGE'],
      ['drawing.png', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'E_IMAGE_UNSUPPORTED'],
      ['broken.png', '\x89PNG\r\n\x1a\n', 'E_IMAGE_DAMAGED'],
      ['broken.gif', 'GIF89a', 'E_IMAGE_DAMAGED'],
    ] as const) {
      const path = join(folder, name);
      writeFileSync(path, content, 'latin1');
      expect(await imageError(decodeImage(path))).toContain(code);
      expect(await imageError(decodeImage(path))).toContain(name);
    }
  });

  it('floating-point TIFF is refused, not cut to 8 bit', async () => {
    const float = await raw(drawRaster(4, 4, 3))
      .tiff({ predictor: 'float', compression: 'deflate' })
      .toBuffer();
    expect(await imageError(decodeImage(float))).toMatch(/E_IMAGE_UNSUPPORTED.*float/);
  });

  it('too many pixels are refused from the header, before memory is taken', async () => {
    const png = await encodePng(drawRaster(100, 100, 1));
    expect(await imageError(decodeImage(png, { maxPixels: 9999 }))).toMatch(/E_IMAGE_TOO_LARGE.*100 x 100/);
    expect((await decodeImage(png, { maxPixels: 10000 })).width).toBe(100);
    const huge = drawPng({ width: 100_000, height: 100_000, depth: 8, colourType: 2 }, [0]);
    expect(await imageError(decodeImage(huge))).toContain('E_IMAGE_TOO_LARGE');
    await expect(decodeImage(png, { maxPixels: 0 })).rejects.toThrow('maxPixels');
  });

  it('an aborted signal rejects with its reason', async () => {
    const png = await encodePng(drawRaster(10, 10, 3, 16));
    const reason = new Error('enough');
    await expect(decodeImage(png, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const prototype = sharp.prototype as Sharp;
    const { toBuffer } = prototype;
    // The decoder works, and its answer comes only after the abort.
    const decoder = vi.spyOn(prototype, 'toBuffer').mockImplementationOnce(async function (
      this: Sharp,
      ...args
    ) {
      const decoding = toBuffer.apply(this, args);
      await nextTask();
      controller.abort(reason);
      return decoding;
    });
    await expect(decodeImage(png, { signal: controller.signal })).rejects.toBe(reason);
    expect(decoder).toHaveBeenCalledOnce();
    decoder.mockRestore();
  });

  it('a file cut short is equal or refused, never half a picture', async () => {
    const picture = drawRaster(40, 30, 3, 8, 'smooth');
    const files = {
      png: await raw(picture).png().toBuffer(),
      interlaced: await raw(picture).png({ progressive: true }).toBuffer(),
      jpeg: await raw(picture).jpeg().toBuffer(),
      progressive: await raw(picture).jpeg({ progressive: true }).toBuffer(),
      webp: await raw(picture).webp().toBuffer(),
      lossless: await raw(picture).webp({ lossless: true }).toBuffer(),
      avif: await raw(picture).avif().toBuffer(),
      tiff: await raw(picture).tiff({ compression: 'deflate' }).toBuffer(),
      'jpeg in tiff': await raw(picture).tiff({ compression: 'jpeg' }).toBuffer(),
      gif: await raw(picture).gif().toBuffer(),
    };
    for (const [name, file] of Object.entries(files)) {
      const whole = await decodeImage(file);
      const lengths = new Set([
        ...Array.from({ length: 25 }, (_, i) => Math.floor((file.length * i) / 25)),
        ...Array.from({ length: 15 }, (_, i) => file.length - 1 - i),
      ]);
      for (const length of lengths) {
        const outcome = await decodeImage(file.subarray(0, length)).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome, `${name} cut to ${length}`).toBeInstanceOf(ImageError);
        // A JPEG may lack its end marker, and then says so.
        else expect({ ...(outcome as Raster), notes: undefined }, `${name} cut to ${length}`).toEqual(whole);
      }
    }
  });
});
