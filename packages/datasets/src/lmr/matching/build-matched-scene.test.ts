import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededDraws } from '../../random/draws';
import type { LmrTrainGroup } from '../lmr-group';
import { buildMatchedScene } from './build-matched-scene';
import { epipolarInliers } from './fundamental-matrix';

/** Noise of some size: something to recognise everywhere. */
const noise = (width: number, height: number, grain: number, seed: number): Promise<Buffer> => {
  const draws = seededDraws(seed);
  const [w, h] = [Math.ceil(width / grain), Math.ceil(height / grain)];
  const data = Uint8Array.from({ length: w * h * 3 }, () => draws.integer(0, 255));
  return sharp(data, { raw: { width: w, height: h, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .png()
    .toBuffer();
};

/** Views of one picture: where they begin in it, and how much larger it is in them. */
const VIEWS = [
  [0, 0, 1],
  [60, 40, 1],
  [30, 80, 1.25],
  [90, 10, 0.8],
  [10, 60, 1],
  [70, 90, 1.1],
] as const;
const [WIDTH, HEIGHT] = [384, 288];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'srkit-matched-'));
  const [coarse, fine] = [await noise(900, 700, 24, 1), await noise(900, 700, 7, 2)];
  const base = await sharp(coarse)
    .composite([{ input: fine, blend: 'overlay' }])
    .png()
    .toBuffer();
  for (const [i, [left, top, scale]] of VIEWS.entries()) {
    const [width, height] = [Math.round(WIDTH / scale), Math.round(HEIGHT / scale)];
    await sharp(base)
      .extract({ left, top, width, height })
      .resize(WIDTH, HEIGHT, { fit: 'fill' })
      .removeAlpha()
      .png()
      .toFile(join(folder, `${i}.png`));
  }
  // One that has nothing to do with them.
  await sharp(await noise(WIDTH, HEIGHT, 12, 3))
    .png()
    .toFile(join(folder, 'stranger.png'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Where a pixel of a view is in the picture. */
const inBase = (photo: string, [x, y]: readonly [number, number]): [number, number] => {
  const [left, top, scale] = VIEWS[Number.parseInt(photo, 10)]!;
  return [left + x / scale, top + y / scale];
};

describe('groups from photos alone', () => {
  it('show the same place, at the sizes that the photos have, and none of a stranger', async () => {
    const options = { patch: 96, fill: true, testShare: 0, groupsPerPhoto: 2 };
    const built = await buildMatchedScene({ name: 'views', images: folder }, options);
    const groups = built.groups as readonly LmrTrainGroup[];
    expect(groups.length).toBeGreaterThan(5);
    for (const { target, references } of groups) {
      const [x, y] = inBase(target.photo, target.centre);
      for (const { photo, centre, scaleRatio } of references) {
        const [u, v] = inBase(photo, centre);
        // The centre is that of a keypoint nearby, and moved where the patch would leave the photo.
        expect(Math.hypot(u - x, v - y)).toBeLessThan(70);
        const ratio = VIEWS[Number.parseInt(photo, 10)]![2] / VIEWS[Number.parseInt(target.photo, 10)]![2];
        expect(Math.abs(Math.log(scaleRatio / ratio))).toBeLessThan(0.03);
      }
    }
    expect(JSON.stringify(groups)).not.toContain('stranger');
    expect(await buildMatchedScene({ name: 'views', images: folder }, options)).toEqual(built);
  });

  it('need a folder with photos', async () => {
    const empty = await mkdtemp(join(folder, 'empty-'));
    await expect(buildMatchedScene({ name: 'a', images: empty })).rejects.toThrow(
      /holds 0 photos, expected 2/,
    );
    await writeFile(join(empty, 'a.png'), 'no picture');
    await expect(buildMatchedScene({ name: 'a', images: empty })).rejects.toThrow(/a\.png/);
    const gone = buildMatchedScene({ name: 'a', images: join(folder, 'gone') });
    await expect(gone).rejects.toThrow(/cannot be read \(ENOENT\)/);
  });
});

it('an epipolar geometry is found among as many wrong pairs, and they are told apart', () => {
  const draws = seededDraws(5);
  const uniform = (least: number, most: number): number => draws.uniform(least, most);
  const pairs = Array.from({ length: 240 }, (_, i) => {
    const [x, y, z] = [uniform(-2, 2), uniform(-1.5, 1.5), uniform(4, 9)];
    // The second camera stands to the right and looks a little to the left.
    const [c, s] = [Math.cos(0.1), Math.sin(0.1)];
    const [X, Z] = [c * (x - 1) - s * z, s * (x - 1) + c * z];
    const wrong = i % 2 === 1;
    const second = wrong ? [uniform(0, 1000), uniform(0, 800)] : [500 + (900 * X) / Z, 400 + (900 * y) / Z];
    return { a: [500 + (900 * x) / z, 400 + (900 * y) / z], b: second, wrong };
  });
  const points = (side: 'a' | 'b') => Float64Array.from(pairs.flatMap((pair) => pair[side]));
  const inliers = epipolarInliers({ a: points('a'), b: points('b') }, 1, seededDraws(6));
  const found = new Set(inliers);
  expect(pairs.filter(({ wrong }, i) => !wrong && found.has(i)).length).toBeGreaterThan(110);
  // A wrong pair agrees where it lies on its line by chance.
  expect(pairs.filter(({ wrong }, i) => wrong && found.has(i)).length).toBeLessThan(12);
});
