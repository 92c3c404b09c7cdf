import { fnv1a32 } from '@srkit/core';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
/** The generator of one parameter: seeded by the network's seed and the parameter's name, so that the value of
 * a parameter does not depend on the order in which parameters are made. */
export const uniformStream = (seed, name) => {
    const generator = xoroshiro128plus((fnv1a32(name) ^ seed) | 0);
    return () => uniformFloat64(generator);
};
/** PyTorch's default for convolution weights and biases: U(-1/sqrt(fanIn), 1/sqrt(fanIn)). */
export const torchDefault = (size, fanIn, uniform) => {
    const bound = 1 / Math.sqrt(fanIn);
    return Float32Array.from({ length: size }, () => (2 * uniform() - 1) * bound);
};
/** A standard normal number (Box-Muller); 1 - u keeps the logarithm's argument above zero. */
const standardNormal = (uniform) => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
/** Kaiming normal (fan in, gain sqrt 2) times `scale`, as Real-ESRGAN initialises its dense blocks with 0.1. */
export const kaimingNormal = (scale) => (size, fanIn, uniform) => {
    const deviation = Math.sqrt(2 / fanIn) * scale;
    return Float32Array.from({ length: size }, () => deviation * standardNormal(uniform));
};
/** Normal with the given mean and standard deviation. */
export const normal = (centre, deviation) => (size, _fanIn, uniform) => Float32Array.from({ length: size }, () => centre + deviation * standardNormal(uniform));
/** A random direction: standard normal, divided by its Euclidean norm. */
export const unitVector = (size, _fanIn, uniform) => {
    const direction = Float64Array.from({ length: size }, () => standardNormal(uniform));
    const length = Math.sqrt(direction.reduce((sum, v) => sum + v * v, 0));
    return Float32Array.from(direction, (v) => v / length);
};
/** Every element the same. */
export const constant = (value) => (size) => new Float32Array(size).fill(value);
