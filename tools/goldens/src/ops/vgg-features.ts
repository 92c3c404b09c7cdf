import type { StateDict } from '@srkit/checkpoints';
import { VGGFeatureExtractor, type VggType } from '@srkit/models';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { type Comparison, compare } from '../compare';
import type { GoldenCase } from '../golden-case';
import { type HashOptions, hashWeights } from '../hash-weights';
import { toNchw } from '../layout';
import { nhwcTensor } from '../nhwc';
import { expectEqual, failure, type RunOp } from '../run-op';

interface HashedState extends HashOptions {
  readonly state: readonly (readonly [string, readonly number[]])[];
}

interface Summary {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly std: number;
  readonly absmax: number;
  readonly stored: 'full' | 'subsample';
  readonly start?: number;
  readonly step?: number;
}

interface VggParams {
  readonly vgg_type: VggType;
  readonly layers: readonly string[];
  readonly use_input_norm: boolean;
  readonly range_norm: boolean;
  readonly summary: Readonly<Record<string, Summary>>;
  readonly hash: HashedState;
}

const weights = ({ state, ...options }: HashedState): StateDict =>
  new Map(
    state.map(([name, shape]) => [
      name,
      { name, dtype: 'F32', shape, data: hashWeights(name, shape, false, options) },
    ]),
  );

const statistics = (values: Float32Array): number[] => {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return [mean, Math.sqrt(variance), values.reduce((most, v) => Math.max(most, Math.abs(v)), 0)];
};

const compareFeature = async (
  golden: GoldenCase,
  layer: string,
  feature: Tensor4D,
  summary: Summary,
): Promise<Comparison[]> => {
  const [n, h, w, c] = feature.shape;
  const values = toNchw((await feature.data()) as Float32Array, [n, h, w, c]);
  const { tolerance } = golden.file;
  const comparisons: Comparison[] = [];
  if (summary.stored !== 'full' && summary.stored !== 'subsample')
    return [failure(layer, `${layer} is stored as '${summary.stored as string}', which is not known`)];
  if (summary.stored === 'full') {
    const name = `feat.${layer}`;
    comparisons.push(compare(name, { shape: [n, c, h, w], values }, golden.tensor(name), tolerance));
  } else {
    const name = `sub.${layer}`;
    const { start = 0, step = 1 } = summary;
    const taken = values.filter((_, i) => i >= start && (i - start) % step === 0);
    comparisons.push(compare(name, { shape: [taken.length], values: taken }, golden.tensor(name), tolerance));
  }
  if (summary.shape.join() !== [n, c, h, w].join())
    comparisons.push(failure(layer, `${layer} is [${n},${c},${h},${w}], expected [${summary.shape}]`));
  const expected = Float64Array.of(summary.mean, summary.std, summary.absmax);
  const whole = { shape: [3], values: Float64Array.from(statistics(values)) };
  comparisons.push(compare(`summary.${layer}`, whole, { shape: [3], values: expected }, tolerance));
  return comparisons;
};

/** `vgg_features`: the features of VGG with torchvision's names. */
export const vggFeatures: RunOp = async ({ golden }) => {
  const params = golden.file.params as unknown as VggParams;
  const vgg = new VGGFeatureExtractor(
    {
      layers: params.layers,
      vggType: params.vgg_type,
      useInputNorm: params.use_input_norm,
      rangeNorm: params.range_norm,
    },
    { deferred: true },
  );
  vgg.loadStateDict(weights(params.hash));
  const x = nhwcTensor(golden, 'x');
  const features = vgg.forward(x);
  try {
    const summarised = expectEqual('layers', params.layers, Object.keys(params.summary));
    const comparisons = await Promise.all(
      params.layers.map((layer) =>
        compareFeature(golden, layer, features[layer] as Tensor4D, params.summary[layer] as Summary),
      ),
    );
    return [summarised, ...comparisons.flat()];
  } finally {
    for (const tensor of [x, ...Object.values(features)]) tensor.dispose();
    vgg.dispose();
  }
};
