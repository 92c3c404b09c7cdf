import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../concat-bytes';
import { drawRaster, randomNumbers } from '../testing/draw-raster';
import { checkJpeg } from './check-jpeg';

const jpeg = async (
  width: number,
  height: number,
  channels: 1 | 3,
  options: object = {},
): Promise<Uint8Array> => {
  const { data } = drawRaster(width, height, channels, 8, 'noise');
  const file = await sharp(data, { raw: { width, height, channels } })
    .blur(2)
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .jpeg({ quality: 90, optimizeCoding: false, ...options })
    .toBuffer();
  return new Uint8Array(file);
};

/** Where a marker stands, from `from` on. */
const find = (bytes: Uint8Array, marker: number, from = 0): number => {
  for (let at = from; at + 1 < bytes.length; at++)
    if (bytes[at] === 0xff && bytes[at + 1] === marker) return at;
  throw new Error(`no marker ${marker}`);
};
const EOI = Uint8Array.of(0xff, 0xd9);
/** The file with another height (offset 5) or width (7) in its frame header. */
const withSide = (bytes: Uint8Array, offset: 5 | 7, value: number): Uint8Array => {
  const out = bytes.slice();
  const at = find(out, 0xc0) + offset;
  out[at] = value >> 8;
  out[at + 1] = value & 255;
  return out;
};

describe('a JPEG that is whole', () => {
  it.each([
    [1, 1, 3, {}],
    [97, 51, 3, {}],
    [97, 51, 1, {}],
    [64, 64, 3, { chromaSubsampling: '4:4:4' }],
    [97, 51, 3, { progressive: true }],
    [33, 70, 1, { progressive: true }],
    [64, 40, 3, { progressive: true, chromaSubsampling: '4:4:4', optimizeCoding: true }],
    [130, 97, 3, { mozjpeg: true }],
  ] as const)('has nothing to note: %i x %i x %i %o', async (width, height, channels, options) => {
    expect(checkJpeg(await jpeg(width, height, channels, options))).toEqual({ notes: [] });
  });

  it('may lack its end marker, hold bytes that belong to nothing, and have an odd scan header', async () => {
    for (const progressive of [false, true]) {
      const whole = await jpeg(60, 40, 3, { progressive });
      const body = whole.subarray(0, -2);
      expect(checkJpeg(body)).toEqual({ notes: ['its end marker is missing, and nothing else'] });
      const behind = checkJpeg(concatBytes([body, new Uint8Array(11), EOI]));
      expect(behind).toEqual({ notes: ['it holds 11 byte(s) that belong to nothing'] });
      const table = find(whole, 0xc4);
      const between = concatBytes([whole.subarray(0, table), Uint8Array.of(1, 2, 3), whole.subarray(table)]);
      expect(checkJpeg(between)).toEqual({ notes: ['it holds 3 byte(s) that belong to nothing'] });
      expect(checkJpeg(concatBytes([whole, Uint8Array.of(0xff, 0xd8, 1, 2, 3)]))).toEqual({
        notes: ['5 byte(s) follow its end and are left out'],
      });
    }
    const odd = await jpeg(60, 40, 3);
    const scan = find(odd, 0xda);
    odd.fill(0, scan + 2 + odd[scan + 3]! - 3, scan + 2 + odd[scan + 3]!);
    expect(checkJpeg(odd)?.notes[0]).toMatch(/odd parameters/);
    expect(checkJpeg(odd)?.damage).toBeUndefined();
  });
});

describe('a JPEG whose pixels are missing or invented', () => {
  it.each([false, true])(
    'is cut anywhere in its scans, with an end marker or without (progressive: %s)',
    async (progressive) => {
      const whole = await jpeg(120, 90, 3, { progressive });
      const first = find(whole, 0xda) + 14;
      for (let k = 0; k < 20; k++) {
        const cut = whole.subarray(0, Math.floor(first + (k / 20) * (whole.length - 4 - first)));
        expect(checkJpeg(cut)?.damage, `${k}`).toBeDefined();
        expect(checkJpeg(concatBytes([cut, EOI]))?.damage, `${k}`).toBeDefined();
      }
    },
  );

  it('has other sides than its header says', async () => {
    const whole = await jpeg(120, 90, 3);
    for (const height of [16, 40, 74, 120, 1000]) {
      expect(checkJpeg(withSide(whole, 5, height))?.damage, `${height}`).toBeDefined();
    }
    for (const width of [64, 100, 140, 300]) {
      expect(checkJpeg(withSide(whole, 7, width))?.damage, `${width}`).toBeDefined();
    }
  });

  it('ends after some of its progressive scans', async () => {
    const whole = await jpeg(60, 40, 3, { progressive: true });
    const scans: number[] = [];
    for (let at = 0; ; ) {
      try {
        at = find(whole, 0xda, at + 1);
        scans.push(at);
      } catch {
        break;
      }
    }
    expect(scans.length).toBeGreaterThan(5);
    for (const at of scans.slice(1)) {
      expect(checkJpeg(concatBytes([whole.subarray(0, at), EOI]))?.damage).toMatch(
        /with its detail are missing/,
      );
    }
    const none = concatBytes([whole.subarray(0, scans[0]), EOI]);
    expect(checkJpeg(none)?.damage).toMatch(/a colour is missing/);
  });

  it('holds garbage, in most places that garbage can be', async () => {
    const random = randomNumbers(7);
    let found = 0;
    for (const options of [{}, { progressive: true }]) {
      const whole = await jpeg(160, 120, 3, { chromaSubsampling: '4:4:4', ...options });
      const first = find(whole, 0xda) + 14;
      for (let n = 0; n < 40; n++) {
        const bytes = whole.slice();
        const at = Math.floor(first + random() * (bytes.length - first - 250));
        for (let i = 0; i < 200; i++) bytes[at + i] = Math.floor(random() * 256);
        const checked = checkJpeg(bytes);
        if (checked === undefined || checked.damage !== undefined) found++;
      }
    }
    // Codes follow no checksum: now and then random bits are a picture.
    expect(found).toBeGreaterThanOrEqual(76);
  });

  it('has restart markers out of order', async () => {
    // Made by OpenCV with an interval of 3, which sharp cannot.
    const whole = new Uint8Array(readFileSync(new URL('../../fixtures/restart.jpg', import.meta.url)));
    expect(checkJpeg(whole)).toEqual({ notes: [] });
    const second = whole.slice();
    second[find(whole, 0xd1) + 1] = 0xd4;
    expect(checkJpeg(second)?.damage).toMatch(/ends after/);
  });
});

describe('what follows the end of a JPEG', () => {
  it('is said where it is more than filling', async () => {
    const whole = await jpeg(40, 30, 3);
    const followedBy = (rest: Uint8Array) => checkJpeg(concatBytes([whole, rest]));
    expect(followedBy(new Uint8Array(100))).toEqual({ notes: [] });
    expect(followedBy(Uint8Array.of(0, 0, 1, 2, 3))).toEqual({
      notes: ['3 byte(s) follow its end and are left out'],
    });
    expect(followedBy(concatBytes([new Uint8Array(7), whole]))).toEqual({
      notes: ['another picture follows its end and is left out'],
    });
  });

  it('says of a progressive one that is cut how far a pass came', async () => {
    const whole = await jpeg(80, 60, 3, { progressive: true });
    const said = [3, 4, 5, 6, 7].map(
      (part) => checkJpeg(whole.subarray(0, (whole.length * part) / 8))?.damage,
    );
    expect(said.every((damage) => damage !== undefined && !damage.includes('of the pixels'))).toBe(true);
    expect(said.some((damage) => /^its data ends after \d+ % of one of its passes$/.test(damage!))).toBe(
      true,
    );
  });
});

it('a hostile JPEG costs little: no size, thousands of tables, scans without end', async () => {
  const whole = await jpeg(16, 16, 3);
  const table = find(whole, 0xc4);
  const tables = whole.subarray(table, find(whole, 0xda));
  const many = concatBytes([
    whole.subarray(0, table),
    ...Array.from({ length: 5000 }, () => tables),
    whole.subarray(table),
  ]);
  const started = performance.now();
  expect(checkJpeg(many)?.damage).toBeUndefined();
  const scan = whole.subarray(find(whole, 0xda), -2);
  expect(
    checkJpeg(concatBytes([whole.subarray(0, -2), ...Array.from({ length: 100_000 }, () => scan)])),
  ).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(5000);
});
