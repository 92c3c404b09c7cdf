import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { writeSafetensors } from '@srkit/checkpoints';
import { CheckpointError, ConfigError, type Raster, ShapeError } from '@srkit/core';
import { resizePillow } from '@srkit/image';
import {
  ContrasExtractorSep,
  CorrespondenceGenerationArch,
  MRAPARestorationNet,
  RestorationNet,
  VGGFeatureExtractor,
} from '@srkit/models';
import { rasterToTensor, tensorToRaster } from '@srkit/ops';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefUpscaler } from './ref-upscaler';
import { type LoadedReferenceNetworks, loadReferenceNetworks } from './reference/load-networks';
import { packReferenceNetworks } from './reference/pack-networks';
import type { RefUpscalerOptions } from './reference/ref-options';
import { ReferenceSuperResolver } from './reference-super-resolver';
import { drawn } from './testing';

const NAMES = { extractor: 'extractor', vgg: 'vgg', restoration: 'restoration' };
const SMALL = { ngf: 4, nBlocks: 1, groups: 2 };
let extractor: ContrasExtractorSep;
let correspondence: CorrespondenceGenerationArch;
let several: LoadedReferenceNetworks;
let single: LoadedReferenceNetworks;

/** Networks whose learned offsets and values matter: trained ones differ from zero everywhere. */
const shaken = <T extends MRAPARestorationNet | RestorationNet>(network: T): T => {
  let seed = 1;
  for (const [, parameter] of network.namedParameters()) {
    const { variable } = parameter;
    variable.assign(tf.randomNormal(variable.shape, 0, 0.15, 'float32', seed++));
  }
  return network;
};

beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
  await tf.ready();
  extractor = new ContrasExtractorSep({}, { seed: 1 });
  const state = await extractor.image1.stateDict();
  extractor.image2.loadStateDict(state);
  correspondence = new CorrespondenceGenerationArch({}, { seed: 2 });
  const rest = { extractor, correspondence, names: NAMES };
  several = {
    ...rest,
    network: shaken(new MRAPARestorationNet(SMALL, { seed: 3 })),
    architecture: 'MRAPARestorationNet',
  };
  single = {
    ...rest,
    network: shaken(new RestorationNet(SMALL, { seed: 4 })),
    architecture: 'RestorationNet',
  };
});
afterAll(() => {
  for (const network of [extractor, correspondence, several.network, single.network]) network.dispose();
});

/** A picture with structure at every scale, the same for the same seed. */
const scene = (width: number, height: number, seed: number, channels: 1 | 3 | 4 = 3): Raster => {
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) {
        const wave =
          Math.sin((x * (1 + (seed % 5)) + y * y * 0.05 + seed * 31) / 7 + c) +
          Math.cos((y * 3 - x) / (4 + seed));
        data[at++] = Math.round(128 + 45 * wave);
      }
  return { width, height, channels, data };
};

/** Discs and bars of all sizes, none of which is there twice. */
const drawnScene = (width: number, height: number): Raster => {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        let value = 90 + 40 * Math.sin(x / 31 + y / 47 + c);
        for (let i = 1; i < 24; i++) {
          const [u, v] = [(i * i * 37) % width, (i * i * i * 11) % height];
          const inside =
            i % 2
              ? Math.hypot(x - u, y - v) < 4 + i / 2
              : Math.abs(x - u + y - v) < 3 && Math.abs(x - u) < 2 * i;
          if (inside) value = (i * 67 + c * 29 * i) % 256;
        }
        data[at++] = Math.round(value);
      }
  return { width, height, channels: 3, data };
};

/** A picture without anything to match. */
const noisy = (width: number, height: number): Raster => ({
  ...scene(width, height, 1),
  data: Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => (Math.imul(i + width, 2654435761) >>> 13) & 255,
  ),
});

const ALL: RefUpscalerOptions = { minConsistency: 0, search: 'exhaustive' };
/** As little as is allowed: many strips, groups and bands. */
const TIGHT: RefUpscalerOptions = { ...ALL, memoryBudget: 2 ** 18, maxReferencePixels: 2 ** 20 };

/** What the network itself gives. */
const forward = async (networks: LoadedReferenceNetworks, picture: Raster, references: readonly Raster[]) => {
  const resolver = new ReferenceSuperResolver(networks);
  const tensors = [picture, ...references].map((raster) => rasterToTensor(raster, { channels: 3 }));
  const [lr, ...rest] = tensors;
  const sr = resolver.upscale(lr!, rest, { canvas: 'own' });
  const raster = await tensorToRaster(sr);
  tf.dispose([...tensors, sr]);
  return raster;
};

const furthest = (a: Raster, b: Raster): number => {
  expect([a.width, a.height, a.channels]).toEqual([b.width, b.height, b.channels]);
  return Array.from(a.data).reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);
};

it.each([
  ['at once', ALL],
  ['in strips', TIGHT],
])(
  'gives what a compact network gives that refines matches and another network: %s',
  async (_what, options) => {
    const refWidths = [2, 4, 6] as const;
    const base = { numFeat: 4, numConv: 1, upscale: 4 };
    const networks: LoadedReferenceNetworks = {
      extractor: new ContrasExtractorSep({ widths: [4, 6, 8] }, { seed: 1 }),
      correspondence: new CorrespondenceGenerationArch({ widths: refWidths, refined: true }, { seed: 2 }),
      network: shaken(new MRAPARestorationNet({ ...SMALL, safm: false, refWidths, base })),
      names: NAMES,
      architecture: 'MRAPARestorationNet',
    };
    networks.extractor.image2.loadStateDict(await networks.extractor.image1.stateDict());
    // What is added to the enlarged picture is to be seen.
    for (const [name, { variable }] of networks.network.namedParameters()) {
      if (name.endsWith('tail_large.2.weight'))
        variable.assign(tf.randomNormal(variable.shape, 0, 2, 'float32', 9));
    }
    const picture = resizePillow(scene(64, 48, 1), [12, 16], 'bicubic');
    const references = [scene(64, 48, 1), scene(40, 52, 2)];
    const expected = await forward(networks, picture, references);
    const upscaler = new RefUpscaler(networks, options);
    const { image } = await upscaler.upscale(picture, references);
    expect(furthest(image, expected)).toBeLessThanOrEqual(1);
    // Without refined matches it gives something else.
    const whole = { ...networks, correspondence: new CorrespondenceGenerationArch({ widths: refWidths }) };
    whole.correspondence.loadStateDict(
      new Map([...(await networks.correspondence.stateDict())].filter(([name]) => name !== 'refined')),
    );
    expect(furthest(image, await forward(whole, picture, references))).toBeGreaterThan(2);
    whole.correspondence.dispose();
    upscaler.dispose();
  },
);

// Large networks, on however busy a machine.
describe('RefUpscaler', { timeout: 240_000 }, () => {
  it.each([
    ['one, sides that are padded', 1, 9, 14],
    ['three of other sizes', 3, 10, 7],
    ['five', 5, 8, 8],
  ] as const)('gives what the network gives: %s', async (_what, count, width, height) => {
    const picture = scene(width, height, 1);
    const references = Array.from({ length: count }, (_, i) => scene(30 + 9 * i, 56 - 9 * i, i + 2));
    const expected = await forward(several, picture, references);
    const before = tf.memory().numTensors;
    for (const options of [ALL, TIGHT]) {
      const upscaler = new RefUpscaler(several, options);
      const { image, report } = await upscaler.upscale(picture, references);
      expect(furthest(image, expected)).toBeLessThanOrEqual(1);
      expect(tf.memory().numTensors).toBe(before);
      const shares = report.references.map(({ status }) => (status.used ? status.share : 0));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
    }
  });

  // 17 rows: what is filled up mirrors rows before the last strip.
  it.each([
    [12, 27],
    [8, 17],
    [8, 33],
  ])('cuts strips, groups and bands of %ix%i without a trace', async (width, height) => {
    const picture = scene(width, height, 1);
    const references = [scene(40, 70, 1), scene(60, 30, 3)];
    const expected = await forward(several, picture, references);
    const { image } = await new RefUpscaler(several, TIGHT).upscale(picture, references);
    expect(furthest(image, expected)).toBeLessThanOrEqual(1);
  });

  it('takes one reference where the network takes one: the best', async () => {
    const picture = scene(9, 8, 1);
    const good = scene(36, 32, 1);
    const upscaler = new RefUpscaler(single, ALL);
    const { image, report } = await upscaler.upscale(picture, [scene(40, 44, 4), good, scene(48, 36, 3)]);
    expect(report.references.map(({ status }) => status.used)).toEqual([false, true, false]);
    expect(report.notes.join()).toMatch(/restoration is a RestorationNet, which takes one reference/);
    expect(furthest(image, await forward(single, picture, [good]))).toBeLessThanOrEqual(1);
  });

  it('is not hurt by references of other things: without any left it is as without them', async () => {
    const picture = scene(10, 10, 1);
    const [noise, random] = [noisy(60, 60), noisy(50, 40)];
    const upscaler = new RefUpscaler(several, { minConsistency: 0.99 });
    const { image, report } = await upscaler.upscale(picture, [random]);
    expect(report.withoutReferences).toBe(true);
    expect(report.references[0]!.status).toEqual({ used: false, reason: 'consistency' });
    const other = await upscaler.upscale(picture, [noise, random]);
    expect(furthest(image, other.image)).toBe(0);
    expect(report.notes.join()).toMatch(/saw the picture itself/);
  });

  it('no reference of other things changes a result by default, beside one that fits or alone', async () => {
    const truth = drawnScene(160, 128);
    const picture = resizePillow(truth, [32, 40], 'bicubic');
    const others = [noisy(120, 90), scene(130, 110, 6), scene(90, 140, 3), drawn(96, 96)];
    const upscaler = new RefUpscaler(several);
    const without = await upscaler.upscale(picture, [noisy(60, 60)]);
    expect(without.report.withoutReferences).toBe(true);
    const alone = await upscaler.upscale(picture, others);
    expect(alone.report.references.map(({ status }) => status.used)).toEqual([false, false, false, false]);
    expect(furthest(alone.image, without.image)).toBe(0);
    const fits = await upscaler.upscale(picture, [truth]);
    expect(fits.report.references[0]!.status).toMatchObject({ used: true });
    const beside = await upscaler.upscale(picture, [others[0]!, truth, ...others.slice(1)]);
    expect(beside.report.references.map(({ status }) => status.used)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
    expect(furthest(beside.image, fits.image)).toBe(0);
  });

  it('plans what it then does, and says what more references and a best few cost', async () => {
    const picture = scene(12, 10, 1);
    const references = [scene(48, 40, 1), scene(60, 44, 2), scene(40, 40, 3)];
    const plan = (options: RefUpscalerOptions, count: number) =>
      new RefUpscaler(several, options).plan(picture, references.slice(0, count));
    const { report } = await new RefUpscaler(several, ALL).upscale(picture, references);
    expect(plan(ALL, 3).searches).toEqual(report.references.map(({ search }) => search));
    const work = [1, 2, 3].map((count) => plan(ALL, count).multiplyAdds);
    expect(work).toEqual([...work].sort((a, b) => a - b));
    // All are matched, one is brought in.
    const best = plan({ ...ALL, topK: 1 }, 3).multiplyAdds;
    expect(best).toBeLessThan(work[2]!);
    expect(best).toBeGreaterThan(work[0]!);
    for (const part of [plan(ALL, 3).matchingPart, plan(ALL, 1).matchingPart]) {
      expect(part).toBeGreaterThan(0);
      expect(part).toBeLessThan(1);
    }
    const peak = (pixels: number) => plan({ ...ALL, maxReferencePixels: pixels }, 3).peakBytes;
    expect(peak(2000)).toBeGreaterThan(peak(1000));
  });

  it('takes the best k, and features that it has kept', async () => {
    const good = scene(48, 40, 1);
    const picture = resizePillow(good, [10, 12], 'bicubic');
    const references = [noisy(40, 40), good, noisy(44, 30)];
    const upscaler = new RefUpscaler(several, { ...ALL, topK: 1 });
    const first = await upscaler.upscale(picture, references);
    expect(first.report.references.map(({ status }) => (status.used ? 'used' : status.reason))).toEqual([
      'top-k',
      'used',
      'top-k',
    ]);
    const again = await upscaler.upscale(picture, references);
    expect(furthest(first.image, again.image)).toBe(0);
  });

  it('tells what came from where', async () => {
    const picture = scene(12, 10, 1);
    const references = [scene(48, 40, 6), scene(48, 40, 1)];
    const { matchMap } = await new RefUpscaler(several, ALL).upscale(picture, references, { matchMap: true });
    const { width, height, reference, weight, columns, rows, position, correlation } = matchMap!;
    expect([width, height, columns, rows]).toEqual([48, 40, 12, 10]);
    for (const index of reference) expect([0, 1]).toContain(index);
    for (const value of weight) expect(value).toBeGreaterThanOrEqual(0.5 - 1e-4);
    for (const value of correlation) expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-4);
    for (let i = 0; i < position.length; i += 2) {
      expect(position[i]).toBeGreaterThan(0);
      expect(position[i]).toBeLessThan(48);
    }
    // Of two, what does not weigh most weighs the rest: the mean over the result's sixteen pixels.
    const { weights } = matchMap!;
    expect(weights.map((each) => each.reference)).toEqual([0, 1]);
    for (const [place, mean] of weights[1]!.weight.entries()) {
      let sum = 0;
      for (let i = 0; i < 16; i++) {
        const at = (Math.floor(place / 12) * 4 + (i >> 2)) * 48 + (place % 12) * 4 + (i & 3);
        sum += reference[at] === 1 ? weight[at]! : 1 - weight[at]!;
      }
      expect(mean).toBeCloseTo(sum / 16, 5);
      expect(weights[0]!.weight[place]).toBeCloseTo(1 - mean, 5);
    }
  });

  it.each([
    ['alpha and 16 bit', drawn(8, 6, 4, 16), [drawn(32, 24, 4), drawn(30, 24, 3, 16)], 4],
    ['grey with colours', drawn(8, 6, 1), [drawn(32, 24, 3)], 1],
    ['colours with grey and alpha', drawn(8, 6, 3), [drawn(32, 24, 2), drawn(20, 36, 1)], 3],
    ['smaller than the picture', drawn(20, 18, 3), [drawn(16, 13, 3)], 3],
    ['the picture itself', drawn(14, 13, 3), [drawn(14, 13, 3)], 3],
    ['a picture of one row', drawn(20, 1, 3), [drawn(40, 30, 3)], 3],
    ['one among others that is a line', drawn(8, 6, 3), [drawn(1, 5000, 3), drawn(32, 24, 3)], 3],
    ['a picture that is a line', drawn(60, 1, 3), [drawn(40, 30, 3)], 3],
    ['fifty', drawn(6, 5, 3), Array.from({ length: 50 }, (_, i) => drawn(16 + (i % 9), 16, 3)), 3],
  ] as const)('takes %s', async (_what, picture, references, channels) => {
    const { image, report } = await new RefUpscaler(several, ALL).upscale(picture, references);
    expect([image.width, image.height, image.channels]).toEqual([
      picture.width * 4,
      picture.height * 4,
      channels,
    ]);
    expect(image.data.constructor).toBe(picture.data.constructor);
    const small = references.map(({ width, height }) => Math.min(width, height) < 12);
    expect(report.references.map(({ status }) => !status.used && status.reason === 'too small')).toEqual(
      small,
    );
  });

  it('reduces references that are too large, and says so', async () => {
    const upscaler = new RefUpscaler(several, { ...ALL, maxReferencePixels: 1200 });
    const { report } = await upscaler.upscale(scene(6, 6, 1), [scene(80, 60, 1)]);
    expect(report.references[0]!.seenAs).toEqual({ width: 40, height: 30 });
    expect(report.notes.join()).toMatch(/reduced to 40x30/);
  });

  it('stops when aborted, and keeps no tensor', async () => {
    const upscaler = new RefUpscaler(several, TIGHT);
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const seen: number[] = [];
    const work = upscaler.upscale(scene(8, 24, 1), [scene(40, 40, 2), scene(40, 40, 3)], {
      signal: controller.signal,
      onProgress: ({ done }) => {
        seen.push(done);
        if (done > 500) controller.abort(new Error('enough'));
      },
    });
    await expect(work).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('refuses what it cannot do, by name', async () => {
    const upscaler = new RefUpscaler(several);
    await expect(upscaler.upscale(scene(12, 12, 1), [])).rejects.toThrow(ShapeError);
    await expect(upscaler.upscale(scene(12, 12, 1), [])).rejects.toThrow(/no references given/);
    expect(() => new RefUpscaler(several, { topK: 0 })).toThrow('topK is 0');
    expect(() => new RefUpscaler(several, { topK: 1.5 })).toThrow(ConfigError);
    expect(() => new RefUpscaler(several, { minConsistency: 2 })).toThrow('minConsistency is 2');
    expect(() => new RefUpscaler(several, { search: 'fast' as 'auto' })).toThrow("search is 'fast'");
    expect(() => new RefUpscaler(several, { topk: 1 } as RefUpscalerOptions)).toThrow(/topk/);
  });
});

describe('RefUpscaler.load', { timeout: 240_000 }, () => {
  const files = async () => ({
    extractor: await extractor.stateDict(),
    vgg: await correspondence.stateDict(),
    restoration: await several.network.stateDict(),
  });

  it('takes three files by name, in any order, or as a bundle', async () => {
    const given = await files();
    const { state: bundle, metadata } = await packReferenceNetworks(given, { name: 'mine', licence: 'ours' });
    expect(metadata).toMatchObject({ name: 'mine', licence: 'ours', restoration: 'MRAPARestorationNet' });
    expect(metadata['vgg.sha256']).toMatch(/^[0-9a-f]{64}$/);
    const bytes = writeSafetensors(bundle, { metadata });
    const blob = new Uint8Array(await new Response(bytes as unknown as BodyInit).arrayBuffer());
    const picture = scene(7, 6, 1);
    const references = [scene(30, 24, 2)];
    const expected = await new RefUpscaler(several, ALL).upscale(picture, references);
    for (const source of [given, [given.restoration, given.extractor, given.vgg], blob, bundle]) {
      const before = tf.memory().numTensors;
      const upscaler = await RefUpscaler.load(source, ALL);
      const { image } = await upscaler.upscale(picture, references);
      expect(furthest(image, expected.image)).toBe(0);
      upscaler.dispose();
      expect(tf.memory().numTensors).toBe(before);
      await expect(upscaler.upscale(picture, references)).rejects.toThrow(/freed by dispose/);
    }
  });

  it('takes the threshold that was measured for the networks of a bundle', async () => {
    const widths = [2, 4, 6] as const;
    const base = { numFeat: 4, numConv: 1, upscale: 4 };
    const networks = [
      new ContrasExtractorSep({ widths: [4, 6, 8] }, { seed: 1 }),
      new CorrespondenceGenerationArch({ widths }, { seed: 2 }),
      new MRAPARestorationNet({ ...SMALL, safm: false, refWidths: widths, base }, { seed: 3 }),
    ];
    const given = await Promise.all(networks.map((network) => network.stateDict()));
    for (const network of networks) network.dispose();
    const { state, metadata } = await packReferenceNetworks(given, { minConsistency: 0.4 });
    expect(metadata).toHaveProperty('minConsistency', '0.4');
    expect((await packReferenceNetworks(given)).metadata).not.toHaveProperty('minConsistency');
    const fileOf = async (minConsistency?: string) => {
      const { minConsistency: _, ...rest } = metadata;
      const own = { ...rest, ...(minConsistency !== undefined && { minConsistency }) };
      const bytes = writeSafetensors(state, { metadata: own });
      return new Uint8Array(await new Response(bytes as unknown as BodyInit).arrayBuffer());
    };
    const truth = scene(64, 48, 1);
    const picture = resizePillow(truth, [12, 16], 'bicubic');
    const before = tf.memory().numTensors;
    for (const [stored, options, expected] of [
      [undefined, {}, 0.12],
      ['0.4', {}, 0.4],
      ['0', {}, 0],
      ['1', {}, 1],
      ['1', { minConsistency: 0.2 }, 0.2],
      ['1', { minConsistency: 0 }, 0],
    ] as const) {
      const upscaler = await RefUpscaler.load(await fileOf(stored), options);
      const { report } = await upscaler.upscale(picture, [noisy(40, 40)]);
      expect(report.minConsistency).toBe(expected);
      expect(report.references[0]!.status.used).toBe(expected === 0);
      upscaler.dispose();
    }
    // The digest of a part is that of its values.
    const other = new ContrasExtractorSep({ widths: [4, 6, 8] }, { seed: 7 });
    const changed = await packReferenceNetworks([await other.stateDict(), ...given.slice(1)]);
    other.dispose();
    expect(changed.metadata['extractor.sha256']).not.toBe(metadata['extractor.sha256']);
    expect(changed.metadata['vgg.sha256']).toBe(metadata['vgg.sha256']);
    // Packed again it is kept, or replaced.
    const file = await fileOf('0.4');
    for (const [minConsistency, kept] of [
      [undefined, '0.4'],
      [0.3, '0.3'],
    ] as const) {
      const again = await packReferenceNetworks([file], { minConsistency });
      expect(again.metadata['minConsistency']).toBe(kept);
    }
    await expect(packReferenceNetworks(given, { minConsistency: 1.5 })).rejects.toThrow(
      'packReferenceNetworks: minConsistency is 1.5, expected 0..1.',
    );
    for (const stored of ['1.5', '-0.1', 'NaN', '', 'often', 'x'.repeat(1e5)]) {
      const load = RefUpscaler.load(await fileOf(stored));
      await expect(load).rejects.toThrow(CheckpointError);
      await expect(load).rejects.toThrow(
        new RegExp(
          `minConsistency in its metadata is '${stored.slice(0, 60)}', expected a number in 0\\.\\.1`,
        ),
      );
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it("takes torchvision's VGG19 and refuses VGG16 by name", async () => {
    const { extractor: first, restoration } = await files();
    const vgg = (vggType: 'vgg16' | 'vgg19') =>
      new VGGFeatureExtractor({ layers: ['relu4_1'], vggType }, { seed: 5 });
    const [right, wrong] = [vgg('vgg19'), vgg('vgg16')];
    const loaded = await loadReferenceNetworks([first, restoration, await right.stateDict()]);
    // The statistics of ImageNet, which torchvision's file does not hold and pictures are normalised by.
    const state = await loaded.correspondence.stateDict();
    expect(Array.from(state.get('vgg.mean')!.data as Float32Array, (v) => v.toFixed(3))).toEqual([
      '0.485',
      '0.456',
      '0.406',
    ]);
    expect(Array.from(state.get('vgg.std')!.data as Float32Array, (v) => v.toFixed(3))).toEqual([
      '0.229',
      '0.224',
      '0.225',
    ]);
    for (const network of [loaded.extractor, loaded.correspondence, loaded.network]) network.dispose();
    const before = tf.memory().numTensors;
    const load = RefUpscaler.load({ extractor: first, restoration, vgg: await wrong.stateDict() });
    await expect(load).rejects.toThrow(/holds VGG16, expected VGG19/);
    expect(tf.memory().numTensors).toBe(before);
    right.dispose();
    wrong.dispose();
  });

  it('names what is missing, what is there twice and what is in the wrong place', async () => {
    const { extractor: first, vgg, restoration } = await files();
    const before = tf.memory().numTensors;
    await expect(RefUpscaler.load({ extractor: first, restoration })).rejects.toThrow(
      /no file for the vgg.*vgg19/,
    );
    await expect(RefUpscaler.load([first, vgg])).rejects.toThrow(/no file for the restoration.*mrefsr/);
    await expect(RefUpscaler.load([first, first, vgg])).rejects.toThrow(
      /both state_dict and state_dict hold the extractor/,
    );
    await expect(RefUpscaler.load({ extractor: vgg, vgg: first, restoration })).rejects.toThrow(
      /holds CorrespondenceGenerationArch, the vgg, expected the extractor/,
    );
    await expect(RefUpscaler.load({ extractor: vgg, vgg: first, restoration })).rejects.toThrow(
      CheckpointError,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
