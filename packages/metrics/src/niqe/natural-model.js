import { CheckpointError } from '@srkit/core';
const ENTRIES = {
    mean: ['mu_pris_param', 36],
    covariance: ['cov_pris_param', 1296],
    window: ['gaussian_window', 49],
};
/**
 * A model from a state_dict with BasicSR's names: `mu_pris_param`, `cov_pris_param`, `gaussian_window`.
 *
 * @throws CheckpointError `E_CHECKPOINT_KEYS` naming the entry that is missing or has another size.
 */
export const naturalModelFromState = (state) => {
    const read = (part) => {
        const [name, size] = ENTRIES[part];
        const values = state.get(name)?.data;
        if (values?.length !== size) {
            throw new CheckpointError('E_CHECKPOINT_KEYS', `NIQE: '${name}' has ${values ? `${values.length} values` : 'no entry'}, expected ${size} values. Give BasicSR's niqe_pris_params as safetensors.`);
        }
        return Float64Array.from(values, Number);
    };
    return { mean: read('mean'), covariance: read('covariance'), window: read('window') };
};
