import { ConfigError } from '@srkit/core';
import { checkedKernelSize } from './check-kernel';
/**
 * The same blur as a kernel with a larger side: zeros around it.
 *
 * @throws ConfigError `E_CONFIG_KERNEL_SIZE` when `size` is even, too large, or smaller than the kernel.
 */
export const padKernel = (kernel, size) => {
    checkedKernelSize('padKernel', size);
    if (size < kernel.size) {
        throw new ConfigError('E_CONFIG_KERNEL_SIZE', `padKernel: size is ${size}, expected at least the kernel's own ${kernel.size}.`);
    }
    const margin = (size - kernel.size) / 2;
    const values = new Float64Array(size * size);
    for (let row = 0; row < kernel.size; row++) {
        values.set(kernel.values.subarray(row * kernel.size, (row + 1) * kernel.size), (row + margin) * size + margin);
    }
    return { size, values };
};
