import { ShapeError } from '@srkit/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { checkSomeReferences } from './check-references';
import {
  LEVELS,
  type Level,
  type PerLayer,
  PRE_OFFSET_CHANNELS,
  type PreOffsets,
  perLayer,
  type ReferenceFeatures,
} from './levels';
import type { LevelReference } from './restoration-level';

/**
 * Pre-offsets and features of the same references, level by level.
 *
 * @throws ShapeError unless there is one reference at least, as many pre-offsets as features, and every tensor has the
 *   target's batch and its level's channels, and every pre-offset its level's grid.
 */
export const checkedReferences = (
  path: string,
  { shape: [n, h, w] }: Tensor4D,
  preOffsets: readonly PreOffsets[],
  features: readonly ReferenceFeatures[],
  levels: readonly Level[] = LEVELS,
): PerLayer<LevelReference<Tensor4D>>[] => {
  checkSomeReferences(path, features);
  if (preOffsets.length !== features.length) {
    throw new ShapeError(
      'E_SHAPE_REFERENCES',
      `${path}: ${preOffsets.length} pre-offsets for ${features.length} references, expected one for each.`,
    );
  }
  const check = (what: string, tensor: Tensor4D | undefined, expected: readonly unknown[]) => {
    if (tensor?.shape.join() === expected.join()) return;
    throw new ShapeError(
      'E_SHAPE_REFERENCE',
      `${path}: ${what} is ${tensor ? `[${tensor.shape}]` : 'missing'}, expected [${expected}] (batch, height, width, channels).`,
    );
  };
  for (const { layer, channels, scale } of levels) {
    features.forEach((reference, i) => {
      // Of any height and width; the type does not keep a caller in JavaScript from leaving a layer out.
      const { shape } = (reference[layer] as Tensor4D | undefined) ?? { shape: [n, 'h', 'w'] };
      check(`${layer} of reference ${i}`, reference[layer], [n, shape[1], shape[2], channels]);
      const offset = (preOffsets[i] as PreOffsets)[layer];
      check(`the ${layer} pre-offset of reference ${i}`, offset, [
        n,
        h * scale,
        w * scale,
        PRE_OFFSET_CHANNELS,
      ]);
    });
  }
  return features.map((reference, i) =>
    perLayer(({ layer }) => ({
      features: reference[layer],
      preOffset: (preOffsets[i] as PreOffsets)[layer],
    })),
  );
};
