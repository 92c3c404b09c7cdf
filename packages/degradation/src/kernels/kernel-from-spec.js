import { checkedKernelSize } from './check-kernel';
import { gaussianKernel } from './gaussian-kernel';
import { generalizedGaussianKernel } from './generalized-gaussian-kernel';
import { plateauKernel } from './plateau-kernel';
import { sincKernel } from './sinc-kernel';
/** Side of a spec's kernel; a pulse is one pixel. */
export const kernelSize = (spec) => (spec.type === 'pulse' ? 1 : spec.size);
/**
 * The weights that a recipe's kernel stands for, in its own size.
 *
 * @throws ConfigError `E_CONFIG_KERNEL_SIZE` or `E_CONFIG_KERNEL` naming the field outside its range.
 */
export const kernelFromSpec = (spec) => {
    switch (spec.type) {
        case 'iso':
        case 'aniso':
            return gaussianKernel(spec);
        case 'generalized_iso':
        case 'generalized_aniso':
            return generalizedGaussianKernel(spec);
        case 'plateau_iso':
        case 'plateau_aniso':
            return plateauKernel(spec);
        case 'sinc':
            return sincKernel(spec.size, spec.cutoff);
        case 'values':
            checkedKernelSize('kernelFromSpec', spec.size);
            return { size: spec.size, values: Float64Array.from(spec.values) };
        case 'pulse':
            return { size: 1, values: Float64Array.of(1) };
    }
};
