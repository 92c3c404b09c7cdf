import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import type { Raster } from '@srkit/core';
import type { DegradationRecipe } from '@srkit/degradation';
import { resizeBicubic } from '@srkit/metrics';
import { loadModel, SRVGGNetCompact } from '@srkit/models';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FinetuneOptions, finetune, LEAST_GAIN, memoryRunFolder, type Photo } from '..';

const SIDE = 32;

/** Stripes whose red and green say where a pixel lies, and whose blue says in which photo. */
const photo = (index: number, width = 120, height = 90): Photo => ({
  name: `p${index}.jpg`,
  read: async () => {
    const data = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) data.set([x, y, 20 * index + 5], 3 * (y * width + x));
    return { width, height, channels: 3, data };
  },
});
const photos = (count: number, ...size: number[]): Photo[] =>
  Array.from({ length: count }, (_, i) => photo(i, ...size));

let weights: Awaited<ReturnType<SRVGGNetCompact['stateDict']>>;
beforeAll(async () => {
  await setBackend('srkit-wasm');
  const network = new SRVGGNetCompact({ numFeat: 4, numConv: 1 }, { seed: 1 });
  weights = await network.stateDict();
  network.dispose();
});

const options = (more: FinetuneOptions = {}): FinetuneOptions => ({
  from: weights,
  degradation: 'bicubic',
  iterations: 8,
  cropSize: SIDE,
  batchSize: 2,
  lr: 5e-3,
  ...more,
});

const run = async (given: readonly Photo[], more: FinetuneOptions = {}) => {
  const tuning = finetune(given, options(more));
  const plan = await tuning.prepare();
  const iterations: number[] = [];
  for await (const { iteration } of tuning) iterations.push(iteration);
  const [outcome, file] = [await tuning.outcome(), await tuning.file()];
  await tuning.dispose();
  return { iterations, outcome, file, plan };
};

/** Where the pixels of a picture come from. */
const placesOf = ({ data }: Raster): Set<string> => {
  const places = new Set<string>();
  for (let i = 0; i < data.length; i += 3) places.add(`${data[i + 2]}:${data[i]},${data[i + 1]}`);
  return places;
};

describe('finetune', () => {
  it('gains on held-out crops, gives a file that loads, and leaves no tensors', async () => {
    const before = memory().numTensors;
    const { outcome, file, iterations, plan } = await run(photos(8), { iterations: 40 });
    expect(memory().numTensors).toBe(before);
    expect(iterations).toHaveLength(40);
    const { clean, degraded, gain, gained, crops, protocol } = outcome;
    expect(protocol).toBe('PSNR, Y (BT.601 studio), crop 4, 8 bit');
    expect([gained, degraded]).toEqual([true, null]);
    expect(gain).toBeCloseTo(clean.after - clean.before, 10);
    expect(gain).toBeGreaterThan(0.5);
    // What is said before it begins.
    expect(plan.psnr).toEqual({
      before: expect.closeTo(clean.before, 10),
      bicubic: expect.closeTo(clean.bicubic, 10),
    });
    const model = await loadModel(file);
    const again = finetune(photos(8), options({ from: await model.network.stateDict(), iterations: 1 }));
    for await (const _ of again);
    const second = await again.outcome();
    // What was after is before now: the file is the network that was measured.
    expect(second.clean.before).toBeCloseTo(clean.after, 6);
    expect(second.crops.map(({ name }) => name)).toEqual(crops.map(({ name }) => name));
    await again.dispose();
    model.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it.each([
    ['photos', 9],
    ['pieces of few photos', 2],
  ])('never trains on what is held out, of %s', async (_, count) => {
    const seen: Raster[] = [];
    const degrade = async (picture: Raster, { scale }: DegradationRecipe) => {
      seen.push(picture);
      return { gt: picture, lq: resizeBicubic(picture, 1 / scale) };
    };
    const notes: string[] = [];
    const { outcome } = await run(photos(count, 250, 220), {
      degradation: 'photo',
      degrade,
      cropSize: 80,
      iterations: 30,
      onNote: (note) => notes.push(note),
    });
    const { crops } = outcome;
    const heldOut = new Set(crops.flatMap(({ gt }) => [...placesOf(gt)]));
    const trained = seen.slice(crops.length).map(placesOf);
    expect(trained.length).toBeGreaterThan(24);
    expect(trained.some((places) => [...places].some((place) => heldOut.has(place)))).toBe(false);
    const photosOut = new Set(crops.map(({ gt }) => gt.data[2]));
    const photosIn = new Set(trained.map((places) => Number([...places][0]!.split(':')[0])));
    const shared = [...photosOut].filter((blue) => photosIn.has(blue!));
    if (count < 8) {
      expect(notes.join()).toMatch(/2 photos are few/);
      expect(shared).toHaveLength(2);
    } else {
      expect(shared).toEqual([]);
      expect([photosOut.size, photosIn.size]).toEqual([2, 7]);
    }
    // Three of five pairs go through the process, and each held-out crop.
    expect(seen.length - crops.length).toBeGreaterThan(0.45 * 64);
    expect(seen.length - crops.length).toBeLessThan(0.75 * 64);
    expect(outcome.clean).toEqual(outcome.degraded);
    // Of two kinds that gained alike the mixture has gained as much.
    expect(Math.abs(outcome.clean.after - outcome.clean.before)).toBeGreaterThan(0.01);
    expect(outcome.gain).toBeCloseTo(outcome.clean.after - outcome.clean.before, 10);
  });

  it('goes on to the bit after it was ended, and refuses other photos and values', async () => {
    const whole = await run(photos(8));
    const folder = memoryRunFolder();
    const abort = new AbortController();
    const ended = finetune(photos(8), options({ folder, signal: abort.signal }));
    for await (const { iteration } of ended) if (iteration === 3) abort.abort();
    expect((await ended.outcome()).iteration).toBe(3);
    await ended.dispose();
    for (const [given, more, message] of [
      [photos(9), {}, /photos: \d+, now \d+/],
      [photos(8), { lr: 1e-3 }, /lr: 0\.005, now 0\.001/],
      [photos(8), { iterations: 9 }, /iterations: 8, now 9/],
      [photos(8), { batchSize: 3 }, /batchSize: 2, now 3/],
      [photos(8), { from: 'psnr' }, /model: \d+, now \d+/],
    ] as const) {
      const other = finetune(given, options({ folder, ...more }));
      await expect(other.prepare()).rejects.toThrow(message);
      await other.dispose();
    }
    const { file, iterations, outcome } = await run(photos(8), { folder });
    expect(iterations).toEqual([4, 5, 6, 7, 8]);
    expect(Buffer.from(file).equals(Buffer.from(whole.file))).toBe(true);
    expect(outcome.clean).toEqual(whole.outcome.clean);
  });

  it('holds out enough crops where photos are small, and says where there are few', async () => {
    const notes: string[] = [];
    const planOf = async (given: readonly Photo[]) => {
      const tuning = finetune(given, options({ onNote: (note) => notes.push(note) }));
      const { heldOut, pieces } = await tuning.prepare();
      await tuning.dispose();
      return { heldOut, pieces };
    };
    // Most photos are one piece; of the others each has thirty.
    const mixed = Array.from({ length: 12 }, (_, i) => (i % 4 === 0 ? photo(i, 250, 220) : photo(i, 50, 50)));
    expect((await planOf(mixed)).heldOut).toBeGreaterThanOrEqual(6);
    const told = () => notes.filter((note) => note.includes('held-out'));
    expect(told()).toEqual([]);
    // Half of the photos stay, however small they are.
    const small = Array.from({ length: 9 }, (_, i) => photo(i, 90, 50));
    expect(await planOf(small)).toEqual({ heldOut: 4, pieces: 14 });
    expect(told()).toEqual([expect.stringMatching(/^4 held-out crops are few/)]);
  });

  it('says that nothing was gained', async () => {
    const { outcome } = await run(photos(8), { lr: 0, iterations: 2 });
    expect([outcome.gain, outcome.gained]).toEqual([0, false]);
  });

  it('takes a hundredth of a dB for none', async () => {
    const { outcome } = await run(photos(8), { lr: 1e-6, iterations: 2 });
    expect(outcome.gain).toBeGreaterThan(0);
    expect([outcome.gain < LEAST_GAIN, outcome.gained]).toEqual([true, false]);
  });

  it('learns what a model that ships is for', async () => {
    const { lr: _, ...rest } = options({ cropSize: 80, iterations: 1 });
    for (const [from, degradation] of [
      ['psnr', 'bicubic'],
      ['default', 'photo'],
    ] as const) {
      const before = memory().numTensors;
      const tuning = finetune(photos(8), { ...rest, from, degradation: undefined });
      expect(await tuning.prepare()).toMatchObject({ degradation, scale: 4, lr: 2e-4 });
      await tuning.dispose();
      expect(memory().numTensors).toBe(before);
    }
  });

  it('leaves out what cannot be used, and says so', async () => {
    const notes: string[] = [];
    const small = photo(8, 30, 200);
    const tuning = finetune([...photos(8), small], options({ onNote: (note) => notes.push(note) }));
    const black = {
      name: 'p9.jpg',
      read: async () => ({ ...(await photo(9).read()), data: new Uint8Array(120 * 90 * 3) }),
    };
    const with9 = finetune([...photos(8), black], options({ onNote: (note) => notes.push(note) }));
    const plan = await tuning.prepare();
    // Of a photo without detail nothing is held out, where any interpolation would be perfect.
    expect(await with9.prepare()).toMatchObject({ pieces: plan.pieces, heldOut: plan.heldOut });
    await tuning.dispose();
    await with9.dispose();
    expect(notes).toContain('6 pieces without detail are left out');
    expect(notes).toContain('1 photo is smaller than 32x32 and left out: p8.jpg (30x200)');
  });

  it.each([
    [[], {}, 'E_DATASET_EMPTY', /no photos/],
    [[photo(0, 20, 20)], {}, 'E_DATASET_SIZE', /All photos are smaller than a crop of 32x32: p0\.jpg/],
    [
      [photo(0, 60, 60)],
      {},
      'E_DATASET_SIZE',
      /One photo gives 1 piece of 40x40 with any detail, expected at least 8/,
    ],
    [photos(8), { cropSize: 34 }, 'E_CONFIG_FINETUNE', /cropSize is 34, expected a multiple of 4/],
    [photos(8), { degradation: 'heavy' }, 'E_CONFIG_FINETUNE', /cropSize is 32, expected at least 76/],
    [photos(8), { minutes: -1 }, 'E_CONFIG_FINETUNE', /minutes is -1/],
    [photos(8), { minuts: 1 } as FinetuneOptions, 'E_CONFIG_UNKNOWN', /minuts.*minutes/],
    [photos(8), { from: 'nowhere.safetensors' }, 'E_CHECKPOINT_NOT_FOUND', /nowhere/],
  ] as const)('refuses what cannot be, %#', async (given, more, code, message) => {
    const before = memory().numTensors;
    const refused = (async () => {
      const tuning = finetune(given, options(more));
      await tuning.prepare();
    })();
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ code });
    expect(memory().numTensors).toBe(before);
  });
});
