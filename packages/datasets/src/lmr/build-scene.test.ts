import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BuiltScene, buildLmrScene } from './build-scene';
import { type LmrScene, megaDepthScenes } from './find-scenes';
import type { LmrTestGroup, LmrTrainGroup } from './lmr-group';
import { testFiles, trainTable } from './lmr-tables';
import { addStatistics } from './scene-statistics';
import { testSize } from './test-groups';
import { writeDrawnModel } from './testing/draw-model';

const GOLDEN = fileURLToPath(new URL('../../../../tools/goldens/fixtures/refsr/lmr/scene', import.meta.url));
const golden: LmrScene = {
  name: 'golden',
  sparse: join(GOLDEN, 'sparse-bin'),
  images: join(GOLDEN, 'images'),
};
/** Of the golden scene's photos, which are small. */
const SMALL = { patch: 32, testShare: 0 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'srkit-lmr-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const trainOf = ({ groups }: BuiltScene): LmrTrainGroup[] =>
  groups.filter((group): group is LmrTrainGroup => group.set === 'train');
const testOf = ({ groups }: BuiltScene): LmrTestGroup[] =>
  groups.filter((group): group is LmrTestGroup => group.set === 'test');

describe('groups of a scene', () => {
  it('have one reference of class H, two of M and two of L, and patches inside the photos', async () => {
    const built = await buildLmrScene(golden, { ...SMALL, groupsPerPhoto: 20, minScaleRatio: 0.1 });
    const train = trainOf(built);
    expect(train.length).toBeGreaterThan(10);
    for (const { references, target, patch } of train) {
      expect(references.map((each) => each.class).join('')).toBe('HMMLL');
      expect(new Set([target, ...references].map(({ photo }) => photo)).size).toBe(6);
      for (const { centre } of [target, ...references]) {
        for (const value of centre) expect(value).toBeGreaterThanOrEqual(patch / 2);
      }
    }
    // img00 and img07 are the same picture with noise: neither is a reference of the other.
    expect(built.statistics.leftOut.duplicates).toBe(2);
    const pairs = train.map(({ target, references }) => [target, ...references].map(({ photo }) => photo));
    for (const [target, ...others] of pairs) {
      if (target === 'img00.png') expect(others).not.toContain('img07.png');
    }
  });

  it('show in each reference what the target shows', async () => {
    await writeDrawnModel(join(folder, 'sparse'), { photos: 12, points: 2400, track: 8 });
    await photosOf(12, 1200, 900);
    const scene = { name: 'wall', sparse: join(folder, 'sparse'), images: join(folder, 'images') };
    const built = await buildLmrScene(scene, { fill: true, groupsPerPhoto: 3, testShare: 0 });
    const train = trainOf(built);
    expect(train.length).toBeGreaterThan(20);
    for (const { target, references, patch } of train) {
      const back = (photo: string) => 4 + Number.parseInt(photo, 10) / 12;
      for (const { photo, centre } of references) {
        // All photos look straight at the wall, so a pixel moves with the distance alone.
        const scale = back(photo) / back(target.photo);
        const x = 600 + (centre[0] - 600) * scale;
        const y = 450 + (centre[1] - 450) * scale;
        expect(Math.max(Math.abs(x - target.centre[0]), Math.abs(y - target.centre[1]))).toBeLessThan(
          patch / 2 + 2,
        );
      }
    }
  });

  it('are the same for a seed, from text and from binary, and others for another one', async () => {
    const text = { ...golden, sparse: join(GOLDEN, 'sparse-txt') };
    const options = { ...SMALL, fill: true, groupsPerPhoto: 3 };
    const built = await buildLmrScene(golden, options);
    expect(trainOf(built).length).toBeGreaterThan(5);
    expect(await buildLmrScene(text, options)).toEqual(built);
    expect((await buildLmrScene(golden, { ...options, seed: 1 })).groups).not.toEqual(built.groups);
    // More groups of a photo leave the first ones as they were.
    const more = trainOf(await buildLmrScene(golden, { ...options, groupsPerPhoto: 4 }));
    for (const group of trainOf(built)) expect(more).toContainEqual(group);
  });

  it('and without --fill there are none where a class is missing', async () => {
    const { statistics } = await buildLmrScene(golden, { ...SMALL, minOverlap: 0.5, minScaleRatio: 0.9 });
    expect(statistics.groups.train).toBe(0);
    expect(statistics.targetsWithoutGroup).toBe(10);
  });
});

/** @param alike photos in a row that are the same picture. */
const photosOf = async (count: number, width: number, height: number, alike = 1): Promise<void> => {
  await mkdir(join(folder, 'images'), { recursive: true });
  for (let i = 0; i < count; i++) {
    const k = Math.floor(i / alike);
    const background = { r: (k * 40) % 256, g: (k * 90) % 256, b: (k * 160) % 256 };
    const file = join(folder, 'images', `${String(i).padStart(5, '0')}.jpg`);
    await sharp({ create: { width, height, channels: 3, background } })
      .jpeg()
      .toFile(file);
  }
};

it('two photos are a scene without groups', async () => {
  await writeDrawnModel(join(folder, 'sparse'), { photos: 2, points: 40, track: 2, width: 64, height: 48 });
  await photosOf(2, 64, 48);
  const scene = { name: 'two', sparse: join(folder, 'sparse'), images: join(folder, 'images') };
  const { groups, statistics } = await buildLmrScene(scene, { patch: 16, fill: true });
  expect([groups, statistics.photos, statistics.targetsWithoutGroup]).toEqual([[], 2, 2]);
  expect(statistics.pairs.H + statistics.pairs.M).toBe(2);
});

describe('the test set', () => {
  let built: BuiltScene;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'srkit-lmr-'));
    await writeDrawnModel(join(folder, 'sparse'), { photos: 24, points: 2400, track: 12 });
    await photosOf(24, 1200, 900, 2);
    const scene = { name: '0042', sparse: join(folder, 'sparse'), images: join(folder, 'images') };
    built = await buildLmrScene(scene, { fill: true, testShare: 0.5 });
    await rm(folder, { recursive: true });
  });

  it('shares no photo with training, nor with itself', () => {
    const photosIn = (groups: readonly (LmrTrainGroup | LmrTestGroup)[]): string[] =>
      groups.flatMap(({ target, references }) => [target, ...references].map(({ photo }) => photo));
    const [train, test] = [photosIn(trainOf(built)), photosIn(testOf(built))];
    expect([trainOf(built).length > 3, testOf(built).length > 1]).toEqual([true, true]);
    expect(new Set(test).size).toBe(test.length);
    expect(test.length).toBeLessThanOrEqual(12);
    expect(train.filter((photo) => test.includes(photo))).toEqual([]);
    // Every photo has a twin: it is no reference of it, and not trained on where the other is tested.
    const pairOf = (photo: string): number => Math.floor(Number.parseInt(photo, 10) / 2);
    const tested = new Set(test.map(pairOf));
    expect(train.filter((photo) => tested.has(pairOf(photo)))).toEqual([]);
    for (const { target, references } of built.groups) {
      expect(references.map(({ photo }) => pairOf(photo))).not.toContain(pairOf(target.photo));
    }
    for (const { references } of testOf(built)) {
      expect(references.length).toBeGreaterThanOrEqual(2);
      expect(references.length).toBeLessThanOrEqual(6);
    }
  });

  it('has sides of 800 to 1600', () => {
    expect(testSize(1200, 900)).toEqual({ width: 1200, height: 900 });
    expect(testSize(4000, 3000)).toEqual({ width: 1600, height: 1200 });
    expect(testSize(799, 1200)).toBeUndefined();
    expect(testSize(4000, 1000)).toBeUndefined();
  });

  it('is laid out as the official one: four letters, a line and the name of the target', () => {
    const group = (photo: string, ...others: string[]): LmrTestGroup => ({
      set: 'test',
      id: '',
      scene: '0042',
      seed: 0,
      target: { photo },
      references: others.map((each) => ({ photo: each, class: 'H', overlap: 1, scaleRatio: 1 })),
    });
    expect(testFiles(group('a/b.jpg', 'a_b.png', 'c.jpg'))).toEqual({
      folder: '0042_a_b.png',
      target: 'a_b.png',
      references: ['_a_b.png', 'c.png'],
    });
    const other = testFiles({ ...group('b.jpg'), scene: 'notre-dame' }).folder;
    expect(other).toMatch(/^[0-9a-z]{4}_b\.png$/);
  });
});

describe('photos that are not those of the reconstruction', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'missing',
      () => rm(join(folder, 'images/img03.png')),
      /img03\.png.*does not exist|no such file|cannot be read/,
    ],
    [
      'of another size',
      () => cp(join(GOLDEN, 'images/img08.png'), join(folder, 'images/img03.png')),
      /has 88x88 pixels, and its camera/,
    ],
    ['damaged', () => writeFile(join(folder, 'images/img03.png'), 'no picture'), /img03\.png/],
  ])('%s', async (_, spoil, message) => {
    await cp(join(GOLDEN, 'images'), join(folder, 'images'), { recursive: true });
    await spoil();
    const scene = { ...golden, images: join(folder, 'images') };
    await expect(buildLmrScene(scene, SMALL)).rejects.toThrow(message);
    const built = await buildLmrScene(scene, { ...SMALL, tolerant: true, fill: true });
    expect([built.broken, built.statistics.leftOut.photos]).toEqual([['img03.png'], 1]);
    expect(JSON.stringify(built.groups)).not.toContain('img03.png');
    expect(built.groups.length).toBeGreaterThan(0);
  });
});

describe("MegaDepth's folders", () => {
  it('are found; photos without a depth map are left out', async () => {
    await expect(megaDepthScenes(folder)).rejects.toThrow(/Undistorted_SfM\/SCENE\/images/);
    const at = (...parts: string[]): string => join(folder, ...parts);
    await cp(join(GOLDEN, 'images'), at('Undistorted_SfM/0007/images'), { recursive: true });
    await cp(join(GOLDEN, 'sparse-txt'), at('Undistorted_SfM/0007/sparse-txt'), { recursive: true });
    await mkdir(at('Undistorted_SfM/0008/images'), { recursive: true });
    const depths = at('phoenix/S6/zl548/MegaDepth_v1/0007/dense0/depths');
    await mkdir(depths, { recursive: true });
    for (let i = 0; i < 9; i++) {
      // The first has a mask in place of a depth map.
      await writeFile(join(depths, `img0${i}.h5`), Buffer.alloc(i === 0 ? 102_399 : 102_400));
    }
    const [scene, ...others] = await megaDepthScenes(folder);
    expect([scene!.name, others]).toEqual(['0007', []]);
    const { statistics, groups } = await buildLmrScene(scene!, { ...SMALL, fill: true });
    expect(statistics.leftOut.depth).toBe(2);
    expect(groups.length).toBeGreaterThan(0);
    expect(JSON.stringify(groups)).not.toMatch(/img00|img09/);
  });
});

it('statistics add up, and axes stay', async () => {
  const { statistics } = await buildLmrScene(golden, SMALL);
  const twice = addStatistics(statistics, statistics);
  expect(twice.photos).toBe(20);
  expect(twice.pairs.H).toBe(2 * statistics.pairs.H);
  expect(twice.overlaps.most).toBe(1);
  expect(twice.overlaps.counts[10]).toBe(2 * statistics.overlaps.counts[10]!);
});

it('the official list quotes centres and names with commas', () => {
  const member = (photo: string) => ({ photo, centre: [150, 160] as const });
  const relation = { class: 'H', overlap: 1, scaleRatio: 1 } as const;
  const table = trainTable([
    {
      set: 'train',
      id: '',
      scene: '0042',
      seed: 0,
      patch: 300,
      point: 1,
      target: member('a,b.jpg'),
      references: ['c', 'd', 'e', 'f', 'g"'].map((name) => ({ ...member(name), ...relation })),
    },
  ]);
  expect(table.split('\n')[1]).toBe(`"a,b.jpg",c,d,e,f,"g""",${'"[150, 160]",'.repeat(6)}0042`);
});
