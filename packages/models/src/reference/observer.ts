import type { Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Sees a network's intermediate results by the path of the module that made them (`dyn_agg_restore.head_small`),
 * or by that path and what it is (`dyn_agg_restore.head_small.attention`). The tensor belongs to the network and is
 * freed later: `keep(tensor.clone())` what shall stay.
 */
export type Observer = (path: string, value: Tensor4D) => void;

/** The observer that a sub-module is given: it prepends the sub-module's path. */
export const below = (observe: Observer | undefined, path: string): Observer | undefined =>
  observe && ((rest, value) => observe(`${path}.${rest}`, value));
