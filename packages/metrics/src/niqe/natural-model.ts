import type { StateDict } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';

/** The multivariate Gaussian of undistorted photos that NIQE compares with. */
export interface NaturalModel {
  /** 36 means. */
  readonly mean: Float64Array;
  /** 36 x 36 covariances. */
  readonly covariance: Float64Array;
  /** 7 x 7 weights of the local window. */
  readonly window: Float64Array;
}

const ENTRIES = {
  mean: ['mu_pris_param', 36],
  covariance: ['cov_pris_param', 1296],
  window: ['gaussian_window', 49],
} as const;

/**
 * A model from a state_dict with BasicSR's names: `mu_pris_param`, `cov_pris_param`, `gaussian_window`.
 *
 * @throws CheckpointError `E_CHECKPOINT_KEYS` naming the entry that is missing or has another size.
 */
export const naturalModelFromState = (state: StateDict): NaturalModel => {
  const read = (part: keyof typeof ENTRIES): Float64Array => {
    const [name, size] = ENTRIES[part];
    const values = state.get(name)?.data;
    if (values?.length !== size) {
      throw new CheckpointError(
        'E_CHECKPOINT_KEYS',
        `NIQE: '${name}' has ${values ? `${values.length} values` : 'no entry'}, expected ${size} values. Give BasicSR's niqe_pris_params as safetensors.`,
      );
    }
    return Float64Array.from(values as ArrayLike<number>, Number);
  };
  return { mean: read('mean'), covariance: read('covariance'), window: read('window') };
};
