import { cropRaster, decodeImage, type Raster, resizePillow } from '@srkit/image';
import {
  bicubicQuery,
  ContrasExtractorSep,
  type Correspondence,
  CorrespondenceGenerationArch,
  MRAPARestorationNet,
  preOffsetsFromFlow,
  preOffsetToOfficial,
  RestorationNet,
} from '@srkit/models';
import { rasterToTensor, tensorToRaster } from '@srkit/ops';
import { ReferenceSuperResolver, RefUpscaler } from '@srkit/upscale';
import { slice, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { type Comparison, compare, type Tolerance } from '../compare';
import type { GoldenCase } from '../golden-case';
import { fillWithHash, type RefsrHash } from '../hash-refsr';
import { toNchw } from '../layout';
import { expectEqual, type RunOp } from '../run-op';

interface EndToEndParams {
  /** The references, in their order. */
  readonly ref_order?: readonly string[];
  readonly n_refs?: number;
  /** C2-Matching pads only pictures of different sizes; MRefSR all. */
  readonly padding?: boolean;
  readonly ngf: number;
  readonly n_blocks: number;
  readonly groups: number;
  readonly extractor_hash_weights: RefsrHash;
  readonly map_hash_weights: RefsrHash;
  readonly net_g_hash_weights: RefsrHash;
  readonly padded_size: readonly [number, number];
  readonly original_size: readonly [number, number];
}

const SCALE = 4;
/** Below this difference of the two best scores, either choice is right; padding makes exact ties. */
const TIE = 1e-5;
/** Of results that share the official run's matching. */
const SAME_MATCHING: Tolerance = { abs: 1e-4, rel: 1e-4 };

const pad = ({ data, width, height }: Raster, [rows, columns]: readonly [number, number]): Raster => {
  const out = new Uint8Array(rows * columns * 3);
  for (let y = 0; y < Math.min(height, rows); y++) {
    out.set(data.subarray(y * width * 3, (y * width + Math.min(width, columns)) * 3), y * columns * 3);
  }
  return { width: columns, height: rows, channels: 3, data: out };
};

const cropToScale = (raster: Raster): Raster =>
  cropRaster(raster, {
    top: 0,
    left: 0,
    height: raster.height - (raster.height % SCALE),
    width: raster.width - (raster.width % SCALE),
  });

const sidesOf = ({ height, width }: Raster): readonly [number, number] => [height, width];

/** The canvas that holds all pictures, whose sides the scale divides. */
const paddedSize = (pictures: readonly Raster[]): readonly [number, number] => {
  const side = (sides: readonly number[]): number => Math.ceil(Math.max(...sides) / SCALE) * SCALE;
  return [side(pictures.map(({ height }) => height)), side(pictures.map(({ width }) => width))];
};

const compareBytes = (golden: GoldenCase, name: string, { data, width, height }: Raster): Comparison =>
  compare(
    name,
    { shape: [1, 3, height, width], values: toNchw(Float32Array.from(data), [1, height, width, 3]) },
    golden.tensor(name),
    {},
  );

/** The stored picture inside `original_size`, which is all that counts. */
const compareInside = async (
  golden: GoldenCase,
  name: string,
  actual: Tensor4D,
  tolerance: Tolerance,
): Promise<Comparison> => {
  const [, h, w] = actual.shape;
  const stored = golden.tensor('sr');
  const [, , rows, columns] = stored.shape as readonly [number, number, number, number];
  const expected = new Float32Array(3 * h * w);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        expected[(c * h + y) * w + x] = stored.values[(c * rows + y) * columns + x]!;
      }
    }
  }
  const values = toNchw((await actual.data()) as Float32Array, [1, h, w, 3]);
  const shape = [1, 3, h, w];
  return compare(name, { shape, values }, { shape, values: expected }, tolerance);
};

/**
 * The 8-bit result exactly, except where the official float lies no farther from a half than its own measured rounding
 * error: there it is by accident that it was rounded this way.
 */
const compareLevels = async (golden: GoldenCase, sr: Tensor4D): Promise<Comparison> => {
  const levels = Float32Array.from((await tensorToRaster(sr)).data);
  const expected = golden.tensor('sr_u8');
  const [h, w] = expected.shape as readonly [number, number, number];
  const stored = golden.tensor('sr');
  const [, , rows, columns] = stored.shape as readonly [number, number, number, number];
  const error = golden.file.f64_maxabs_diff?.['sr'] ?? 0;
  for (let i = 0; i < levels.length; i++) {
    const [y, x, c] = [Math.floor(i / 3 / w), Math.floor(i / 3) % w, i % 3];
    const exact = 255 * stored.values[(c * rows + y) * columns + x]!;
    const half = Math.floor(exact) + 0.5;
    const isOneOfBoth = Math.abs(levels[i]! - half) === 0.5;
    if (isOneOfBoth && Math.abs(exact - half) <= 255 * error) levels[i] = expected.values[i]!;
  }
  return compare('sr_u8', { shape: [h, w, 3], values: levels }, expected, golden.file.tolerance);
};

/** Pre-offsets exactly, except where another choice is as good. */
const comparePreOffset = async (
  golden: GoldenCase,
  prefix: string,
  { preOffsets }: Correspondence,
): Promise<Comparison> => {
  const name = `${prefix}pre_offset_relu3_1`;
  const official = preOffsetToOfficial(preOffsets.relu3_1);
  const { shape } = official;
  const values = Float32Array.from(await official.data());
  official.dispose();
  const expected = golden.tensor(name);
  const gaps = golden.tensor(`${prefix}match_gap`);
  const [, taps, h, w] = shape;
  const [rows, columns] = gaps.shape as readonly [number, number];
  for (let tap = 0; tap < taps; tap++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        if (gaps.values[y * columns + x]! >= TIE) continue;
        const at = ((tap * h + y + Math.floor(tap / 3)) * w + x + (tap % 3)) * 2;
        for (const axis of [0, 1]) values[at + axis] = expected.values[at + axis]!;
      }
    }
  }
  return compare(name, { shape, values }, expected, {});
};

/** The same pictures through `RefUpscaler`, which takes references one at a time and gives levels of 255. */
const compareStreamed = async (
  golden: GoldenCase,
  { extractor, correspondence, network }: ReferenceSuperResolver,
  lr: Raster,
  references: readonly Raster[],
  [height, width]: readonly [number, number],
): Promise<Comparison> => {
  const names = { extractor: 'extractor', vgg: 'vgg', restoration: 'restoration' };
  const networks = { extractor, correspondence, network, names, architecture: network.typeName };
  const upscaler = new RefUpscaler(networks, {
    minConsistency: 0,
    search: 'exhaustive',
    memoryBudget: 2 ** 21,
  });
  const { image } = await upscaler.upscale(lr, references);
  const inside = cropRaster(image, { top: 0, left: 0, height, width });
  const stored = golden.tensor('sr');
  const [, , rows, columns] = stored.shape as readonly [number, number, number, number];
  const expected = new Float32Array(3 * height * width);
  for (let i = 0; i < expected.length; i++) {
    const [c, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
    expected[i] = Math.min(Math.max(stored.values[(c * rows + y) * columns + x]!, 0), 1);
  }
  const levels = Float32Array.from(inside.data, (value) => value / 255);
  const shape = [1, 3, height, width];
  const { abs = 0, ...rest } = golden.file.tolerance;
  return compare(
    'sr by RefUpscaler',
    { shape, values: toNchw(levels, [1, height, width, 3]) },
    { shape, values: expected },
    { ...rest, abs: abs + 0.5 / 255 },
  );
};

/** Difference of the two best scores at each place, in 64 bits. */
const compareGap = async (
  golden: GoldenCase,
  name: string,
  features1: Tensor4D,
  features2: Tensor4D,
): Promise<Comparison> => {
  const [input, reference] = [await unitPatches(features1, false), await unitPatches(features2, true)];
  const gaps = input.map((patch) => {
    let [best, second] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const candidate of reference) {
      const score = patch.reduce((sum, v, i) => sum + v * candidate[i]!, 0);
      if (score > best) [best, second] = [score, best];
      else if (score > second) second = score;
    }
    return best - second;
  });
  const { shape } = golden.tensor(name);
  return compare(name, { shape, values: gaps }, golden.tensor(name), { abs: 1e-5, rel: 1e-4 });
};

const unitPatches = async (features: Tensor4D, whole: boolean): Promise<Float64Array[]> => {
  const [, h, w, c] = features.shape;
  const values = Float64Array.from(await features.data());
  for (let p = 0; p < h * w; p++) {
    const pixel = values.subarray(p * c, (p + 1) * c);
    const norm = Math.max(Math.sqrt(pixel.reduce((sum, v) => sum + v * v, 0)), 1e-12);
    for (let i = 0; i < c; i++) pixel[i]! /= norm;
  }
  const patches: Float64Array[] = [];
  for (let y = 0; y + 2 < h; y++) {
    for (let x = 0; x + 2 < w; x++) {
      const patch = new Float64Array(9 * c);
      for (let i = 0; i < 3; i++) {
        patch.set(values.subarray(((y + i) * w + x) * c, ((y + i) * w + x + 3) * c), 3 * i * c);
      }
      const norm = whole ? Math.sqrt(patch.reduce((sum, v) => sum + v * v, 0)) + 1e-5 : 1;
      patches.push(patch.map((v) => v / norm));
    }
  }
  return patches;
};

/** The official flow is tap 0 of the coarsest pre-offset, which is not shifted. */
const storedMatching = (golden: GoldenCase, prefix: string) =>
  tidy(() => {
    const { shape, values } = golden.tensor(`${prefix}pre_offset_relu3_1`);
    const [n, , h, w] = shape as readonly [number, number, number, number];
    const flow = tensor4d(Float32Array.from(values).slice(0, n * h * w * 2), [n, h, w, 2]);
    return preOffsetsFromFlow(flow);
  });

const resolverOf = (params: EndToEndParams, isMulti: boolean): ReferenceSuperResolver => {
  const config = { ngf: params.ngf, nBlocks: params.n_blocks, groups: params.groups };
  const options = { deferred: true };
  const extractor = new ContrasExtractorSep({}, options);
  const correspondence = new CorrespondenceGenerationArch({ decode: 'official' }, options);
  const network = isMulti ? new MRAPARestorationNet(config, options) : new RestorationNet(config, options);
  fillWithHash(extractor, params.extractor_hash_weights, (name) => name.replace('image2', 'image1'));
  fillWithHash(correspondence, params.map_hash_weights);
  fillWithHash(network, params.net_g_hash_weights);
  return new ReferenceSuperResolver({ extractor, correspondence, network });
};

const endToEndOp =
  (isMulti: boolean): RunOp =>
  async ({ golden }) => {
    const params = golden.file.params as unknown as EndToEndParams;
    const [file, ...others] = golden.file.inputs;
    const referenceFiles = params.ref_order ?? others;
    const target = cropToScale(await decodeImage(golden.path(file!)));
    const references = await Promise.all(
      referenceFiles.map(async (name) => {
        const raster = await decodeImage(golden.path(name));
        return isMulti ? raster : cropToScale(raster);
      }),
    );
    const canvas = params.padding === false ? sidesOf(target) : paddedSize([target, ...references]);
    const [rows, columns] = canvas;
    const lr = resizePillow(pad(target, [rows, columns]), [rows / SCALE, columns / SCALE], 'bicubic');
    const up = resizePillow(lr, [rows, columns], 'bicubic');
    const results = [
      expectEqual('padded_size', canvas, params.padded_size),
      expectEqual('original_size', sidesOf(target), params.original_size),
      expectEqual('n_refs', references.length, params.n_refs ?? 1),
      compareBytes(golden, 'lr_u8', lr),
    ];
    if (golden.outputNames.includes('up_u8')) results.push(compareBytes(golden, 'up_u8', up));

    const resolver = resolverOf(params, isMulti);
    const lrTensor = rasterToTensor(lr);
    const upTensor = rasterToTensor(up);
    const query = bicubicQuery(lrTensor);
    const expectedUp = await upTensor.data();
    const own = { shape: query.shape, values: await query.data() };
    results.push(compare('bicubicQuery', own, { shape: own.shape, values: expectedUp }, { abs: 1e-6 }));

    const pictures = references.map((raster) => rasterToTensor(raster));
    const canvases = references.map((raster) => rasterToTensor(pad(raster, [rows, columns])));
    const found = resolver.match(upTensor, canvases);
    const dense1 = resolver.extractor.image1.denseFeatures(upTensor);
    for (const [i, correspondence] of found.entries()) {
      const prefix = isMulti ? `ref${i}.` : '';
      results.push(await comparePreOffset(golden, prefix, correspondence));
      const dense2 = resolver.extractor.image2.denseFeatures(canvases[i]!);
      results.push(await compareGap(golden, `${prefix}match_gap`, dense1, dense2));
      dense2.dispose();
    }
    const stored = found.map((_, i) => storedMatching(golden, isMulti ? `ref${i}.` : ''));
    const [height, width] = params.original_size;
    const shared = tidy(() =>
      slice(
        resolver.network.forward(
          lrTensor,
          stored,
          found.map(({ features }) => features),
        ),
        [0, 0, 0, 0],
        [1, height, width, 3],
      ),
    );
    results.push(await compareInside(golden, 'sr with the stored matching', shared, SAME_MATCHING));
    // The references as they are: the canvas is the resolver's to make.
    const sr = resolver.upscale(lrTensor, pictures, { originalSize: params.original_size });
    results.push(await compareInside(golden, 'sr', sr, golden.file.tolerance));
    if (golden.outputNames.includes('sr_u8')) {
      results.push(await compareLevels(golden, sr));
    }
    const padded = references.map((raster) => pad(raster, [rows, columns]));
    results.push(await compareStreamed(golden, resolver, lr, padded, params.original_size));
    const tensors = [lrTensor, upTensor, query, dense1, shared, sr, ...pictures, ...canvases];
    for (const tensor of tensors) tensor.dispose();
    for (const record of [...stored, ...found.flatMap((c) => [c.preOffsets, c.features])]) {
      for (const tensor of Object.values<Tensor4D>(record)) tensor.dispose();
    }
    resolver.dispose();
    return results;
  };

/** `RefRestorationModel.test`: C2-Matching from picture files to the result. */
export const refRestorationTestOp = endToEndOp(false);

/** `MultiRefRestorationModel.test`: MRefSR from picture files to the result. */
export const multiRefRestorationTestOp = endToEndOp(true);
