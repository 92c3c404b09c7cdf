import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import '@srkit/backend-wasm';
import { degradationOptions } from '@srkit/degradation';
import { encodeImage } from '@srkit/image';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawOf } from '../dataset';
import { openDataset } from '../index';
import { augmented } from '../pictures/augment';
import { reflectPadded } from '../pictures/pad';
import { drawPicture, layOut } from '../testing/draw-pictures';

const pixel = (picture: { data: ArrayLike<number>; width: number }, x: number, y: number): number[] =>
  [0, 1, 2].map((c) => picture.data[(y * picture.width + x) * 3 + c]!);

describe('pictures', () => {
  it('are mirrored, mirrored, and transposed', () => {
    const picture = drawPicture(7, 4);
    for (let i = 0; i < 8; i++) {
      const [hflip, vflip, transpose] = [1, 2, 4].map((bit) => (i & bit) !== 0) as [
        boolean,
        boolean,
        boolean,
      ];
      const out = augmented(picture, { hflip, vflip, transpose });
      expect([out.width, out.height]).toEqual(transpose ? [4, 7] : [7, 4]);
      for (let y = 0; y < 4; y++) {
        for (let x = 0; x < 7; x++) {
          const [to, down] = [hflip ? 6 - x : x, vflip ? 3 - y : y];
          expect(pixel(out, ...((transpose ? [down, to] : [to, down]) as [number, number]))).toEqual(
            pixel(picture, x, y),
          );
        }
      }
    }
  });

  it('are mirrored over their border, also more than once', () => {
    const out = reflectPadded(drawPicture(3, 2), 5, 8);
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((x) => pixel(out, x, 0))).toEqual(
      [0, 1, 2, 1, 0, 1, 2, 1].map((x) => pixel(drawPicture(3, 2), x, 0)),
    );
    expect([0, 1, 2, 3, 4].map((y) => pixel(out, 7, y))).toEqual(
      [0, 1, 0, 1, 0].map((y) => pixel(drawPicture(3, 2), 1, y)),
    );
    expect(reflectPadded(drawPicture(1, 1), 2, 2).data).toHaveLength(12);
  });
});

describe('a folder of pictures', () => {
  it('is read by its list: CRLF, a byte order mark, spaces, BasicSR’s sizes, other alphabets', async () => {
    const root = await layOut({
      'a/fjord å.png': drawPicture(8, 8, 1),
      'b.png': drawPicture(8, 8, 2),
      'c d.png': drawPicture(8, 8, 3),
      '.hidden.png': 'no picture',
      'meta.txt': '\uFEFFa/fjord å.png\r\n\r\nb.png (8,8,3) 1\r\nc d.png (8,8,3) 1\r\n',
    });
    const listed = await openDataset({ type: 'images', root, metaInfo: 'meta.txt' });
    expect(listed.names).toEqual(['a/fjord å.png', 'b.png', 'c d.png']);
    const { gt } = await listed.sample(2, drawOf(0));
    expect(gt.data).toEqual(drawPicture(8, 8, 3).data);
    const all = await openDataset({ type: 'images', root, limit: 2 });
    expect(all.names).toEqual(['a/fjord å.png', 'b.png']);
  });

  it('says which picture is missing, damaged or elsewhere', async () => {
    const root = await layOut({
      'meta.txt': 'gone.png\nempty.png\ntext.png\n',
      'up.txt': 'ok.png\n../secret.png\n',
      'abs.txt': '/etc/passwd\n',
      'bytes.txt': Uint8Array.of(0x61, 0xff, 0xfe),
      'none.txt': '\n \n',
      'empty.png': '',
      'text.png': 'not a picture',
    });
    const open = (metaInfo: string) => openDataset({ type: 'images', root, metaInfo });
    const set = await open('meta.txt');
    await expect(set.sample(0, drawOf(0))).rejects.toMatchObject({
      code: 'E_DATASET_MISSING',
      message: expect.stringContaining('gone.png'),
    });
    await expect(set.sample(1, drawOf(0))).rejects.toMatchObject({
      code: 'E_DATASET_PICTURE',
      message: expect.stringContaining('empty.png'),
    });
    await expect(set.sample(2, drawOf(0))).rejects.toMatchObject({ code: 'E_DATASET_PICTURE' });
    await expect(set.sample(3, drawOf(0))).rejects.toMatchObject({ code: 'E_CONFIG_INDEX' });
    await expect(open('up.txt')).rejects.toMatchObject({
      code: 'E_DATASET_PATH',
      message: expect.stringContaining('line 2'),
    });
    await expect(open('abs.txt')).rejects.toMatchObject({ code: 'E_DATASET_PATH' });
    await expect(open('bytes.txt')).rejects.toMatchObject({ code: 'E_DATASET_LIST' });
    await expect(open('none.txt')).rejects.toMatchObject({ code: 'E_DATASET_EMPTY' });
    await expect(open('no.txt')).rejects.toMatchObject({ code: 'E_DATASET_MISSING' });
    await expect(openDataset({ type: 'images', root: join(root, 'nowhere') })).rejects.toMatchObject({
      code: 'E_DATASET_MISSING',
    });
  });

  it('takes pictures for what they are and not for what they are called, and none that is cut', async () => {
    const jpeg = await encodeImage(drawPicture(24, 16), { format: 'jpeg' });
    const png = await encodeImage(drawPicture(24, 16), { format: 'png' });
    const root = await layOut({ 'a.png': jpeg, 'b.jpg': png, 'c.png': png.subarray(0, png.length - 20) });
    const set = await openDataset({ type: 'images', root });
    expect((await set.sample(0, drawOf(0))).gt.width).toBe(24);
    expect((await set.sample(1, drawOf(0))).gt.data).toEqual(drawPicture(24, 16).data);
    const error = await set.sample(2, drawOf(0)).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'E_DATASET_PICTURE', message: expect.stringContaining('c.png') });
    // A set has no such option.
    expect((error as Error).message).not.toMatch(/tolerant/);
    expect((error as Error).message).toMatch(
      /^'[^']*c\.png' is damaged .*Fetch or export the picture again\.$/,
    );
  });

  it.each([
    [{ type: 'pictures', root: 'x' }, /dataset.type is "pictures", expected one of images/],
    [{ type: 'images' }, /dataset.root/],
    [{ type: 'images', root: 'x', metainfo: 'y' }, /dataset.metainfo is no option/],
    [{ type: 'images', root: 'x', limit: 0 }, /dataset.limit/],
    [{ type: 'paired', root: 'x', gtSize: 30 }, /multiple of the scale, 4/],
    [null, /dataset.type/],
  ])('cannot be described by %j', async (description, message) => {
    await expect((async () => openDataset(description as never))()).rejects.toThrow(message);
  });
});

describe('pairs', () => {
  const files = {
    'gt/1.png': drawPicture(40, 32, 1),
    'lq/1x2.png': drawPicture(20, 16, 5),
    'gt/2.png': drawPicture(40, 32, 2),
    'lq/2x2.jpg': drawPicture(20, 16, 6),
    'list.txt': 'gt/1.png, lq/1x2.png\ngt/2.png, lq/2x2.jpg\n',
  };

  it('are cut and turned alike, found by name or by list', async () => {
    const root = await layOut(files);
    const byName = await openDataset({
      type: 'paired',
      root: join(root, 'gt'),
      lqRoot: join(root, 'lq'),
      filenameTmpl: '{}x2',
      scale: 2,
      gtSize: 12,
      useRot: true,
    });
    const byList = await openDataset({
      type: 'paired',
      root,
      metaInfo: 'list.txt',
      scale: 2,
      gtSize: 12,
      useRot: true,
    });
    const positions = new Set<string>();
    for (let seed = 0; seed < 24; seed++) {
      const { gt, lq, crop, augmentation } = await byName.sample(1, drawOf(seed));
      const other = await byList.sample(1, drawOf(seed));
      expect(other.gt.data).toEqual(gt.data);
      const { top, left } = crop!;
      positions.add(`${top} ${left} ${JSON.stringify(augmentation)}`);
      const back = (x: number, y: number): [number, number] => {
        const [u, w] = augmentation.transpose ? [y, x] : [x, y];
        return [augmentation.hflip ? 11 - u : u, augmentation.vflip ? 11 - w : w];
      };
      const [x, y] = back(3, 9);
      expect(pixel(gt, 3, 9)).toEqual(pixel(drawPicture(40, 32, 2), left + x, top + y));
      const [lx, ly] = [3, 4].map((v) => v) as [number, number];
      const [u, w] = augmentation.transpose ? [ly, lx] : [lx, ly];
      const [sx, sy] = [augmentation.hflip ? 5 - u : u, augmentation.vflip ? 5 - w : w];
      expect(pixel(lq, lx, ly)).toEqual(pixel(drawPicture(20, 16, 6), left / 2 + sx, top / 2 + sy));
    }
    expect(positions.size).toBeGreaterThan(20);
  });

  it('that do not belong together are named', async () => {
    const root = await layOut({ ...files, 'lq/2x2.jpg': drawPicture(20, 15, 6), 'bad.txt': 'a.png b.png\n' });
    const set = await openDataset({ type: 'paired', root, metaInfo: 'list.txt', scale: 2, gtSize: 12 });
    await expect(set.sample(1, drawOf(0))).rejects.toMatchObject({
      code: 'E_DATASET_SIZE',
      message: expect.stringContaining('40x32 and LQ 20x15'),
    });
    await expect(openDataset({ type: 'paired', root, metaInfo: 'bad.txt' })).rejects.toMatchObject({
      code: 'E_DATASET_LIST',
      message: expect.stringContaining('line 1'),
    });
    const large = await openDataset({ type: 'paired', root, metaInfo: 'list.txt', scale: 2, gtSize: 48 });
    await expect(large.sample(0, drawOf(0))).rejects.toMatchObject({ code: 'E_DATASET_SIZE' });
    await expect(
      openDataset({ type: 'paired', root: join(root, 'gt'), lqRoot: join(root, 'lq') }),
    ).rejects.toThrow("no '1.png'");
  });
});

describe('degraded pictures', () => {
  beforeAll(async () => {
    await tf.setBackend('srkit-wasm');
  });
  const degradation = degradationOptions('x4plus', { gtSize: 64 });

  it('are a square of the picture and what the recipe makes of it; a batch shares the kinds of its steps', async () => {
    const root = await layOut({ '1.png': drawPicture(120, 90), '2.png': drawPicture(70, 60) });
    const set = await openDataset({ type: 'degraded', root, cropSize: 96, degradation, useRot: true });
    const tensors = tf.memory().numTensors;
    const one = await set.sample(0, { seed: 4, batch: { seed: 9, size: 2, place: 0 } });
    const two = await set.sample(1, { seed: 5, batch: { seed: 9, size: 2, place: 1 } });
    expect([one.gt.width, one.gt.height, one.lq.width, two.gt.width, two.lq.height]).toEqual([
      64, 64, 16, 64, 16,
    ]);
    expect(one.recipe.steps.map(({ op }) => op)).toEqual(two.recipe.steps.map(({ op }) => op));
    expect(one.recipe.crop).toEqual(two.recipe.crop);
    expect(one.recipe.steps).not.toEqual(two.recipe.steps);
    const again = await set.sample(0, { seed: 4, batch: { seed: 9, size: 2, place: 0 } });
    expect(again).toEqual(one);
    const turned = augmented(drawPicture(120, 90), one.augmentation);
    const whole = reflectPadded(turned, 96, 96);
    const { top, left } = one.recipe.crop!;
    expect(pixel(one.gt, 0, 0)).toEqual(pixel(whole, one.crop.left + left * 4, one.crop.top + top * 4));
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('say at once when the square is too small for the options', async () => {
    const root = await layOut({ '1.png': drawPicture(120, 90) });
    await expect(openDataset({ type: 'degraded', root, cropSize: 48, degradation })).rejects.toMatchObject({
      code: 'E_SHAPE_CROP',
    });
    await writeFile(join(root, 'more.txt'), 'x');
  });
});
