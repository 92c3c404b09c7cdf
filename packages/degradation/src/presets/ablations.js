import { ConfigError } from '@srkit/core';
/**
 * The classical process (Real-ESRGAN, section 3.1): one blur, resize, noise and JPEG. The first stage's JPEG
 * becomes the final one, since every process ends with the resize to the LQ size.
 */
export const firstOrder = (options) => {
    const [first] = options.stages;
    if (!first)
        throw new ConfigError('E_CONFIG_OPTIONS', 'firstOrder: stages is empty, expected at least one.');
    return {
        ...options,
        stages: [{ ...first, jpegRange: null }],
        final: { ...options.final, jpegRange: first.jpegRange ?? options.final.jpegRange },
    };
};
/** Without sinc filters, neither as blur kernels nor at the end (Real-ESRGAN, section 4.3). */
export const withoutSinc = (options) => ({
    ...options,
    stages: options.stages.map((stage) => ({ ...stage, sincProb: 0 })),
    final: { ...options.final, sincProb: 0 },
});
const isGaussian = (type) => type === 'iso' || type === 'aniso';
const gaussiansOf = (stage, index) => {
    const kept = stage.kernelList.flatMap((type, i) => isGaussian(type) ? [{ type, probability: stage.kernelProb[i] ?? 0 }] : []);
    const sum = kept.reduce((total, { probability }) => total + probability, 0);
    if (sum <= 0) {
        throw new ConfigError('E_CONFIG_OPTIONS', `gaussianKernelsOnly: stages[${index}].kernelList has no Gaussian kernel with a probability above 0, expected iso or aniso.`);
    }
    return {
        ...stage,
        kernelList: kept.map(({ type }) => type),
        kernelProb: kept.map(({ probability }) => probability / sum),
    };
};
/**
 * Without generalised and plateau-shaped kernels (Real-ESRGAN, section 4.3); the Gaussian ones keep their
 * proportions. Sinc filters stay.
 *
 * @throws ConfigError `E_CONFIG_OPTIONS` when a stage has no Gaussian kernels to keep.
 */
export const gaussianKernelsOnly = (options) => ({
    ...options,
    stages: options.stages.map(gaussiansOf),
});
