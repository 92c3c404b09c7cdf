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
import { setTimeout } from 'node:timers/promises';
import sharp, { type Sharp } from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drawProfile } from '../testing/draw-profile';
import { drawRaster } from '../testing/draw-raster';
import { imageError } from '../testing/image-error';
import { decodeImage } from './decode-image';
import { encodeImage } from './encode-image';
import { writeError } from './write-error';
import { writeImage } from './write-image';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'srkit-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

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
    expect(await imageError(writeImage(path, raster, { format: 'png' }))).toMatch(/E_IMAGE_EXISTS.*a\.png'/);
    expect(readFileSync(path, 'utf8')).toBe('mine');
    await writeImage(path, raster, { format: 'png', overwrite: true });
    expect((await decodeImage(path)).data).toEqual(raster.data);
    expect(readdirSync(folder)).toEqual(['a.png']);
  });

  /** Holds back the encoder's answer, not its work, until `during` is done, which gets the path it writes to. */
  const whileEncoding = (during: (partial: string, encoding: Promise<unknown>) => unknown) => {
    const prototype = sharp.prototype as Sharp;
    const { toFile } = prototype;
    return vi.spyOn(prototype, 'toFile').mockImplementationOnce(async function (this: Sharp, partial) {
      const encoding = toFile.call(this, partial);
      await during(partial, encoding);
      return encoding;
    });
  };
  afterEach(() => vi.restoreAllMocks());

  it('does not replace a file that appears while it encodes', async () => {
    const path = join(folder, 'a.png');
    whileEncoding(() => writeFileSync(path, 'mine'));
    const work = writeImage(path, drawRaster(600, 600, 3), { format: 'png' });
    expect(await imageError(work)).toContain('E_IMAGE_EXISTS');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['a.png']);
  });

  it('leaves nothing behind when aborted, at any moment', async () => {
    const raster = drawRaster(1200, 900, 3);
    const path = join(folder, 'a.png');
    writeFileSync(path, 'old');
    const created = async (partial: string): Promise<void> => {
      while (!existsSync(partial)) await setTimeout(1);
    };
    const moments: Record<string, (partial: string, encoding: Promise<unknown>) => unknown> = {
      'before there is a folder': () => undefined,
      'before there is a file': () => undefined,
      'with an empty file': created,
      'with some of it': (partial) => created(partial).then(() => setTimeout(10)),
      'with all of it': (_, encoding) => encoding,
    };
    for (const [moment, wait] of Object.entries(moments)) {
      const controller = new AbortController();
      const reason = new Error(moment);
      const spy = whileEncoding(async (partial, encoding) => {
        await wait(partial, encoding);
        controller.abort(reason);
      });
      const work = writeImage(path, raster, { format: 'png', overwrite: true, signal: controller.signal });
      if (moment === 'before there is a folder') controller.abort(reason);
      await expect(work).rejects.toBe(reason);
      expect(spy).toHaveBeenCalledOnce();
      expect(readdirSync(folder)).toEqual(['a.png']);
      spy.mockRestore();
    }
    await expect(
      writeImage(path, raster, { format: 'png', overwrite: true, signal: AbortSignal.abort() }),
    ).rejects.toThrow('aborted');
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('refuses a missing folder, a folder as file, and bad requests before touching the disk', async () => {
    const raster = drawRaster(4, 4, 4);
    const inMissing = join(folder, 'none', 'a.png');
    expect(await imageError(writeImage(inMissing, raster, { format: 'png' }))).toMatch(
      /E_IMAGE_UNWRITABLE.*a\.png'/,
    );
    mkdirSync(join(folder, 'b.png'));
    expect(
      await imageError(writeImage(join(folder, 'b.png'), raster, { format: 'png', overwrite: true })),
    ).toMatch(/E_IMAGE_UNWRITABLE.*is a folder/);
    expect(await imageError(writeImage(join(folder, 'c.jpg'), raster, { format: 'jpeg' }))).toContain(
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
    ['wbuffer_write: write failed', 'E_IMAGE_DISK_FULL'],
    ['x.png: write error\nwbuffer_write: write failed\nsystem error: Unknown error -1', 'E_IMAGE_DISK_FULL'],
    ['x.png: write error\nsystem error: Input/output error', 'E_IMAGE_ENCODE'],
    ['x.png: write error\nsystem error: Permission denied', 'E_IMAGE_UNWRITABLE'],
    ['vips2tiff: out of memory', 'E_IMAGE_ENCODE'],
  ])("libvips's %j is told by what it says, and without a reason a full disk", (text, code) => {
    expect(writeError('a.png', new Error(text))).toMatchObject({ code });
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
