import { loadStateDict } from '@srkit/checkpoints';
import { decodeImage, type Raster } from '@srkit/image';
import { interpolateStateDicts, type LoadedModel, loadModel } from '@srkit/models';
import { OFFICIAL_BEHAVIOUR, Upscaler } from '@srkit/upscale';
import { camelCase } from '../camel-case';
import { type Comparison, compare, type Tolerance } from '../compare';
import type { GoldenCase } from '../golden-case';
import { expectEqual, failure, type RunOp } from '../run-op';

interface NetworkParams {
  readonly arch?: string;
  readonly config?: Record<string, unknown> & { readonly act_type?: 'relu' | 'prelu' | 'leakyrelu' };
}

interface EnhanceParams extends NetworkParams {
  readonly checkpoint: string;
  readonly checkpoint_key?: string;
  readonly scale: number;
  readonly tile: number;
  readonly tile_pad: number;
  readonly pre_pad: number;
  readonly outscale: number | null;
  readonly alpha_upsampler: string;
  readonly img_mode?: string;
  readonly input_shape?: readonly number[];
  readonly input_dtype?: string;
  readonly output_shape?: readonly number[];
  readonly output_dtype?: string;
}

/** By which Pillow's names of the number of channels are given. */
const MODES = ['L', 'LA', 'RGB', 'RGBA'];
/** How the official command's choices enlarge alpha; its `bicubic` calls OpenCV's bilinear resize. */
const ALPHA: Readonly<Record<string, 'network' | 'bilinear'>> = {
  realesrgan: 'network',
  bicubic: 'bilinear',
};

/** What the case says of something, if it does, held against what it is. */
const said = (name: string, actual: unknown, expected: unknown): Comparison[] =>
  expected === undefined ? [] : [expectEqual(name, actual, expected)];

/** The network that was recognised, held against the case's. */
const compareNetwork = (model: LoadedModel, { arch, config = {} }: NetworkParams): Comparison[] => [
  ...said('arch', model.architecture.name, arch),
  ...Object.entries(camelCase(config)).map(([key, value]) =>
    expectEqual(`config.${key}`, (model.architecture.config as Record<string, unknown>)[key], value),
  ),
];

/** Shape and depth as NumPy says them. */
const described = ({ height, width, channels, data }: Raster) => ({
  shape: channels === 1 ? [height, width] : [height, width, channels],
  dtype: data instanceof Uint16Array ? 'uint16' : 'uint8',
});

/** OpenCV reads a grey picture with alpha as BGRA. */
const asOpenCv = (raster: Raster): Raster => {
  if (raster.channels !== 2) return raster;
  const { width, height, data } = raster;
  const out =
    data instanceof Uint16Array ? new Uint16Array(width * height * 4) : new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++)
    out.set([data[2 * i]!, data[2 * i]!, data[2 * i]!, data[2 * i + 1]!], 4 * i);
  return { ...raster, channels: 4, data: out };
};

const comparePicture = async (
  path: string,
  name: string,
  actual: Raster,
  tolerance: Tolerance,
): Promise<Comparison> => {
  const expected = await decodeImage(path);
  const shape = ({ width, height, channels }: Raster) => [height, width, channels];
  const depth = (raster: Raster) => (raster.data instanceof Uint16Array ? 16 : 8);
  if (depth(actual) !== depth(expected)) {
    return failure(name, `${name} has ${depth(actual)} bits, expected ${depth(expected)}`);
  }
  return compare(
    name,
    { shape: shape(actual), values: actual.data },
    { shape: shape(expected), values: expected.data },
    tolerance,
  );
};

type TileParams = Pick<EnhanceParams, 'tile' | 'tile_pad' | 'pre_pad' | 'outscale' | 'alpha_upsampler'>;

const enhance = async (model: LoadedModel, input: Raster, params: TileParams) => {
  const alpha = ALPHA[params.alpha_upsampler];
  if (!alpha) throw new Error(`alpha_upsampler '${params.alpha_upsampler}' is not known`);
  const upscaler = new Upscaler(model, {
    ...OFFICIAL_BEHAVIOUR,
    tile: params.tile,
    tilePad: params.tile_pad,
    prePad: params.pre_pad,
    outscale: params.outscale ?? undefined,
    alpha,
  });
  return (await upscaler.upscale(input)).image;
};

const withoutPrefix = (name: string): string => name.replace(/^file:/, '');

/** The one input that is none of the checkpoints. */
const readPicture = (golden: GoldenCase, checkpoints: readonly string[]): Promise<Raster> => {
  const pictures = golden.file.inputs.map(withoutPrefix).filter((name) => !checkpoints.includes(name));
  if (pictures.length !== 1) throw new Error(`the case has ${pictures.length} pictures, expected 1`);
  return decodeImage(golden.path(pictures[0]!));
};

/** `enhance`: a picture through the official inference, with its tiles, padding, alpha and final resize. */
export const enhanceOp: RunOp = async ({ golden }) => {
  const params = golden.file.params as unknown as EnhanceParams;
  const model = await loadModel(golden.path(params.checkpoint), {
    key: params.checkpoint_key,
    scale: params.scale,
    actType: params.config?.act_type,
  });
  try {
    const picture = await readPicture(golden, [params.checkpoint]);
    const input = asOpenCv(picture);
    const comparisons = [
      ...compareNetwork(model, params),
      ...said('img_mode', MODES[picture.channels - 1], params.img_mode),
      ...said('input_shape', described(input).shape, params.input_shape),
      ...said('input_dtype', described(input).dtype, params.input_dtype),
    ];
    for (const output of golden.outputNames) {
      const name = withoutPrefix(output);
      if (!['output.png', 'output_native.png'].includes(name)) {
        comparisons.push(failure(output, `${output} is no output that is known`));
        continue;
      }
      const native = name === 'output_native.png';
      const actual = await enhance(model, input, native ? { ...params, outscale: null } : params);
      comparisons.push(await comparePicture(golden.path(name), output, actual, golden.file.tolerance));
      if (native) continue;
      comparisons.push(
        ...said('output_shape', described(actual).shape, params.output_shape),
        ...said('output_dtype', described(actual).dtype, params.output_dtype),
      );
    }
    return comparisons;
  } finally {
    model.dispose();
  }
};

interface DniParams extends NetworkParams {
  readonly files: readonly [string, string];
  readonly weights: readonly [number, number];
  readonly scale: number;
  readonly denoise_strength: number;
}

/** `dni`: two checkpoints interpolated, and a picture through the result. */
export const dniOp: RunOp = async ({ golden }) => {
  const params = golden.file.params as unknown as DniParams;
  const { files, weights, scale, config, denoise_strength: strength } = params;
  const [a, b] = await Promise.all(files.map((file) => loadStateDict(golden.path(file), { key: 'params' })));
  const merged = interpolateStateDicts(a!, b!, weights);
  const model = await loadModel(merged, { scale, actType: config?.act_type });
  try {
    const comparisons = [
      ...compareNetwork(model, params),
      expectEqual('weights', [strength, 1 - strength], weights),
    ];
    for (const output of golden.outputNames) {
      if (output.startsWith('file:')) {
        const input = asOpenCv(await readPicture(golden, files));
        const defaults = { tile: 0, tile_pad: 10, pre_pad: 0, outscale: null, alpha_upsampler: 'realesrgan' };
        const actual = await enhance(model, input, defaults);
        const tolerance = golden.file.image_tolerance ?? golden.file.tolerance;
        const path = golden.path(withoutPrefix(output));
        comparisons.push(await comparePicture(path, output, actual, tolerance));
        continue;
      }
      const tensor = merged.get(output.replace(/^merged\./, ''));
      comparisons.push(
        tensor
          ? compare(
              output,
              { shape: tensor.shape, values: tensor.data as Float32Array },
              golden.tensor(output),
              golden.file.tolerance,
            )
          : failure(output, `${output} was not computed`),
      );
    }
    return comparisons;
  } finally {
    model.dispose();
  }
};
