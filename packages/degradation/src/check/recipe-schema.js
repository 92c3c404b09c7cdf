import * as v from 'valibot';
import { boolean, integer, kernelSize, number, quality, resizeMode, scale, seed, side, word } from './fields';
import { MAX_BATCH, MAX_NOISE_SIGMA, MAX_POISSON_SCALE, MAX_SCALE, MAX_SIDE, MAX_STEPS } from './limits';
const positive = number('a finite number above 0', (value) => value > 0);
const sigmaX = positive;
const sigmaY = positive;
const beta = positive;
const rotation = number('a finite angle in radians');
const cutoff = number('radians per pixel in (0, pi]', (value) => value > 0 && value <= Math.PI);
const KERNEL = 'a kernel of type iso, aniso, generalized_iso, generalized_aniso, plateau_iso, plateau_aniso, sinc, values or pulse';
const kernel = v.variant('type', [
    v.strictObject({ type: v.literal('iso'), size: kernelSize, sigmaX }),
    v.strictObject({ type: v.literal('aniso'), size: kernelSize, sigmaX, sigmaY, rotation }),
    v.strictObject({ type: word(['generalized_iso', 'plateau_iso']), size: kernelSize, sigmaX, beta }),
    v.strictObject({
        type: word(['generalized_aniso', 'plateau_aniso']),
        size: kernelSize,
        sigmaX,
        sigmaY,
        rotation,
        beta,
    }),
    v.strictObject({ type: v.literal('sinc'), size: kernelSize, cutoff }),
    v.pipe(v.strictObject({
        type: v.literal('values'),
        size: kernelSize,
        values: v.array(number('a finite number')),
    }), v.forward(v.check(({ size, values }) => values.length === size * size, 'size * size weights, row by row'), ['values'])),
    v.strictObject({ type: v.literal('pulse') }),
], KERNEL);
/** A list with an entry per sample; that it has as many as the batch is checked with the recipe. */
const perSample = (item) => {
    const expected = `a list with an entry per sample, at most ${MAX_BATCH}`;
    return v.pipe(v.array(item, expected), v.maxLength(MAX_BATCH, expected));
};
const gray = perSample(boolean);
const seeds = perSample(seed);
const resize = v.literal('resize');
const scaledResize = v.strictObject({
    op: resize,
    mode: resizeMode,
    scaleFactor: number(`a number above 0, at most ${MAX_SCALE}`, (value) => value > 0 && value <= MAX_SCALE),
});
const otherStep = v.variant('op', [
    v.strictObject({ op: v.literal('blur'), kernels: perSample(kernel) }),
    v.strictObject({ op: resize, mode: resizeMode, height: side, width: side }),
    v.strictObject({
        op: v.literal('gaussianNoise'),
        sigma: perSample(number(`levels in 0..${MAX_NOISE_SIGMA}`, (value) => value >= 0 && value <= MAX_NOISE_SIGMA)),
        gray,
        seeds,
        graySeed: seed,
    }),
    v.strictObject({
        op: v.literal('poissonNoise'),
        scale: perSample(number(`a strength in 0..${MAX_POISSON_SCALE}`, (value) => value >= 0 && value <= MAX_POISSON_SCALE)),
        gray,
        seeds,
    }),
    v.strictObject({ op: v.literal('jpeg'), quality: perSample(quality) }),
], 'a step with op blur, resize, gaussianNoise, poissonNoise or jpeg');
// Both forms of a resize have the same `op`; which one is meant is told by the field that only one has.
const step = v.lazy((input) => typeof input === 'object' &&
    input !== null &&
    'scaleFactor' in input &&
    'op' in input &&
    input.op === 'resize'
    ? scaledResize
    : otherStep);
const position = integer(0, MAX_SIDE);
const STEPS = `a list of at most ${MAX_STEPS} steps`;
/** Every field of a recipe by itself. What fields have to do with each other is the matter of `checkRecipe`. */
export const recipeSchema = v.strictObject({
    version: v.literal(1, '1, the only version this release reads'),
    seed,
    scale,
    batch: integer(1, MAX_BATCH),
    height: side,
    width: side,
    sharpen: boolean,
    sharpenGt: v.optional(boolean, false),
    steps: v.pipe(v.array(step, STEPS), v.maxLength(MAX_STEPS, STEPS)),
    crop: v.nullable(v.strictObject({ top: position, left: position, gtSize: side }, 'an object or null')),
}, 'an object');
