import { ConfigError } from '@srkit/core';
import { readPair } from './pair';
const PEAK = 255;
/**
 * Peak signal-to-noise ratio in dB against a peak of 255: 10 log10(255^2 / mse), the mean over all channels together.
 *
 * @returns Infinity for equal pictures (with `epsilon` 0).
 * @throws ShapeError when sizes differ or nothing is left of the crop; ConfigError for a protocol out of range.
 */
export const psnr = async (a, b, options = {}) => {
    const { epsilon = 0, wrapped = false, ...protocol } = options;
    if (!(epsilon >= 0)) {
        throw new ConfigError('E_CONFIG_EPSILON', `psnr: epsilon is ${epsilon}, expected a number of 0 or more.`);
    }
    const [x, y] = await readPair(a, b, protocol);
    let sum = 0;
    for (let i = 0; i < x.data.length; i++) {
        const difference = x.data[i] - y.data[i];
        sum += wrapped ? ((difference & 255) ** 2) & 255 : difference * difference;
    }
    return 10 * Math.log10(1 / (sum / x.data.length / PEAK ** 2 + epsilon));
};
