import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, crc32, type Raster } from '@srkit/core';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { drawRaster } from '../testing/draw-raster';
import { imageError } from '../testing/image-error';
import { decodeImage } from './decode-image';
import { encodeImage } from './encode-image';
import { probeImage } from './probe-image';
import { writeImage } from './write-image';

const folder = mkdtempSync(join(tmpdir(), 'srkit-cases-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/cases/${name}`, import.meta.url));

describe('a damaged JPEG', () => {
  it('is an error where pixels are missing, which names the way to read it, which works', async () => {
    expect(await imageError(decodeImage(path('jpeg-cut-eoi.jpg')))).toMatch(
      /E_IMAGE_DAMAGED.* ends after 49 % of the pixels.*tolerant: true.*--tolerant/,
    );
    const read = await decodeImage(path('jpeg-cut-eoi.jpg'), { tolerant: true });
    expect(read).toMatchObject({ width: 256, height: 256, channels: 3 });
    expect(read.notes).toEqual([expect.stringMatching(/^damaged, .*49 % of the pixels/)]);
  });

  it('is read, with a note, where it lacks its end marker alone', async () => {
    const read = await decodeImage(path('base_noeoi.jpg'));
    expect(read.notes).toEqual(['its end marker is missing, and nothing else']);
    const whole = Buffer.concat([readFileSync(path('base_noeoi.jpg')), Buffer.of(0xff, 0xd9)]);
    expect(await decodeImage(whole)).toEqual({ ...read, notes: undefined });
  });

  it('of other formats is read in part when asked to', async () => {
    const png = await encodeImage(drawRaster(60, 60, 3), { format: 'png' });
    const cut = png.subarray(0, png.length >> 1);
    expect(await imageError(decodeImage(cut))).toMatch(/E_IMAGE_DAMAGED.*--tolerant/);
    expect((await decodeImage(cut, { tolerant: true })).notes).toEqual([expect.stringMatching(/^damaged/)]);
  });

  it('has to be whole for some: their error offers nothing that they could not ask for', async () => {
    const given = await imageError(decodeImage(path('jpeg-cut-eoi.jpg'), { offerTolerant: false }));
    expect(given).toMatch(
      /E_IMAGE_DAMAGED.* ends after 49 % of the pixels.*Fetch or export the picture again\.$/,
    );
    await expect(decodeImage(path('jpeg-cut-eoi.jpg'), { offerTolerant: 1 as never })).rejects.toThrow(
      'Expected offerTolerant to be true or false, got 1',
    );
  });
});

describe('pictures of several frames or pages', () => {
  it.each([
    ['anim.gif', 'frames'],
    ['anim.webp', 'frames'],
    ['multi.tif', 'pages'],
  ])('%s gives the first and says how many are left out', async (name, word) => {
    const read = await decodeImage(path(name));
    expect(read).toMatchObject({ width: 32, height: 24, pages: 3 });
    expect(read.notes).toEqual([`the first of 3 ${word}; the others are left out`]);
    expect((await probeImage(path(name))).pages).toBe(3);
  });

  it('an animated PNG as well', async () => {
    const chunk = (type: string, data: number[]): Buffer => {
      const body = Buffer.concat([Buffer.from(type), Buffer.from(data)]);
      const out = Buffer.alloc(body.length + 8);
      out.writeUInt32BE(data.length);
      body.copy(out, 4);
      out.writeUInt32BE(crc32(body), body.length + 4);
      return out;
    };
    const png = await encodeImage(drawRaster(5, 5, 3), { format: 'png' });
    const animated = Buffer.concat([
      png.subarray(0, 33),
      chunk('acTL', [0, 0, 0, 4, 0, 0, 0, 0]),
      png.subarray(33),
    ]);
    expect(await probeImage(animated)).toMatchObject({ pages: 4 });
    expect((await decodeImage(animated)).notes?.[0]).toMatch(/first of 4 frames/);
  });
});

describe('TIFF that is not read', () => {
  it.each([
    ['f32.tif', 'samples of floating point (LogLuv)'],
    ['lzma.tif', 'LZMA compression'],
    ['lab.tif', 'colours in Lab'],
    ['planar-tiles.tif', 'tiles with separate planes'],
    ['bits12.tif', 'samples of 12 bits'],
  ])('%s: %s', async (name, what) => {
    for (const read of [decodeImage, probeImage]) {
      const message = await imageError(read(path(name)));
      expect(message).toContain(`E_IMAGE_UNSUPPORTED`);
      expect(message).toContain(`is TIFF with ${what}, which is not read here. Save it as TIFF`);
    }
  });

  it('and what the advice gives is read', async () => {
    const raster = drawRaster(20, 10, 3, 16);
    for (const compression of ['lzw', 'deflate', 'none'] as const) {
      const file = await sharp(raster.data, { raw: { width: 20, height: 10, channels: 3 } })
        .toColourspace('rgb16')
        .tiff({ compression })
        .toBuffer();
      expect((await decodeImage(file)).data).toEqual(raster.data);
    }
  });
});

describe('transparency into JPEG', () => {
  const seeThrough: Raster = { ...drawRaster(8, 8, 4), data: new Uint8Array(256).fill(100) };

  it('is no matter where alpha is opaque everywhere', async () => {
    const opaque = await decodeImage(path('opaque.png'));
    expect(opaque.channels).toBe(4);
    const written = await decodeImage(await encodeImage(opaque, { format: 'jpeg', quality: 100 }));
    expect(written.channels).toBe(3);
    const grey: Raster = { width: 1, height: 2, channels: 2, data: Uint16Array.of(900, 65535, 9000, 65535) };
    expect((await decodeImage(await encodeImage(grey, { format: 'jpeg' }))).channels).toBe(1);
  });

  it('is refused with the remedy, which works', async () => {
    expect(await imageError(encodeImage(seeThrough, { format: 'jpeg' }))).toMatch(
      /E_IMAGE_ALPHA.*background: 'white'.*--background white/,
    );
    for (const format of ['jpeg', 'png'] as const) {
      const flat = await decodeImage(
        await encodeImage(seeThrough, { format, background: 'white', quality: 100 }),
      );
      expect(flat.channels).toBe(3);
      // 100 / 255 of 100, the rest white.
      for (const value of flat.data) expect(Math.abs(value - 194)).toBeLessThanOrEqual(1);
    }
  });

  it('flattens 16 bits and grey, and in front of a colour grey becomes RGB', async () => {
    const grey: Raster = { width: 1, height: 1, channels: 2, data: Uint16Array.of(65535, 0) };
    const white = await decodeImage(await encodeImage(grey, { format: 'png', background: '#ffffff' }));
    expect(white).toMatchObject({ channels: 1, data: Uint16Array.of(65535) });
    const red = await decodeImage(await encodeImage(grey, { format: 'png', background: 'red' }));
    expect(red).toMatchObject({ channels: 3, data: Uint16Array.of(65535, 0, 0) });
    await expect(encodeImage(grey, { format: 'png', background: 'crimson' })).rejects.toThrow(ConfigError);
  });
});

describe('what is no file', () => {
  it.skipIf(process.platform === 'win32')('is refused at once: devices, pipes without a writer', async () => {
    expect(await imageError(decodeImage('/dev/zero'))).toMatch(/E_IMAGE_NOT_A_FILE.*is a device/);
    const pipe = join(folder, 'pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    expect(await imageError(decodeImage(pipe))).toMatch(/E_IMAGE_NOT_A_FILE.*is a pipe/);
    const link = join(folder, 'link.png');
    symlinkSync('/dev/zero', link);
    expect(await imageError(probeImage(link))).toMatch(/is a device/);
  });

  it.skipIf(process.platform !== 'linux')(
    'files whose size is stated as 0 are read to their end',
    async () => {
      // Text, but all of it: its first bytes are named.
      expect(await imageError(decodeImage('/proc/self/status'))).toMatch(/E_IMAGE_NOT_AN_IMAGE.*4e 61 6d 65/);
    },
  );
});

it('an existing file is left alone, and the advice replaces it', async () => {
  const target = join(folder, 'there.png');
  writeFileSync(target, 'mine');
  const raster = drawRaster(4, 4, 3);
  expect(await imageError(writeImage(target, raster, { format: 'png' }))).toMatch(
    /E_IMAGE_EXISTS.*\{ overwrite: true \}/,
  );
  await writeImage(target, raster, { format: 'png', overwrite: true });
  expect((await decodeImage(target)).data).toEqual(raster.data);
});

it('16384 x 16384 pixels in 33 kB are decoded where the limit allows and refused where not', async () => {
  expect(await imageError(decodeImage(path('png16384-1bit.png'), { maxPixels: 2 ** 27 }))).toMatch(
    /E_IMAGE_TOO_LARGE.*16384 x 16384/,
  );
});

it('options that nobody reads are refused', async () => {
  const wrong = { maxPixel: 5 } as object;
  await expect(decodeImage(path('opaque.png'), wrong)).rejects.toThrow(/did you mean maxPixels/);
  const misspelt = { format: 'png', qualty: 3 } as unknown as { format: 'png' };
  await expect(encodeImage(drawRaster(2, 2, 1), misspelt)).rejects.toThrow(/did you mean quality/);
  await expect(writeImage(join(folder, 'x.png'), drawRaster(2, 2, 1), misspelt)).rejects.toThrow(ConfigError);
});

describe('colours that a PNG states without a profile', () => {
  /** Whoever honours profiles sees these sRGB samples. */
  const shown = async (file: Uint8Array | string): Promise<Uint8Array> => {
    const srgb = await sharp(file)
      .toColourspace('srgb')
      .withIccProfile('srgb')
      .removeAlpha()
      .raw()
      .toBuffer();
    return new Uint8Array(srgb);
  };

  it('gAMA 1.0 goes over to every format: a linear 128 is shown as sRGB 188', async () => {
    const read = await decodeImage(path('gama1.png'));
    expect(read.colour).toEqual({ gamma: 100_000 });
    const at = read.data.indexOf(128);
    const linear: Raster = { ...read, data: new Uint8Array(read.data.length).fill(read.data[at]!) };
    for (const format of ['png', 'tiff', 'jpeg', 'webp', 'avif'] as const) {
      const file = await encodeImage(linear, { format, quality: 100, lossless: format === 'webp' });
      expect(Math.abs((await shown(file))[0]! - 188), format).toBeLessThanOrEqual(1);
    }
  });

  it('gAMA, cHRM and cICP stand in the PNG that is written, by encodeImage and writeImage', async () => {
    const target = join(folder, 'colour.png');
    for (const name of ['gama1.png', 'chrm.png']) {
      const read = await decodeImage(path(name));
      expect(read.colour).toBeDefined();
      const again = await decodeImage(await encodeImage(read, { format: 'png' }));
      // The profile that was made of them is there as well, and now says it all.
      expect(again.icc).toEqual(read.icc);
      await writeImage(target, read, { format: 'png', overwrite: true });
      const file = readFileSync(target);
      for (const type of ['gAMA', 'cHRM']) {
        const original = readFileSync(path(name));
        expect(file.includes(type)).toBe(original.includes(type));
      }
    }
    const p3: Raster = { ...drawRaster(3, 3, 3), colour: { cicp: [12, 13, 0, 1] } };
    const back = await decodeImage(await encodeImage(p3, { format: 'png' }));
    expect(back.colour).toEqual({ cicp: [12, 13, 0, 1] });
    expect(back.icc?.length).toBeGreaterThan(300);
  });

  it('what amounts to sRGB needs no profile', async () => {
    const gamma = { ...drawRaster(3, 3, 3), colour: { gamma: 45_455 } };
    expect((await decodeImage(await encodeImage(gamma, { format: 'png' }))).icc).toBeUndefined();
  });
});
