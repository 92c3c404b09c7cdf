import { createHash } from 'node:crypto';
import type { Raster } from '@srkit/core';
import {
  type ContrastiveSample,
  type Description,
  type Draws,
  drawOf,
  type FloatPicture,
  lowResolution,
  openDataset,
  type ReferenceSample,
  warpPerspective,
} from '@srkit/datasets';
import { type Comparison, compare } from '../compare';
import type { GoldenCase } from '../golden-case';
import { expectEqual, failure, type RunOp } from '../run-op';

type Recorded = readonly [fn: string, ...rest: unknown[]];

/** Replays the draws of a case; one that the official code did not make is an error. */
const recordedDraws = (golden: GoldenCase): { readonly draws: Draws; finish(): Comparison } => {
  const recorded = (golden.file.params['draws'] ?? []) as readonly Recorded[];
  let next = 0;
  const take = (asked: string, ...fns: readonly string[]): Recorded => {
    const draw = recorded[next++];
    if (draw && fns.includes(draw[0])) return draw;
    throw new Error(`draw ${next - 1} is ${asked}, recorded was ${JSON.stringify(draw)}`);
  };
  return {
    draws: {
      uniform: (low, high) => {
        const [, value] = take(`uniform(${low}, ${high})`, 'random.random');
        if (low !== 0 || high !== 1) throw new Error(`a number in ${low}..${high} was asked for`);
        return value as number;
      },
      integer: (low, high) => {
        const [, range, value] = take(`integer(${low}, ${high})`, 'np.random.randint');
        if (JSON.stringify(range) === JSON.stringify([low, high + 1])) return value as number;
        throw new Error(`an integer in ${low}..${high} was asked for, recorded is ${JSON.stringify(range)}`);
      },
      choice: <T>(population: readonly T[]): T => {
        const [, among, value] = take('choice', 'np.random.choice');
        if (JSON.stringify(among) === JSON.stringify(population)) return value as T;
        throw new Error(`a choice of ${JSON.stringify(population)}, recorded is ${JSON.stringify(among)}`);
      },
      permutation: (count) => {
        const draw = take(
          `permutation(${count})`,
          'random.shuffle',
          'np.random.permutation',
          'random.sample',
        );
        const [fn, of] = draw;
        const last = draw[draw.length - 1] as readonly unknown[];
        if (typeof of === 'number' && of !== count) throw new Error(`recorded is a permutation of ${of}`);
        if (fn !== 'random.sample') return [...last] as number[];
        // The chosen names in their order, out of the others of the set.
        const own = golden.file.params['index'] as number;
        const others = picturesOf(golden).filter((_, i) => i !== own);
        const chosen = (last as readonly string[]).map((name) =>
          others.findIndex((o) => o.endsWith(`/${name}`)),
        );
        return [...chosen, ...others.keys()].filter((value, i, all) => all.indexOf(value) === i);
      },
    },
    finish: () => expectEqual('draws', next, recorded.length),
  };
};

const picturesOf = (golden: GoldenCase): string[] =>
  golden.file.inputs.filter((name) => /\.(png|jpg)$/.test(name));

const planar = (pictures: readonly (Raster | FloatPicture)[], height: number, width: number) => {
  const values = new Float64Array(pictures.length * 3 * height * width);
  let to = 0;
  for (const picture of pictures) {
    for (let c = 0; c < 3; c++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) values[to++] = picture.data[(y * picture.width + x) * 3 + c]!;
      }
    }
  }
  return values;
};

/** Pictures against a tensor of theirs, of which a case may hold the upper left part and a hash of the whole. */
const comparePictures = (
  golden: GoldenCase,
  name: string,
  pictures: readonly (Raster | FloatPicture)[],
): Comparison[] => {
  const expected = golden.tensor(name);
  const { uint8_outputs, sha256_of_u8 } = golden.file.params as unknown as {
    readonly uint8_outputs: readonly string[];
    readonly sha256_of_u8: Readonly<Record<string, { shape: readonly number[]; sha256: string }>>;
  };
  const [height, width] = expected.shape.slice(-2) as [number, number];
  const count = expected.shape.length === 4 ? pictures.length : 1;
  if (pictures.some((picture) => picture.height < height || picture.width < width)) {
    return [failure(name, `${name} is smaller than ${width}x${height}`)];
  }
  const [first] = pictures as [Raster];
  const shape = [...(expected.shape.length === 4 ? [count] : []), 3];
  const bytes = uint8_outputs.includes(name);
  const whole = sha256_of_u8[name];
  const size = whole ? [height, width] : [first.height, first.width];
  const values = planar(pictures, height, width);
  // Stored bytes stand for a 255th each.
  const floats = bytes && first.data instanceof Float32Array;
  const reference = floats ? Float32Array.from(expected.values, (v) => v / 255) : expected.values;
  const part = compare(
    name,
    { shape: [...shape, ...size], values },
    { shape: expected.shape, values: reference },
    bytes ? {} : golden.file.tolerance,
  );
  if (!whole) return [part];
  const all = Uint8Array.from(planar(pictures, first.height, first.width));
  return [
    part,
    expectEqual(`${name} shape`, [...shape, first.height, first.width], whole.shape),
    expectEqual(`${name} sha256`, createHash('sha256').update(all).digest('hex'), whole.sha256),
  ];
};

/** Compares a sample with what the official loader gave. */
const compareReference = (golden: GoldenCase, sample: ReferenceSample): Comparison[] => {
  const { params, outputs } = golden.file;
  const low = sample.refs.map((ref) => lowResolution(ref, 4));
  const pictures: Record<string, readonly Raster[]> = {
    img_in: [sample.gt],
    img_in_lq: [sample.lq],
    img_in_up: [sample.up],
    img_ref: sample.refs,
    img_ref_list: sample.refs,
    img_ref_lq: low.map(({ lq }) => lq),
    img_ref_lq_list: low.map(({ lq }) => lq),
    img_ref_up: low.map(({ up }) => up),
    img_ref_up_list: low.map(({ up }) => up),
  };
  const comparisons = outputs.flatMap((name) => comparePictures(golden, name, pictures[name] ?? []));
  const told = {
    returned_lq_path: sample.resultName,
    returned_padding: sample.padding,
    returned_original_size: [sample.gt.height, sample.gt.width],
  };
  for (const [field, value] of Object.entries(told)) {
    if (params[field] !== undefined) comparisons.push(expectEqual(field, value, params[field]));
  }
  const { hflip, vflip, transpose } = sample.augmentation;
  if (params['flags_hflip_vflip_transpose']) {
    comparisons.push(expectEqual('flags', [hflip, vflip, transpose], params['flags_hflip_vflip_transpose']));
  }
  return comparisons;
};

type ReferenceDescription = Exclude<
  Description,
  { type: 'images' | 'degraded' | 'paired' | 'contrastive' | 'contrastive-test' }
>;

/** Where each set lies below a case's `data`. */
const FOLDERS = {
  cufed: 'data/CUFED',
  cufed5: 'data/CUFED5',
  'reference-pairs': 'data',
  'wr-sr': 'data/WR-SR',
  'camera-fusion': 'data',
  sun80: 'data/Sun80',
  urban100: 'data/Urban100',
  manga109: 'data/Manga109',
  lmr: 'data',
  'lmr-test': 'data/LMR-test',
  'megadepth-pairs': 'data',
} as const;

const referenceOp =
  (describe: (params: Readonly<Record<string, unknown>>) => Omit<ReferenceDescription, 'root'>): RunOp =>
  async ({ golden }) => {
    for (const input of golden.file.inputs) golden.path(input);
    const { params } = golden.file;
    const description = describe(params);
    const { draws, finish } = recordedDraws(golden);
    const root = golden.path(FOLDERS[description.type]);
    const set = await openDataset({ ...description, root } as ReferenceDescription, { draws: () => draws });
    try {
      const comparisons = compareReference(
        golden,
        await set.sample((params['index'] as number) ?? 0, drawOf(0)),
      );
      if (params['n_samples'] !== undefined) {
        comparisons.push(expectEqual('n_samples', set.length, params['n_samples']));
      }
      return [...comparisons, finish()];
    } finally {
      await set.close();
    }
  };

const flips = (params: Readonly<Record<string, unknown>>) => ({
  useHflip: params['use_flip'] as boolean,
  useRot: params['use_rot'] as boolean,
});
const gtSize = (params: Readonly<Record<string, unknown>>) => ({ gtSize: params['gt_size'] as number });

export const refCufedTrainOp = referenceOp((p) => ({ type: 'cufed', ...gtSize(p), ...flips(p) }));
export const refCufedValOp = referenceOp(() => ({
  type: 'reference-pairs',
  pairs: 'CUFED5_pairs.txt',
  folder: 'CUFED5',
}));
export const multiRefCufed5Op = referenceOp(() => ({ type: 'cufed5' }));
export const cufed5ConcatOp = referenceOp(() => ({ type: 'cufed5', references: 'stacked' }));
export const wrsrOp = referenceOp(() => ({ type: 'wr-sr' }));
export const sun80Op = referenceOp((p) => ({ type: 'sun80', numRef: p['num_ref'] as number }));
export const urban100Op = referenceOp(() => ({ type: 'urban100' }));
export const manga109Op = referenceOp((p) => ({ type: 'manga109', numRef: p['num_ref'] as number }));
export const lmrTestOp = referenceOp(() => ({ type: 'lmr-test' }));

const lmr = (list: string) => ({ type: 'lmr', list, folder: 'MegaDepth_v3_5ref' }) as const;
const LMR_LIST = 'meta_info_MegaDepth_v3_5ref.csv';
export const lmrTrainMultiOp = referenceOp((p) => ({ ...lmr(LMR_LIST), ...gtSize(p), ...flips(p) }));
export const lmrTrainSingleOp = referenceOp((p) => ({
  ...lmr(LMR_LIST),
  ...gtSize(p),
  ...flips(p),
  references: 1,
}));

const PAIRS = { type: 'megadepth-pairs', list: 'meta.csv', folder: 'MegaDepth' } as const;
export const megadepthTrainOp = referenceOp((p) => ({ ...PAIRS, ...gtSize(p) }));
export const megadepthValOp = referenceOp((p) => ({ ...PAIRS, ...gtSize(p) }));

/** Every fourth row and column of the map, with the 1 that the official one carries along. */
const positionsOf = ({ positions, gt }: ContrastiveSample) => {
  const values: number[] = [];
  for (let y = 0; y < gt.height; y += 4) {
    for (let x = 0; x < gt.width; x += 4) {
      const at = (y * gt.width + x) * 2;
      values.push(positions[at]!, positions[at + 1]!, 1);
    }
  }
  return { shape: [Math.ceil(gt.height / 4), Math.ceil(gt.width / 4), 3], values };
};

const compareContrastive = (golden: GoldenCase, sample: ContrastiveSample): Comparison[] => {
  const { tolerance } = golden.file;
  const map = golden.tensor('transformed_coordinate_sub');
  return [
    compare('transformed_coordinate_sub', positionsOf(sample), map, tolerance),
    ...comparePictures(golden, 'img_in', [sample.gt]),
    ...comparePictures(golden, 'img_in_up', [sample.up]),
    ...comparePictures(golden, 'img_ref', [sample.warped]),
    ...comparePictures(golden, 'img_ref_up', [sample.warpedUp]),
  ];
};

export const contrasTrainOp: RunOp = async ({ golden }) => {
  const { params, tolerance } = golden.file;
  // Only the inputs are read, though the set has references too.
  for (const input of golden.file.inputs) golden.path(input);
  const { draws, finish } = recordedDraws(golden);
  const set = await openDataset(
    { type: 'contrastive', root: golden.path('data'), ...gtSize(params), ...flips(params) },
    { draws: () => draws },
  );
  const sample = await set.sample(0, drawOf(0));
  await set.close();
  const matrix = (values: Float64Array) => ({ shape: [3, 3], values });
  return [
    ...compareContrastive(golden, sample),
    compare('H', matrix(sample.homography), golden.tensor('H'), tolerance),
    compare('H_inverse', matrix(sample.inverse), golden.tensor('H_inverse'), tolerance),
    finish(),
  ];
};

export const contrasValOp: RunOp = async ({ golden }) => {
  const { params, tolerance } = golden.file;
  for (const input of golden.file.inputs) golden.path(input);
  const { draws, finish } = recordedDraws(golden);
  const set = await openDataset(
    { type: 'contrastive-test', root: golden.path('data'), pairs: 'contras_val.txt' },
    { draws: () => draws },
  );
  const samples = await Promise.all(set.names.map((_, i) => set.sample(i, drawOf(0))));
  await set.close();
  const sample = samples[params['index'] as number] as ContrastiveSample;
  const inverses = samples.flatMap(({ inverse }) => [...inverse]);
  return [
    ...compareContrastive(golden, sample),
    compare(
      'H_inverse_all',
      { shape: [samples.length, 3, 3], values: inverses },
      golden.tensor('H_inverse_all'),
      tolerance,
    ),
    expectEqual('returned_name', sample.name, params['returned_name']),
    finish(),
  ];
};

/** `warp_perspective`: floats under given matrices. */
export const warpPerspectiveOp: RunOp = async ({ golden }) =>
  [0, 1].map((i) => {
    const { shape } = golden.tensor(`src${i}`);
    const [height, width] = shape as [number, number];
    const picture: FloatPicture = { width, height, channels: 3, data: golden.floats(`src${i}`) };
    const { data } = warpPerspective(picture, Float64Array.from(golden.tensor(`M${i}`).values));
    return compare(`dst${i}`, { shape, values: data }, golden.tensor(`dst${i}`), golden.file.tolerance);
  });
