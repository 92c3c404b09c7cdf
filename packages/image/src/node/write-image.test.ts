import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImageError } from '@srkit/core';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawProfile } from '../testing/draw-profile';
import { drawRaster } from '../testing/draw-raster';
import { decodeImage } from './decode-image';
import { encodeImage } from './encode-image';
import { writeError } from './write-error';
import { writeImage } from './write-image';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'srkit-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => new Error('it worked'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ImageError);
  return String(error);
};

describe('writeImage', () => {
  it.each(['png', 'jpeg', 'webp', 'avif', 'tiff'] as const)(
    'writes the bytes of encodeImage: %s',
    async (format) => {
      const raster = { ...drawRaster(20, 10, 3), icc: drawProfile('RGB ', 'Wide') };
      const path = join(folder, `a.${format}`);
      const { bytes, profile } = await writeImage(path, raster, { format });
      expect(profile).toBe('embedded');
      const file = readFileSync(path);
      expect(file.length).toBe(bytes);
      expect(await decodeImage(path)).toEqual(await decodeImage(await encodeImage(raster, { format })));
      expect(readdirSync(folder)).toEqual([`a.${format}`]);
    },
  );

  it('says when there was no profile, or it could not be kept', async () => {
    const raster = drawRaster(4, 4, 1);
    const icc = drawProfile('GRAY', 'Dot Gain');
    const write = (
      name: string,
      picture: typeof raster & { icc?: Uint8Array | undefined },
      format: 'png' | 'webp',
    ) => writeImage(join(folder, name), picture, { format });
    expect((await write('a.png', raster, 'png')).profile).toBe('none');
    expect((await write('b.png', { ...raster, icc }, 'png')).profile).toBe('embedded');
    expect((await write('c.webp', { ...raster, icc }, 'webp')).profile).toBe('dropped');
  });

  it('never replaces a file unless told to', async () => {
    const path = join(folder, 'a.png');
    writeFileSync(path, 'mine');
    const raster = drawRaster(4, 4, 3);
    expect(await codeOf(writeImage(path, raster, { format: 'png' }))).toMatch(/E_IMAGE_EXISTS.*a\.png'/);
    expect(readFileSync(path, 'utf8')).toBe('mine');
    await writeImage(path, raster, { format: 'png', overwrite: true });
    expect((await decodeImage(path)).data).toEqual(raster.data);
    expect(readdirSync(folder)).toEqual(['a.png']);
  });

  it('does not replace a file that appears while it encodes', async () => {
    const path = join(folder, 'a.png');
    const work = writeImage(path, drawRaster(600, 600, 3), { format: 'png' });
    while (readdirSync(folder).length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    writeFileSync(path, 'mine');
    expect(await codeOf(work)).toContain('E_IMAGE_EXISTS');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['a.png']);
  });

  it('leaves nothing behind when aborted, at any moment', async () => {
    const raster = drawRaster(1200, 900, 3);
    const path = join(folder, 'a.png');
    writeFileSync(path, 'old');
    for (const delay of [0, 1, 3, 10, 30, 60]) {
      const controller = new AbortController();
      const reason = new Error(`after ${delay} ms`);
      setTimeout(() => controller.abort(reason), delay);
      const work = writeImage(path, raster, { format: 'png', overwrite: true, signal: controller.signal });
      await expect(work).rejects.toBe(reason);
      expect(readdirSync(folder)).toEqual(['a.png']);
    }
    await expect(
      writeImage(path, raster, { format: 'png', overwrite: true, signal: AbortSignal.abort() }),
    ).rejects.toThrow('aborted');
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('refuses a missing folder, a folder as file, and bad requests before touching the disk', async () => {
    const raster = drawRaster(4, 4, 4);
    const inMissing = join(folder, 'none', 'a.png');
    expect(await codeOf(writeImage(inMissing, raster, { format: 'png' }))).toMatch(
      /E_IMAGE_UNWRITABLE.*a\.png'/,
    );
    mkdirSync(join(folder, 'b.png'));
    expect(
      await codeOf(writeImage(join(folder, 'b.png'), raster, { format: 'png', overwrite: true })),
    ).toMatch(/E_IMAGE_UNWRITABLE.*is a folder/);
    expect(await codeOf(writeImage(join(folder, 'c.jpg'), raster, { format: 'jpeg' }))).toContain(
      'E_IMAGE_ALPHA',
    );
    await expect(writeImage(join(folder, 'c.png'), raster, { format: 'png', quality: 0 })).rejects.toThrow(
      'got 0',
    );
    expect(readdirSync(folder)).toEqual(['b.png']);
  });
});

describe('writeError', () => {
  it.runIf(existsSync('/dev/full'))('recognises a full disk in what every encoder says', async () => {
    const { width, height, channels, data } = drawRaster(64, 64, 3);
    for (const format of ['png', 'jpeg', 'webp', 'tiff', 'avif'] as const) {
      const error = await sharp(data, { raw: { width, height, channels } })
        .toFormat(format)
        .toFile('/dev/full')
        .catch((cause: unknown) => writeError('a.png', cause));
      expect(String(error)).toMatch(/E_IMAGE_DISK_FULL.*'a\.png'; nothing was left behind/);
    }
  });

  it.each([
    ['ENOSPC', 'E_IMAGE_DISK_FULL'],
    ['EDQUOT', 'E_IMAGE_DISK_FULL'],
    ['EACCES', 'E_IMAGE_UNWRITABLE'],
    ['EROFS', 'E_IMAGE_UNWRITABLE'],
    ['EIO', 'E_IMAGE_ENCODE'],
  ])('%s is %s', (code, expected) => {
    const cause = Object.assign(new Error('x'), { code });
    expect(writeError('a.png', cause)).toMatchObject({ code: expected, cause });
  });
});
