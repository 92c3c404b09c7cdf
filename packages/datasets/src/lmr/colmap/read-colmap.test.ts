import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PhotoRelations } from '../photo-relations';
import { type DrawnScene, writeDrawnModel } from '../testing/draw-model';
import { readColmap } from './read-colmap';

/** A reconstruction of ten photos in both forms, from the goldens. */
const GOLDEN = fileURLToPath(
  new URL('../../../../../tools/goldens/fixtures/refsr/lmr/scene', import.meta.url),
);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'srkit-colmap-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const copy = async (form: 'bin' | 'txt'): Promise<string> => {
  await cp(join(GOLDEN, `sparse-${form}`), folder, { recursive: true });
  return folder;
};

const editText = async (name: string, edit: (text: string) => string): Promise<void> => {
  await copy('txt');
  const path = join(folder, name);
  await writeFile(path, edit(await readFile(path, 'utf8')));
};

const editBytes = async (name: string, edit: (bytes: Buffer) => Buffer | undefined): Promise<void> => {
  await copy('bin');
  const path = join(folder, name);
  const bytes = await readFile(path);
  await writeFile(path, edit(bytes) ?? bytes);
};

/** The line that is no comment at this place, changed. */
const line =
  (index: number, edit: (line: string) => string) =>
  (text: string): string => {
    const lines = text.split('\n');
    const at = lines.flatMap((each, i) => (each.startsWith('#') ? [] : [i]))[index]!;
    lines[at] = edit(lines[at]!);
    return lines.join('\n');
  };

const refusal = async (options = {}): Promise<string> => {
  try {
    await readColmap(folder, options);
    return 'no error';
  } catch (error) {
    return String(error).replaceAll(folder, 'DIR');
  }
};

describe('a reconstruction', () => {
  it('is the same in both forms, with CRLF, a byte order mark and blanks as well', async () => {
    const binary = await readColmap(join(GOLDEN, 'sparse-bin'));
    expect(binary.images.length).toBe(10);
    expect(binary.losses).toEqual({ points: 0, keypoints: 0 });
    expect(await readColmap(join(GOLDEN, 'sparse-txt'))).toEqual(binary);
    await copy('txt');
    for (const name of ['cameras.txt', 'images.txt', 'points3D.txt']) {
      const text = await readFile(join(folder, name), 'utf8');
      await writeFile(join(folder, name), `\u{feff}${text.replaceAll('\n', ' \r\n').replaceAll(' ', '  ')}`);
    }
    expect(await readColmap(folder)).toEqual(binary);
  });

  it('may have photos in folders, with blanks and letters of all kinds, and photos that see nothing', async () => {
    await editText('images.txt', (text) =>
      line(1, () => '')(line(0, (each) => each.replace('img00.png', 'a b/Fjällräv 犬.png'))(text)),
    );
    const { images } = await readColmap(folder);
    expect([images[0]!.name, images[0]!.points.length]).toEqual(['a b/Fjällräv 犬.png', 0]);
    expect(images[1]!.points.length).toBeGreaterThan(0);
  });

  it('has a point that a photo sees twice where it is seen last, as D2-Net has it', async () => {
    let id = 0;
    await editText('images.txt', (text) =>
      line(1, (each) => {
        id = Number(each.split(' ').find((field, i) => i % 3 === 2 && field !== '-1'));
        return `${each} 7.5 8.5 ${id}`;
      })(text),
    );
    const [before, after] = [await readColmap(join(GOLDEN, 'sparse-txt')), await readColmap(folder)];
    expect(after.images[0]!.points).toEqual(before.images[0]!.points);
    const place = after.images[0]!.points.indexOf(after.pointIds.indexOf(id));
    expect([...after.images[0]!.xy.subarray(2 * place, 2 * place + 2)]).toEqual([7.5, 8.5]);
  });

  it('leaves broken points out where that is asked for, and says how many', async () => {
    await editText(
      'points3D.txt',
      line(3, (each) => each.replace(/^(\d+) \S+/, '$1 nan')),
    );
    expect(await refusal()).toMatch(/DIR\/points3D\.txt', line 7: point \d+ is at \(NaN/);
    const { losses, pointIds } = await readColmap(folder, { tolerant: true });
    expect(losses.points).toBe(1);
    expect(losses.keypoints).toBeGreaterThan(0);
    const whole = await readColmap(join(GOLDEN, 'sparse-txt'));
    expect(pointIds.length).toBe(whole.pointIds.length - 1);
  });
});

describe('a damaged reconstruction is refused by the place of the damage', () => {
  it.each<[string, string, (text: string) => string, RegExp]>([
    [
      'a distorting camera',
      'cameras.txt',
      line(0, () => '1 SIMPLE_RADIAL 128 96 110 64 48 0.1'),
      /camera 1 is a SIMPLE_RADIAL that distorts.*image_undistorter/,
    ],
    [
      'an unknown camera',
      'cameras.txt',
      line(0, () => '1 SPHERE 1 1 1'),
      /line 4: there is no camera model 'SPHERE'/,
    ],
    [
      'a camera of NaN',
      'cameras.txt',
      line(0, () => '1 PINHOLE 128 96 nan 110 64 48'),
      /parameters NaN 110 64 48, expected finite/,
    ],
    [
      'a camera short of a parameter',
      'cameras.txt',
      line(0, () => '1 PINHOLE 128 96 110 64 48'),
      /with 3 parameters, expected 4/,
    ],
    ['a camera without pixels', 'cameras.txt', line(0, () => '1 PINHOLE 0 96 110 110 64 48'), /0x96 pixels/],
    [
      'a camera twice',
      'cameras.txt',
      (text) => text.replace(/\n2 PINHOLE/, '\n1 PINHOLE'),
      /line 5: camera 1 is there twice/,
    ],
    [
      'a camera that is not there',
      'images.txt',
      line(0, (each) => each.replace(/\d+ img00/, '77 img00')),
      /line 5: image \d+ \('img00\.png'\) is of camera 77/,
    ],
    [
      'a name that leads out',
      'images.txt',
      line(0, (each) => each.replace('img00.png', '../img00.png')),
      /is named "\.\.\/img00\.png"/,
    ],
    [
      'an absolute name',
      'images.txt',
      line(0, (each) => each.replace('img00.png', '/etc/passwd')),
      /is named "\/etc\/passwd"/,
    ],
    [
      'a photo twice',
      'images.txt',
      (text) => text.replace('img01.png', 'img00.png'),
      /line 7: image \d+ \('img00\.png'\) is there twice/,
    ],
    [
      'no rotation',
      'images.txt',
      line(0, (each) => each.replace(/^(\d+) \S+ \S+ \S+ \S+/, '$1 0 0 0 0')),
      /expected finite numbers and a rotation/,
    ],
    [
      'a keypoint of no point',
      'images.txt',
      line(1, (each) => `${each} 1 2 99999`),
      /sees point 99999, which the file of points does not have/,
    ],
    ['half a keypoint', 'images.txt', line(1, (each) => `${each} 1`), /line 6: expected 'POINTS2D/],
    [
      'a point id of 2^63',
      'points3D.txt',
      line(0, (each) => each.replace(/^\d+/, '9223372036854775808')),
      /9223372036854776000 is no id/,
    ],
    [
      'a point twice',
      'points3D.txt',
      (text) =>
        line(
          1,
          () =>
            line(
              0,
              (x) => x,
            )(text)
              .split('\n')
              .find((x) => !x.startsWith('#'))!,
        )(text),
      /is there twice/,
    ],
    [
      'half a file',
      'images.txt',
      (text) => text.split('\n').slice(0, 5).join('\n'),
      /ends after the first line of image/,
    ],
    ['nothing but zeros', 'points3D.txt', () => '\0\0\0\0', /line 1: zero bytes.*\.bin/],
  ])('%s in a text', async (_, name, edit, message) => {
    await editText(name, edit);
    expect(await refusal()).toMatch(message);
  });

  it.each<[string, string, (bytes: Buffer) => Buffer | undefined, RegExp]>([
    [
      'an unknown camera',
      'cameras.bin',
      (b) => void b.writeInt32LE(42, 12),
      /byte 8: there is no camera model 42/,
    ],
    [
      '2^63 points',
      'points3D.bin',
      (b) => void b.writeBigUInt64LE(2n ** 63n),
      /byte 0: the file says 9223372036854775808 points and has room for/,
    ],
    [
      '2^63 keypoints',
      'images.bin',
      (b) => void b.writeBigUInt64LE(2n ** 63n, 8 + 64 + 10),
      /byte 82: the file says 9223372036854775808 keypoints/,
    ],
    [
      'a keypoint of 2^63',
      'images.bin',
      (b) => void b.writeBigUInt64LE(2n ** 63n, 8 + 64 + 10 + 8 + 16),
      /sees point NaN/,
    ],
    ['an endless track', 'points3D.bin', (b) => void b.writeBigUInt64LE(2n ** 40n, 8 + 43), /track entries/],
    [
      'a point at infinity',
      'points3D.bin',
      (b) => void b.writeDoubleLE(Number.POSITIVE_INFINITY, 16),
      /byte 8: point \d+ is at \(Infinity/,
    ],
    [
      'a missing end',
      'images.bin',
      (b) => b.subarray(0, -1),
      /byte \d+: the file says \d+ keypoints|expected and the file has/,
    ],
    [
      'more than it says',
      'cameras.bin',
      (b) => Buffer.concat([b, Buffer.of(1)]),
      /1 bytes follow the last camera/,
    ],
    ['no bytes', 'cameras.bin', () => Buffer.alloc(0), /byte 0: 8 bytes are expected and the file has 0/],
    [
      'a text',
      'cameras.bin',
      () => Buffer.from(`# Camera list\n${'1 PINHOLE 1 1 1 1 1 1\n'.repeat(9)}`),
      /rename it to \.txt/,
    ],
  ])('%s in a binary', async (_, name, edit, message) => {
    await editBytes(name, edit);
    expect(await refusal()).toMatch(message);
  });

  it('a mix of forms, an empty folder, and none', async () => {
    await copy('txt');
    await rm(join(folder, 'cameras.txt'));
    await cp(join(GOLDEN, 'sparse-bin/cameras.bin'), join(folder, 'cameras.bin'));
    expect(await refusal()).toMatch(
      /has cameras\.bin, images\.txt, points3D\.txt, expected .*model_converter/,
    );
    await rm(folder, { recursive: true });
    expect(await refusal()).toMatch(/'DIR' cannot be read \(ENOENT\)/);
  });

  it('and never hangs or ends otherwise, wherever a byte is wrong', async () => {
    let seed = 1;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < 60; round++) {
      const name = ['cameras.bin', 'images.bin', 'points3D.bin'][round % 3]!;
      await editBytes(name, (bytes) => {
        bytes[random(Math.min(bytes.length, round % 2 ? bytes.length : 200))] = random(256);
        return round % 5 === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
      });
      expect(await refusal()).toMatch(/^(no error|DatasetError \[E_DATASET_)/);
    }
  });
});

describe('a drawn reconstruction', () => {
  it('has the overlaps and scales that it was drawn with', async () => {
    const scene: DrawnScene = { photos: 10, points: 1000, track: 4, loose: 50 };
    await writeDrawnModel(folder, scene);
    const model = await readColmap(folder);
    expect(model.images.map(({ points }) => points.length)).toEqual(new Array(10).fill(400));
    const row = new PhotoRelations(model).row(5);
    // Each step away shares a quarter less.
    expect([...row.overlap]).toEqual([0, 0, 0.25, 0.5, 0.75, -1, 0.75, 0.5, 0.25, 0]);
    expect(row.directional[6]).toBeCloseTo(4.5 / 4.6, 12);
    expect(row.scaleRatio[6]).toBeCloseTo(4.6 / 4.5, 12);
  });
});
