import { ImageError, type Raster } from '@srkit/core';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../concat-bytes';
import { decodeImage } from '../node/decode-image';
import { decodePlainPng } from '../node/plain-png';
import { drawPng } from '../testing/draw-png';
import { drawProfile } from '../testing/draw-profile';
import { drawRaster, randomNumbers } from '../testing/draw-raster';
import { readChunks } from './chunks';
import { decodePng } from './decode-png';
import { encodePng, pngPieces } from './encode-png';
import { storedSamples } from './expand-row';
import { readPngHeader } from './png-header';
import { passesOf } from './scanlines';

const decode = async (bytes: Uint8Array): Promise<Raster> =>
  decodePng(await readPngHeader(bytes, "'x'"), "'x'");

/** Rows of random bytes with random filters: every one is a valid picture. */
const randomScanlines = (width: number, height: number, bits: number, interlaced: boolean): number[] => {
  const random = randomNumbers(width * 100 + height * 10 + bits);
  return passesOf(width, height, interlaced).flatMap((pass) =>
    Array.from({ length: pass.height }, () => [
      Math.floor(random() * 5),
      ...Array.from({ length: Math.ceil((pass.width * bits) / 8) }, () => Math.floor(random() * 256)),
    ]).flat(),
  );
};

const KINDS = [
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
] as const;

describe('decodePng', () => {
  for (const [colourType, depths] of KINDS) {
    it(`gives libpng's samples for colour type ${colourType} in every depth, interlaced or not, keyed or not`, async () => {
      for (const depth of depths) {
        for (const interlaced of [false, true]) {
          for (const keyed of colourType === 4 || colourType === 6 ? [false] : [false, true]) {
            for (const [width, height] of [
              [1, 1],
              [3, 2],
              [13, 11],
            ] as const) {
              const extra: [string, number[]][] = [];
              // A full palette: what an index beyond it shows is not defined.
              if (colourType === 3) {
                extra.push(['PLTE', Array.from({ length: 3 * 2 ** depth }, (_, i) => (i * 73) & 255)]);
              }
              if (keyed)
                extra.push([
                  'tRNS',
                  colourType === 3 ? [0, 99] : [0, 1, 0, 1, 0, 1].slice(0, colourType === 0 ? 2 : 6),
                ]);
              const bits = depth * storedSamples(colourType);
              const header = { width, height, depth, colourType, interlaced };
              const rows = randomScanlines(width, height, bits, interlaced);
              const png = drawPng(header, rows, ...extra);
              // A private chunk, which sends it to libpng however plain it is.
              const expected = await decodeImage(drawPng(header, rows, ...extra, ['prVt', [1]]));
              expect(await decode(png)).toEqual(expected);
              expect(await decodeImage(png)).toEqual(expected);
              const isPlain = depth === 8 && colourType !== 3 && !interlaced && extra.length === 0;
              expect(decodePlainPng(png, 1e9) !== undefined).toBe(isPlain);
            }
          }
        }
      }
    });
  }

  it('leaves to libpng what is damaged, large or says more than its pixels', async () => {
    const header = { width: 5, height: 4, depth: 8, colourType: 2 };
    const rows = randomScanlines(5, 4, 24, false);
    const plain = drawPng(
      header,
      rows,
      ['pHYs', [0, 0, 11, 19, 0, 0, 11, 19, 1]],
      ['gAMA', [0, 0, 177, 143]],
    );
    expect(await decodeImage(plain)).toMatchObject({ density: 72, colour: { gamma: 45_455 } });
    expect(await decodeImage(plain)).toEqual(
      await decodeImage(
        drawPng(
          header,
          rows,
          ['prVt', [1]],
          ['pHYs', [0, 0, 11, 19, 0, 0, 11, 19, 1]],
          ['gAMA', [0, 0, 177, 143]],
        ),
      ),
    );
    expect(decodePlainPng(plain, 20)).toBeDefined();
    expect(decodePlainPng(plain, 19)).toBeUndefined();
    for (const type of ['iCCP', 'tEXt', 'eXIf', 'cICP', 'acTL', 'tRNS']) {
      expect(decodePlainPng(drawPng(header, rows, [type, [0, 0, 0, 0]]), 1e9)).toBeUndefined();
    }
    for (let length = 0; length < plain.length; length++) {
      expect(decodePlainPng(plain.subarray(0, length), 1e9)).toBeUndefined();
    }
    for (let at = 0; at < plain.length; at++) {
      const copy = plain.slice();
      copy[at] = copy[at]! ^ 4;
      expect(decodePlainPng(copy, 1e9)).toBeUndefined();
    }
    const filter5 = [...rows];
    filter5[16] = 5;
    for (const bad of [rows.slice(1), [...rows, 0], filter5]) {
      expect(decodePlainPng(drawPng(header, bad), 1e9)).toBeUndefined();
    }
  });

  it('refuses a file cut at any place', async () => {
    const whole = await encodePng(drawRaster(9, 7, 3));
    for (let length = 0; length < whole.length; length++) {
      await expect(decode(whole.subarray(0, length))).rejects.toThrow(ImageError);
    }
  });

  it('refuses flipped bits, by checksum or by content', async () => {
    const whole = await encodePng(drawRaster(5, 5, 1));
    for (let at = 8; at < whole.length; at++) {
      const copy = whole.slice();
      copy[at] = (copy[at] as number) ^ 4;
      await expect(decode(copy)).rejects.toThrow(ImageError);
    }
  });

  it('refuses too few pixels, and does not unpack more than the picture holds', async () => {
    const header = { width: 4, height: 4, depth: 8, colourType: 0 };
    await expect(decode(drawPng(header, new Uint8Array(19)))).rejects.toThrow('end before the last row');
    const bomb = drawPng(header, new Uint8Array(30_000_000));
    const before = process.memoryUsage().arrayBuffers;
    expect((await decode(bomb)).data).toEqual(new Uint8Array(16));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });

  it('refuses impossible headers', async () => {
    for (const [change, message] of [
      [{ depth: 3 }, 'colour type 0 with 3 bits'],
      [{ colourType: 5 }, 'colour type 5'],
      [{ width: 0 }, 'impossible sides'],
      [{ colourType: 3 }, 'no valid palette'],
    ] as const) {
      const png = drawPng({ width: 2, height: 2, depth: 8, colourType: 0, ...change }, new Uint8Array(6));
      await expect(decode(png)).rejects.toThrow(message);
    }
  });

  it('stops when aborted', async () => {
    const png = await encodePng(drawRaster(64, 64, 3));
    const header = await readPngHeader(png, "'x'");
    await expect(decodePng(header, "'x'", AbortSignal.abort())).rejects.toThrow('aborted');
  });
});

describe('encodePng', () => {
  it('is undone by both decoders, whatever the picture', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(1, 2, 3, 4),
        fc.constantFrom(8, 16),
        fc.constantFrom('noise', 'smooth'),
        async (width, height, channels, bits, kind) => {
          const raster = drawRaster(width, height, channels as 1, bits as 8, kind as 'noise');
          const png = await encodePng(raster);
          expect(await decode(png)).toEqual(raster);
          expect(await decodeImage(png)).toEqual(raster);
        },
      ),
      { numRuns: 40, seed: 14 },
    );
  });

  it('keeps profile and density, and leaves out a profile of another colour family', async () => {
    const icc = drawProfile('RGB ', 'Wide');
    const raster = { ...drawRaster(3, 3, 4, 16), icc, density: 300 };
    expect(await decodeImage(await encodePng(raster))).toEqual(raster);
    const grey = await encodePng({ ...drawRaster(3, 3, 1), icc });
    expect([...readChunks(grey, 'x')].map(({ type }) => type)).not.toContain('iCCP');
  });

  it('gives the file in pieces, each a small part of a large picture, with what is said of its colours', async () => {
    const raster = { ...drawRaster(900, 700, 3), colour: { gamma: 45455 } };
    const pieces: Uint8Array[] = [];
    const rows: number[] = [];
    const onProgress = ({ done }: { done: number }) => rows.push(done);
    for await (const piece of pngPieces(raster, { onProgress })) pieces.push(piece);
    expect([rows.length > 3, rows.at(-1)]).toEqual([true, 700]);
    await expect(async () => {
      for await (const _ of pngPieces(raster, { signal: AbortSignal.abort() }));
    }).rejects.toThrow('aborted');
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(raster.data.length / 10);
    const read = await decodeImage(concatBytes(pieces));
    expect(read.colour).toEqual(raster.colour);
    expect(read.data).toEqual(raster.data);
    expect([...readChunks(await encodePng(raster), 'x')].map(({ type }) => type)).not.toContain('gAMA');
  });

  it('refuses a raster whose samples do not fit its sides', async () => {
    await expect(pngPieces({ ...drawRaster(4, 4, 3), width: 5 }).next()).rejects.toMatchObject({
      code: 'E_RASTER_SHAPE',
    });
  });

  it('compresses a smooth picture about as well as libpng', async () => {
    const raster = drawRaster(300, 200, 3, 8, 'smooth');
    const own = await encodePng(raster);
    const theirs = await sharp(raster.data, { raw: { width: 300, height: 200, channels: 3 } })
      .png({ compressionLevel: 6, adaptiveFiltering: true })
      .toBuffer();
    expect(own.length).toBeLessThan(theirs.length * 1.3);
  });
});

it('takes a tRNS of a wrong length, or before the palette, for none, as libpng does', async () => {
  const palette: [string, number[]] = ['PLTE', [1, 2, 3, 4, 5, 6]];
  const kinds: [number, number, number[], [string, number[]][]][] = [
    [0, 8, [0, 7, 8, 9], []],
    [2, 8, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], []],
    [3, 8, [0, 0, 1, 0], [palette]],
  ];
  for (const [colourType, depth, rows, before] of kinds) {
    for (const length of [0, 1, 2, 3, 5, 6, 7, 300]) {
      const file = drawPng({ width: 3, height: 1, depth, colourType }, rows, ...before, [
        'tRNS',
        new Array<number>(length).fill(0),
      ]);
      const [ours, theirs] = [await decode(file), await decodeImage(file)];
      expect([ours.channels, ...ours.data], `${colourType} ${length}`).toEqual([
        theirs.channels,
        ...theirs.data,
      ]);
    }
  }
  const early = drawPng(
    { width: 3, height: 1, depth: 8, colourType: 3 },
    [0, 0, 1, 0],
    ['tRNS', [0]],
    palette,
  );
  expect((await decode(early)).channels).toBe((await decodeImage(early)).channels);
});
