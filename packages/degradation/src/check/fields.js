import * as v from 'valibot';
import { isKernelSize, MAX_KERNEL_SIZE } from '../kernels/check-kernel';
import { MAX_CHOICES, MAX_NOISE_SIGMA, MAX_POISSON_SCALE, MAX_SCALE, MAX_SIDE } from './limits';
/** How far from one the sum of probabilities may be: rounding of decimal fractions, no more. */
const SUM_TOLERANCE = 1e-6;
/** A finite number for which `holds`. */
export const number = (expected, holds = () => true) => v.pipe(v.number(expected), v.finite(expected), v.check(holds, expected));
/** An integer in `low..high`. */
export const integer = (low, high) => number(`an integer in ${low}..${high}`, (value) => Number.isInteger(value) && value >= low && value <= high);
export const boolean = v.boolean('true or false');
export const probability = number('a probability in 0..1', (value) => value >= 0 && value <= 1);
/** One of a few words. */
export const word = (words) => v.picklist(words, `one of ${words.join(', ')}`);
/** Two numbers, the first not above the second, for which `holds`. */
export const range = (expected, holds) => {
    const bound = number('a finite number');
    return v.pipe(v.strictTuple([bound, bound], expected), v.check(([low, high]) => low <= high && holds(low, high), expected));
};
/** A list to choose from. */
export const choices = (item, items) => {
    const expected = `a list of 1..${MAX_CHOICES} ${items}`;
    // Counted before the items are looked at.
    return v.pipe(v.array(v.unknown(), expected), v.check((list) => list.length >= 1 && list.length <= MAX_CHOICES, expected), v.array(item, expected));
};
/** Whether these are probabilities of events of which exactly one happens. */
const sumsToOne = (list) => Math.abs(list.reduce((sum, value) => sum + value, 0) - 1) <= SUM_TOLERANCE;
export const kernelType = word([
    'iso',
    'aniso',
    'generalized_iso',
    'generalized_aniso',
    'plateau_iso',
    'plateau_aniso',
]);
export const resizeMode = word(['area', 'bilinear', 'bicubic', 'nearest']);
export const kernelSize = number(`an odd integer in 1..${MAX_KERNEL_SIZE}`, isKernelSize);
export const kernelProb = v.pipe(choices(probability, 'probabilities'), v.check((list) => sumsToOne(list), 'probabilities that sum to one'));
const THREE = 'three probabilities (up, down, keep) that sum to one';
export const resizeProb = v.pipe(v.strictTuple([probability, probability, probability], THREE), v.check((list) => sumsToOne(list), THREE));
export const blurSigma = range('two finite numbers low <= high above 0, in pixels', (low) => low > 0);
export const betaRange = range('two numbers with 0 < low <= 1 <= high, as half of the shapes are drawn from low..1 and half from 1..high', (low, high) => low > 0 && low <= 1 && high >= 1);
export const resizeRange = range(`two numbers with 0 < low <= 1 <= high <= ${MAX_SCALE}`, (low, high) => low > 0 && low <= 1 && high >= 1 && high <= MAX_SCALE);
export const noiseRange = range(`two numbers low <= high in 0..${MAX_NOISE_SIGMA}`, (low, high) => low >= 0 && high <= MAX_NOISE_SIGMA);
export const poissonScaleRange = range(`two numbers low <= high in 0..${MAX_POISSON_SCALE}`, (low, high) => low >= 0 && high <= MAX_POISSON_SCALE);
export const quality = number('a JPEG quality in 1..100', (value) => value >= 1 && value <= 100);
export const qualityRange = range('two JPEG qualities low <= high in 1..100', (low, high) => low >= 1 && high <= 100);
export const scale = integer(1, MAX_SCALE);
export const side = integer(1, MAX_SIDE);
export const seed = integer(0, 0xffffffff);
