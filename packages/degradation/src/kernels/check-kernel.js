import { ConfigError } from '@srkit/core';
/** Largest side of a kernel: that of the sharpening filter, and far above the 21 of any published process. */
export const MAX_KERNEL_SIZE = 51;
/** Whether `size` may be the side of a kernel. */
export const isKernelSize = (size) => Number.isInteger(size) && size >= 1 && size <= MAX_KERNEL_SIZE && size % 2 === 1;
/** Throws a `ConfigError` unless `size` is odd and in 1..`MAX_KERNEL_SIZE`. */
export const checkedKernelSize = (owner, size) => {
    if (isKernelSize(size))
        return;
    throw new ConfigError('E_CONFIG_KERNEL_SIZE', `${owner}: size is ${size}, expected an odd integer in 1..${MAX_KERNEL_SIZE}. An even kernel has no centre.`);
};
/** Throws a `ConfigError` unless `value` is finite and above zero. */
export const checkedPositive = (owner, name, value) => {
    if (Number.isFinite(value) && value > 0)
        return;
    throw new ConfigError('E_CONFIG_KERNEL', `${owner}: ${name} is ${value}, expected a finite number above 0. For no blur use a kernel of type 'pulse'.`);
};
