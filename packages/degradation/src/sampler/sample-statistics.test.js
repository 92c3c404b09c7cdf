import { describe, expect, it } from 'vitest';
import { PRESETS } from '../presets/presets';
import { chiSquare, counts, kolmogorovSmirnov } from '../testing/goodness-of-fit';
import { sample } from './sample';
const DRAWS = 20_000;
const OPTIONS = PRESETS['realesrgan-x4plus'];
const HEIGHT = 40_000;
const LQ_ROWS = HEIGHT / OPTIONS.scale;
/** Tall, so that the scale of a resize to a size can be read from the height to 1e-4. */
const SHAPE = [HEIGHT, 256, 3];
const seenOf = (steps) => {
    const blur = steps.find(({ op }) => op === 'blur');
    const [resize, noise, jpeg] = steps.filter(({ op }) => op !== 'blur');
    if (resize?.op !== 'resize' || (noise?.op !== 'gaussianNoise' && noise?.op !== 'poissonNoise')) {
        throw new Error('the steps are not blur, resize, noise, jpeg');
    }
    return {
        blur: blur?.op === 'blur' ? blur.kernels[0] : null,
        scale: 'scaleFactor' in resize ? resize.scaleFactor : resize.height / LQ_ROWS,
        mode: resize.mode,
        noise: noise.op === 'gaussianNoise' ? 'gaussian' : 'poisson',
        strength: noise.op === 'gaussianNoise' ? noise.sigma[0] : noise.scale[0],
        gray: noise.gray[0],
        quality: jpeg?.op === 'jpeg' ? jpeg.quality[0] : null,
    };
};
const recipes = Array.from({ length: DRAWS }, (_, seed) => sample(OPTIONS, seed, SHAPE));
const split = recipes.map(({ steps }) => {
    const left = [...steps];
    const first = seenOf(left.splice(0, 4));
    const final = left.splice(-3);
    return { first, second: seenOf(left), final };
});
const fits = ({ statistic, critical }) => expect(statistic).toBeLessThan(critical);
const even = (list) => list.map(() => 1 / list.length);
const fitsChance = (values, probability) => fits(chiSquare(counts(values, [true, false]), [probability, 1 - probability]));
const numbers = (kernels, field) => kernels.map((kernel) => kernel[field]);
describe.each([
    ['first', OPTIONS.stages[0]],
    ['second', OPTIONS.stages[1]],
])('%s stage', (name, stage) => {
    const seen = split.map((recipe) => recipe[name]);
    const kernels = seen.flatMap(({ blur }) => (blur ? [blur] : []));
    const ofType = (...types) => kernels.filter(({ type }) => types.includes(type));
    it('blurs as often as it should, with the right types and sizes', () => {
        const blurred = seen.map(({ blur }) => blur !== null);
        if (stage.blurProb === 1)
            expect(blurred.every(Boolean)).toBe(true);
        else
            fitsChance(blurred, stage.blurProb);
        fits(chiSquare(counts(kernels.map(({ type }) => type), ['sinc', ...stage.kernelList]), [stage.sincProb, ...stage.kernelProb.map((p) => p * (1 - stage.sincProb))]));
        fits(chiSquare(counts(numbers(kernels, 'size'), stage.kernelSizes), even(stage.kernelSizes)));
    });
    it('draws sigmas and rotations uniformly', () => {
        const elliptic = kernels.filter(({ type }) => type !== 'sinc');
        const turned = ofType('aniso', 'generalized_aniso', 'plateau_aniso');
        fits(kolmogorovSmirnov(numbers(elliptic, 'sigmaX'), ...stage.blurSigma));
        fits(kolmogorovSmirnov(numbers(turned, 'sigmaY'), ...stage.blurSigma));
        fits(kolmogorovSmirnov(numbers(turned, 'rotation'), -Math.PI, Math.PI));
    });
    it('draws beta from both sides of one', () => {
        const generalized = numbers(ofType('generalized_iso', 'generalized_aniso'), 'beta');
        fitsChance(generalized.map((beta) => beta < 1), 0.5);
        fits(kolmogorovSmirnov(generalized.filter((beta) => beta < 1), stage.betagRange[0], 1));
        fits(kolmogorovSmirnov(generalized.filter((beta) => beta >= 1), 1, stage.betagRange[1]));
        // The lower branch of 1..2 has no width: exactly one.
        const plateau = numbers(ofType('plateau_iso', 'plateau_aniso'), 'beta');
        fitsChance(plateau.map((beta) => beta === 1), 0.5);
        fits(kolmogorovSmirnov(plateau.filter((beta) => beta > 1), 1, stage.betapRange[1]));
    });
    it('draws the cutoff of sinc kernels by their size', () => {
        const sinc = ofType('sinc');
        const cutoffs = (small) => sinc.filter(({ size }) => size < 13 === small).map(({ cutoff }) => cutoff);
        fits(kolmogorovSmirnov(cutoffs(true), Math.PI / 3, Math.PI));
        fits(kolmogorovSmirnov(cutoffs(false), Math.PI / 5, Math.PI));
    });
    it('resizes up, down or not, with every interpolation', () => {
        const scales = seen.map(({ scale }) => scale);
        const [up, down] = [scales.filter((s) => s > 1), scales.filter((s) => s < 1)];
        fits(chiSquare([up.length, down.length, DRAWS - up.length - down.length], stage.resizeProb));
        fits(kolmogorovSmirnov(up, 1, stage.resizeRange[1]));
        // Truncation to whole rows can put a scale below the range by a row.
        fits(kolmogorovSmirnov(down, stage.resizeRange[0] - 1 / LQ_ROWS, 1));
        fits(chiSquare(counts(seen.map(({ mode }) => mode), stage.resizeModes), even(stage.resizeModes)));
    });
    it('draws noise and JPEG quality', () => {
        const strengths = (noise) => seen.filter((s) => s.noise === noise).map(({ strength }) => strength);
        fitsChance(seen.map(({ noise }) => noise === 'gaussian'), stage.gaussianNoiseProb);
        fitsChance(seen.map(({ gray }) => gray), stage.grayNoiseProb);
        fits(kolmogorovSmirnov(strengths('gaussian'), ...stage.noiseRange));
        fits(kolmogorovSmirnov(strengths('poisson'), ...stage.poissonScaleRange));
        const qualities = seen.map(({ quality }) => quality);
        if (stage.jpegRange)
            fits(kolmogorovSmirnov(qualities, ...stage.jpegRange));
        else
            expect(qualities.every((quality) => quality === null)).toBe(true);
    });
});
describe('final part', () => {
    const find = (op) => split.map(({ final }) => final.find((step) => step.op === op));
    const kernels = find('blur').map((step) => step.kernels[0]);
    const sinc = kernels.filter(({ type }) => type === 'sinc');
    it('comes in both orders', () => {
        const orders = split.map(({ final }) => final.map(({ op }) => op).join());
        fits(chiSquare(counts(orders, ['resize,blur,jpeg', 'jpeg,resize,blur']), [0.5, 0.5]));
        const modes = find('resize').map(({ mode }) => mode);
        fits(chiSquare(counts(modes, OPTIONS.final.resizeModes), even(OPTIONS.final.resizeModes)));
    });
    it('filters with a sinc or not at all', () => {
        expect(kernels.every(({ type }) => type === 'sinc' || type === 'pulse')).toBe(true);
        fitsChance(kernels.map(({ type }) => type === 'sinc'), OPTIONS.final.sincProb);
        fits(chiSquare(counts(numbers(sinc, 'size'), OPTIONS.final.kernelSizes), even(OPTIONS.final.kernelSizes)));
        fits(kolmogorovSmirnov(numbers(sinc, 'cutoff'), Math.PI / 3, Math.PI));
        fits(kolmogorovSmirnov(find('jpeg').map(({ quality }) => quality[0]), 30, 95));
    });
    it('crops uniformly', () => {
        const tops = recipes.map(({ crop }) => crop.top);
        // Nearly ten thousand places are close to a continuum.
        fits(kolmogorovSmirnov(tops, 0, LQ_ROWS - 64));
        expect(recipes.every(({ crop }) => crop.left === 0)).toBe(true);
    });
});
describe('streams', () => {
    /** Pearson's correlation; of n independent pairs it is near N(0, 1/n). */
    const correlation = (a, b) => {
        const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
        const [ma, mb] = [mean(a), mean(b)];
        const dot = (x, mx, y, my) => x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
        return dot(a, ma, b, mb) / Math.sqrt(dot(a, ma, a, ma) * dot(b, mb, b, mb));
    };
    it('are unrelated, also those of neighbouring seeds', () => {
        const quality = split.map(({ first }) => first.quality);
        const size = split.map(({ first }) => first.blur.size);
        const scale = split.map(({ first }) => first.scale);
        // The two-sided normal quantile for p = 1e-4 is 3.891.
        const critical = 3.891 / Math.sqrt(DRAWS - 1);
        for (const [a, b] of [
            [quality, size],
            [quality, scale],
            [size, scale],
            [quality.slice(1), quality.slice(0, -1)],
            [size.slice(1), size.slice(0, -1)],
            [scale.slice(1), scale.slice(0, -1)],
        ]) {
            expect(Math.abs(correlation(a.slice(0, DRAWS - 1), b.slice(0, DRAWS - 1)))).toBeLessThan(critical);
        }
    });
    it('are uniform within a batch too', () => {
        const { steps } = sample({ ...OPTIONS, gtSize: null }, 7, [4000, 96, 96, 3]);
        const jpeg = steps.find(({ op }) => op === 'jpeg');
        fits(kolmogorovSmirnov(jpeg.quality, 30, 95));
        const seeds = steps.flatMap((step) => ('seeds' in step ? step.seeds : []));
        fits(kolmogorovSmirnov(seeds, 0, 2 ** 32));
        expect(new Set(seeds).size).toBeGreaterThan(seeds.length - 3);
    });
});
