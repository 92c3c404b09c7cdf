import { fnv1a32, mixBits } from '@srkit/core';
/** The goldens' weight generator: values that follow from a parameter's name, index and a seed alone. */
/** The 32-bit hash of element `i` of a parameter. */
export const elementHash = (i, nameHash) => mixBits(Math.imul(i, 0x9e3779b1) + nameHash) >>> 0;
const size = (shape) => shape.reduce((product, side) => product * side, 1);
const centreAndWidth = (name, shape, isPrelu, { gain, bias_a = 0.05 }) => {
    if (shape.length >= 2)
        return [0, gain * Math.sqrt(3 / size(shape.slice(1)))];
    if (isPrelu)
        return [0.25, 0.1];
    if (name.endsWith('running_mean'))
        return [0, 0.1];
    if (name.endsWith('running_var'))
        return [1, 0.5];
    if (name.endsWith('bias'))
        return [0, bias_a];
    return [1, 0.1];
};
/** The values of one parameter. */
export const hashWeights = (name, shape, isPrelu, options) => {
    const nameHash = (fnv1a32(name) ^ options.seed) >>> 0;
    const uniform = Float64Array.from({ length: size(shape) }, (_, i) => elementHash(i, nameHash) / 2 ** 32);
    if (name.endsWith('num_batches_tracked'))
        return new Float32Array(uniform.length);
    if (name.endsWith('weight_u') || name.endsWith('weight_v')) {
        const centred = uniform.map((u) => 2 * u - 1);
        const norm = Math.sqrt(centred.reduce((sum, v) => sum + v * v, 0));
        return Float32Array.from(centred, (v) => v / norm);
    }
    const [centre, width] = centreAndWidth(name, shape, isPrelu, options);
    return Float32Array.from(uniform, (u) => centre + (2 * u - 1) * width);
};
