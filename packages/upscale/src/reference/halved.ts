import { unitChannels } from '@srkit/models';
import { avgPool, type Tensor4D } from '@tensorflow/tfjs-core';
import { PATCH } from './correspondences';

/** At half the resolution, unit features again. */
export const halved = (x: Tensor4D): Tensor4D => unitChannels(avgPool(x, 2, 2, 'valid'));

/** Patches of a map. */
export const patchesOf = ({ shape: [, rows, columns] }: Tensor4D): number =>
  (rows - PATCH + 1) * (columns - PATCH + 1);

/** Pairs of a patch of one map and one of the other. */
export const pairsOf = (target: Tensor4D, reference: Tensor4D): number =>
  patchesOf(target) * patchesOf(reference);
