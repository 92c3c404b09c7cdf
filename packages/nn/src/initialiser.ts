import { fnv1a32 } from '@srkit/core';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of uniform numbers in [0, 1). */
export type Uniform = () => number;

/** Fills a new parameter of `size` elements whose units have `fanIn` inputs. */
export type Initialiser = (size: number, fanIn: number, uniform: Uniform) => Float32Array;

/** The generator of one parameter: seeded by the network's seed and the parameter's name, so that the value of
 * a parameter does not depend on the order in which parameters are made. */
export const uniformStream = (seed: number, name: string): Uniform => {
  const generator = xoroshiro128plus((fnv1a32(name) ^ seed) | 0);
  return () => uniformFloat64(generator);
};

/** So many numbers; `Float32Array.from` takes twice as long, which large networks are seconds of. */
const filled = (size: number, next: () => number): Float32Array => {
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = next();
  return values;
};

/** PyTorch's default for convolution weights and biases: U(-1/sqrt(fanIn), 1/sqrt(fanIn)). */
export const torchDefault: Initialiser = (size, fanIn, uniform) => {
  const bound = 1 / Math.sqrt(fanIn);
  return filled(size, () => (2 * uniform() - 1) * bound);
};

/** A standard normal number (Box-Muller); 1 - u keeps the logarithm's argument above zero. */
const standardNormal = (uniform: Uniform): number =>
  Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

/** Kaiming normal (fan in, gain sqrt 2) times `scale`, as Real-ESRGAN initialises its dense blocks with 0.1. */
export const kaimingNormal =
  (scale: number): Initialiser =>
  (size, fanIn, uniform) => {
    const deviation = Math.sqrt(2 / fanIn) * scale;
    return filled(size, () => deviation * standardNormal(uniform));
  };

/** Normal with the given mean and standard deviation. */
export const normal =
  (centre: number, deviation: number): Initialiser =>
  (size, _fanIn, uniform) =>
    filled(size, () => centre + deviation * standardNormal(uniform));

/** A random direction: standard normal, divided by its Euclidean norm. */
export const unitVector: Initialiser = (size, _fanIn, uniform) => {
  const direction = Float64Array.from({ length: size }, () => standardNormal(uniform));
  const length = Math.sqrt(direction.reduce((sum, v) => sum + v * v, 0));
  return Float32Array.from(direction, (v) => v / length);
};

/** Every element the same. */
export const constant =
  (value: number): Initialiser =>
  (size) =>
    new Float32Array(size).fill(value);
