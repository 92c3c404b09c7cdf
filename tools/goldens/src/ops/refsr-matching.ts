import { CorrespondenceGenerationArch, indexToFlow, preOffsetToOfficial, tensorShift } from '@srkit/models';
import { type Tensor, type Tensor4D, tensor3d, tensor4d } from '@tensorflow/tfjs-core';
import { type Comparison, compare } from '../compare';
import type { GoldenCase } from '../golden-case';
import { fillWithHash, type RefsrHash, refsrInput } from '../hash-refsr';
import { expectEqual, type RunOp } from '../run-op';
import { compareChannels } from './refsr-comparison';

type Shape4 = [number, number, number, number];

/** Integers: nothing but the same value will do. */
const compareExactly = async (golden: GoldenCase, name: string, actual: Tensor): Promise<Comparison> =>
  compare(name, { shape: actual.shape, values: await actual.data() }, golden.tensor(name), {});

/** `tensor_shift`. */
export const tensorShiftOp: RunOp = async ({ golden }) => {
  const shifts = golden.file.params['shifts'] as [number, number][];
  const x = tensor4d(golden.floats('x'), golden.tensor('x').shape as Shape4);
  const results = [];
  for (const shift of shifts) {
    const y = tensorShift(x, shift);
    results.push(await compareExactly(golden, `shift_${shift.join('_')}`, y));
    y.dispose();
  }
  x.dispose();
  return results;
};

/** `index_to_flow`. */
export const indexToFlowOp: RunOp = async ({ golden }) => {
  const [h, w] = golden.tensor('max_idx').shape as [number, number];
  const index = tensor3d(Int32Array.from(golden.tensor('max_idx').values), [1, h, w], 'int32');
  const flow = indexToFlow(index);
  const results = [await compareExactly(golden, 'flow', flow)];
  for (const tensor of [index, flow]) tensor.dispose();
  return results;
};

/** `CorrespondenceGenerationArch`: pre-offsets, exactly, and the reference's VGG19 features. */
export const correspondenceOp: RunOp = async ({ golden }) => {
  const { hash_weights, vgg_layers, ref_feature_channel_stride } = golden.file.params as {
    hash_weights: RefsrHash;
    vgg_layers: string[];
    ref_feature_channel_stride: number;
  };
  const module = new CorrespondenceGenerationArch({ decode: 'official' }, { deferred: true });
  fillWithHash(module, hash_weights);
  const [denseFeatures1, denseFeatures2, image] = ['dense_features1', 'dense_features2', 'img_ref_u8'].map(
    (name) => refsrInput(golden, name),
  ) as [Tensor4D, Tensor4D, Tensor4D];
  const { preOffsets, features } = module.forward({ denseFeatures1, denseFeatures2 }, image);
  const results = [expectEqual('vgg_layers', Object.keys(features).sort(), [...vgg_layers].sort())];
  for (const layer of ['relu3_1', 'relu2_1', 'relu1_1'] as const) {
    const official = preOffsetToOfficial(preOffsets[layer]);
    results.push(await compareExactly(golden, `pre_offset_${layer}`, official));
    results.push(await compareChannels(golden, `feat_${layer}`, features[layer], ref_feature_channel_stride));
    official.dispose();
  }
  for (const tensor of [denseFeatures1, denseFeatures2, image]) tensor.dispose();
  for (const tensor of [...Object.values(preOffsets), ...Object.values(features)]) tensor.dispose();
  module.dispose();
  return results;
};
