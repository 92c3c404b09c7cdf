import type { DenseFeatures, PreOffsets, ReferenceFeatures } from '@srkit/models';
import { unitChannels } from '@srkit/models';
import { featureMatch } from '@srkit/ops';
import {
  add,
  clipByValue,
  expandDims,
  gather,
  mul,
  range,
  reshape,
  slice,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';

const TAPS = 9;

/**
 * Features of a reference, `[n, hr, wr, c]`, at the places where a target of `[n, h, w]` finds its content: of the nine patches
 * that a pixel is in, each has its own match, and their mean is taken (SRNTT, Zhang et al. 2019, section 3.2).
 *
 * @param preOffset `[n, h, w, 18]`, displacements down and right of the nine patches. What leads out of the reference ends at
 *   its border.
 */
export const swappedFeatures = (features: Tensor4D, preOffset: Tensor4D): Tensor4D =>
  tidy(() => {
    const [n, hr, wr, c] = features.shape;
    const [, h, w] = preOffset.shape;
    const rows = reshape(range(0, h), [1, h, 1, 1]);
    const columns = reshape(range(0, w), [1, 1, w, 1]);
    const sample = reshape(mul(range(0, n), hr * wr), [n, 1, 1, 1]);
    const table = reshape(features, [n * hr * wr, c]);
    const displacement = (channel: number): Tensor => slice(preOffset, [0, 0, 0, channel], [n, h, w, 1]);
    let sum: Tensor | undefined;
    for (let tap = 0; tap < TAPS; tap++) {
      const taken = tidy(() => {
        const y = clipByValue(add(rows, displacement(2 * tap)), 0, hr - 1);
        const x = clipByValue(add(columns, displacement(2 * tap + 1)), 0, wr - 1);
        const index = add(sample, add(mul(y, wr), x));
        return gather(table, reshape(index, [n * h * w]).toInt());
      });
      const before: Tensor | undefined = sum;
      sum = before ? add(before, taken) : taken;
      if (before) for (const tensor of [before, taken]) tensor.dispose();
    }
    return reshape(mul(sum as Tensor, 1 / TAPS), [n, h, w, c]);
  });

/** What the texture loss compares a result with; the caller's. */
export interface TextureInputs {
  readonly maps: Readonly<Record<string, Tensor4D>>;
  /** How alike matched patches are, `[n, h / 4 - 2, w / 4 - 2, 1]`. */
  readonly weights: Tensor4D;
}

/** Swapped features and matching scores of one reference. */
export const textureInputs = (
  { denseFeatures1, denseFeatures2 }: DenseFeatures,
  preOffsets: PreOffsets,
  features: ReferenceFeatures,
): TextureInputs => {
  const maps: Record<string, Tensor4D> = {};
  for (const layer of ['relu3_1', 'relu2_1', 'relu1_1'] as const)
    maps[layer] = swappedFeatures(features[layer], preOffsets[layer]);
  const weights = tidy(() => {
    const [input, reference] = [unitChannels(denseFeatures1), unitChannels(denseFeatures2)];
    return expandDims(featureMatch(input, reference, { normInput: true }).correlation, 3) as Tensor4D;
  });
  return { maps, weights };
};
