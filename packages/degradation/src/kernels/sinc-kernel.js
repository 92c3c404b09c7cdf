import { ConfigError } from '@srkit/core';
import { besselJ1 } from './bessel-j1';
import { checkedKernelSize } from './check-kernel';
import { normalised } from './kernel';
/** Below this J1(x)/x is 1/2 to double precision. */
const FLAT_BELOW = 1e-8;
/** J1(x) / x, continued to zero. */
const jinc = (x) => (x < FLAT_BELOW ? 0.5 : besselJ1(x) / x);
/**
 * Circular low-pass filter, which leaves ringing and overshoot (Real-ESRGAN, section 3.3): w J1(w r) / (2 pi r) at
 * distance r from the centre, divided by its sum. It has negative lobes.
 *
 * @param size side, odd, 1..51
 * @param cutoff cutoff frequency w in radians per pixel, in (0, pi]
 * @throws ConfigError `E_CONFIG_KERNEL_SIZE` or `E_CONFIG_KERNEL`.
 */
export const sincKernel = (size, cutoff) => {
    checkedKernelSize('sincKernel', size);
    if (!(cutoff > 0 && cutoff <= Math.PI)) {
        throw new ConfigError('E_CONFIG_KERNEL', `sincKernel: cutoff is ${cutoff}, expected radians per pixel in (0, pi]; pi is the highest frequency of a pixel grid.`);
    }
    const reach = (size - 1) / 2;
    // The constant w^2 / (2 pi) cancels with the sum; leaving it out keeps a tiny cutoff from underflowing to 0 / 0.
    const values = Float64Array.from({ length: size * size }, (_, i) => jinc(cutoff * Math.hypot((i % size) - reach, Math.floor(i / size) - reach)));
    return normalised(size, values);
};
