import { ConfigError } from '@srkit/core';
import { SAMPLES } from '@srkit/core/contracts';
import { tidy } from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from './run-kernel';
/**
 * Reads floats of any shape as integer samples, as BasicSR's `tensor2img`: clamped to [0, 1], times 255 or 65535 in float32,
 * rounded, halves to the even number.
 * Where the backend has a kernel for it (`srkit-wasm`), a quarter of the bytes, or half, has to be read.
 *
 * @returns undefined where it has none; read the floats there.
 * @throws ConfigError for a tensor that is not float32, or another bit depth.
 */
export const readSamples = async (x, bitDepth) => {
    if (x.dtype !== 'float32' || (bitDepth !== 8 && bitDepth !== 16)) {
        throw new ConfigError('E_CONFIG_SAMPLES', `readSamples: a ${x.dtype} tensor as samples of ${bitDepth} bits, expected float32 and 8 or 16 bits.`);
    }
    if (!hasKernel(SAMPLES))
        return undefined;
    const packed = tidy(() => runKernel(SAMPLES, { x }, { bitDepth }));
    try {
        const words = (await packed.data());
        const { buffer, byteOffset } = words;
        const data = bitDepth === 8
            ? new Uint8Array(buffer, byteOffset, x.size)
            : new Uint16Array(buffer, byteOffset, x.size);
        return { data, hasNaN: words.at(-1) === 1 };
    }
    finally {
        packed.dispose();
    }
};
