import { ContrasExtractorLayer, ContrasExtractorSep, ContrasMultiExtractorSep } from '@srkit/models';
import type { Module } from '@srkit/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { fillWithHash, type RefsrHash, refsrInput } from '../hash-refsr';
import type { RunOp } from '../run-op';
import { compareChannels } from './refsr-comparison';

interface ExtractorParams {
  readonly hash_weights: RefsrHash;
  readonly channel_stride?: number;
  readonly n_refs?: number;
}

/** Runs an extractor on the case's pictures and compares what it names. */
const extractorOp =
  <M extends Module>(
    create: () => M,
    inputs: (params: ExtractorParams) => readonly string[],
    run: (module: M, images: readonly Tensor4D[]) => Record<string, Tensor4D>,
  ): RunOp =>
  async ({ golden }) => {
    const params = golden.file.params as unknown as ExtractorParams;
    const module = create();
    fillWithHash(module, params.hash_weights);
    const images = inputs(params).map((name) => refsrInput(golden, name));
    const outputs = run(module, images);
    const results = [];
    for (const [name, output] of Object.entries(outputs)) {
      results.push(await compareChannels(golden, name, output, params.channel_stride));
    }
    for (const tensor of [...images, ...Object.values(outputs)]) tensor.dispose();
    module.dispose();
    return results;
  };

/** `ContrasExtractorLayer`. */
export const contrasExtractorLayerOp = extractorOp(
  () => new ContrasExtractorLayer({}, { deferred: true }),
  () => ['img_u8'],
  (module, [image]) => ({ dense_features: module.denseFeatures(image!) }),
);

/** `ContrasExtractorSep`. */
export const contrasExtractorSepOp = extractorOp(
  () => new ContrasExtractorSep({}, { deferred: true }),
  () => ['img1_u8', 'img2_u8'],
  (module, [image1, image2]) => {
    const { denseFeatures1, denseFeatures2 } = module.forward(image1!, image2!);
    return { dense_features1: denseFeatures1, dense_features2: denseFeatures2 };
  },
);

/** `ContrasMultiExtractorSep`. */
export const contrasMultiExtractorSepOp = extractorOp(
  () => new ContrasMultiExtractorSep({}, { deferred: true }),
  ({ n_refs }) => ['img1_u8', ...Array.from({ length: n_refs ?? 1 }, (_, i) => `ref${i}_u8`)],
  (module, [image1, ...references]) => {
    const found = module.forward(image1!, references);
    return {
      dense_features1: found[0]!.denseFeatures1,
      ...Object.fromEntries(found.map((f, i) => [`ref${i}.dense_features2`, f.denseFeatures2])),
    };
  },
);
