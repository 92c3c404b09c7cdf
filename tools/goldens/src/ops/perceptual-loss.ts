import type { StateDict } from '@srkit/checkpoints';
import { type PerceptualCriterion, PerceptualLoss } from '@srkit/losses';
import { VGGFeatureExtractor, type VggType } from '@srkit/models';
import { add, type Scalar, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Comparison } from '../compare';
import { fillWithHash, type RefsrHash } from '../hash-refsr';
import { type HashOptions, hashWeights } from '../hash-weights';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { expectEqual, type RunOp } from '../run-op';
import { compareInputGradient, compareScalar } from './loss-comparison';

export interface PerceptualConfig {
  readonly type?: string;
  readonly layer_weights: Readonly<Record<string, number>>;
  readonly vgg_type: VggType;
  readonly use_input_norm?: boolean;
  readonly range_norm?: boolean;
  readonly criterion?: PerceptualCriterion;
  readonly perceptual_weight?: number;
  readonly style_weight?: number;
}

/** The extractor of a loss, with weights hashed by torchvision's names. */
export const hashedVgg = (config: PerceptualConfig, hash: HashOptions): VGGFeatureExtractor => {
  const vgg = new VGGFeatureExtractor(
    {
      layers: Object.keys(config.layer_weights),
      vggType: config.vgg_type,
      useInputNorm: config.use_input_norm ?? true,
      rangeNorm: config.range_norm ?? false,
    },
    { deferred: true },
  );
  const state: StateDict = new Map();
  for (const [name, { shape }] of vgg.namedParameters()) {
    state.set(name, { name, dtype: 'F32', shape, data: hashWeights(name, shape, false, hash) });
  }
  vgg.loadStateDict(state);
  return vgg;
};

/** The extractor with names by layer, as the reference-based goldens hash them. */
export const hashedRefsrVgg = (
  layers: readonly string[],
  vggType: VggType,
  hash: RefsrHash,
): VGGFeatureExtractor => {
  const vgg = new VGGFeatureExtractor({ layers, vggType, names: 'conv' }, { deferred: true });
  fillWithHash(vgg, hash, (name) => `vgg.${name}`);
  return vgg;
};

/** The options of a loss, by our names. */
export const perceptualOptions = (config: PerceptualConfig) => ({
  layerWeights: config.layer_weights,
  criterion: config.criterion ?? 'l1',
  perceptualWeight: config.perceptual_weight ?? 1,
  styleWeight: config.style_weight ?? 0,
});

const realEsrganCase: RunOp = async ({ golden }) => {
  const { config, hash } = golden.file.params as unknown as {
    config: PerceptualConfig;
    hash: HashOptions & { state: readonly (readonly [string, readonly number[]])[] };
  };
  const vgg = hashedVgg(config, hash);
  const loss = new PerceptualLoss(vgg, perceptualOptions(config));
  const [x, gt] = [nhwcTensor(golden, 'x'), nhwcTensor(golden, 'gt')];
  const state = [...vgg.namedParameters()].map(([name, { shape }]) => [name, shape]);
  const comparisons: Comparison[] = [expectEqual('hash.state', state, hash.state)];
  const { perceptual, style } = loss.forward(x, gt);
  for (const [name, value] of [['percep', perceptual] as const, ['style', style] as const]) {
    if (value && golden.outputNames.includes(name))
      comparisons.push(await compareScalar(golden, name, value));
    value?.dispose();
  }
  const total = (picture: Tensor4D): Scalar => {
    const parts = Object.values(loss.forward(picture, gt)).filter((part): part is Scalar => part !== null);
    return parts.reduce((sum, part) => add(sum, part));
  };
  comparisons.push(await compareInputGradient(golden, 'grad.x', total, x, golden.file.grad_tolerance));
  for (const tensor of [x, gt]) tensor.dispose();
  vgg.dispose();
  return comparisons;
};

const refsrCase: RunOp = async ({ golden }) => {
  const { layer_weights, vgg_type, criterion, hash_weights } = golden.file
    .params as unknown as PerceptualConfig & { hash_weights: RefsrHash };
  const vgg = hashedRefsrVgg(Object.keys(layer_weights), vgg_type, hash_weights);
  // Stored without the weight, whose 1e-4 would hide differences below the tolerance.
  const loss = new PerceptualLoss(
    vgg,
    perceptualOptions({ layer_weights, vgg_type, ...(criterion ? { criterion } : {}) }),
  );
  const [x, gt] = [nhwcTensor(golden, 'x'), nhwcTensor(golden, 'gt')];
  const value = (picture: Tensor4D): Scalar => loss.forward(picture, gt).perceptual as Scalar;
  const [whole, features] = [value(x), vgg.forward(x)];
  const comparisons = [
    await compareScalar(golden, 'loss_unweighted', whole),
    await compareNhwc(golden, 'relu5_1_of_x', features['relu5_1'] as Tensor4D),
    await compareInputGradient(golden, 'grad_x_unweighted', value, x),
  ];
  for (const tensor of [x, gt, whole, ...Object.values(features)]) tensor.dispose();
  vgg.dispose();
  return comparisons;
};

/** `perceptual_loss`: both collections name theirs so. */
export const perceptualLossOp: RunOp = (context) =>
  'config' in context.golden.file.params ? realEsrganCase(context) : refsrCase(context);
