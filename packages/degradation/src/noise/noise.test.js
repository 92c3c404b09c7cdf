import { describe, expect, it } from 'vitest';
import { fillNormal } from './fill-normal';
import { fillPoisson } from './fill-poisson';
import { addGaussianNoise, applyGaussianNoise } from './gaussian-noise';
import { photonLevels } from './photon-levels';
import { addPoissonNoise, applyPoissonNoise, poissonLevels } from './poisson-noise';
const size = { height: 40, width: 50 };
const count = size.height * size.width * 3;
const picture = Float32Array.from({ length: count }, (_, i) => ((i * 37) % 101) / 100);
const gaussian = (options) => {
    const out = new Float32Array(count);
    applyGaussianNoise(picture, out, { ...size, sigma: 10, ...options });
    return out;
};
const poisson = (options) => {
    const out = new Float32Array(count);
    applyPoissonNoise(picture, out, { ...size, scale: 1, ...options });
    return out;
};
describe('Gaussian noise', () => {
    it('adds sigma / 255 times its draws, and clamps', () => {
        const draws = new Float32Array(count);
        fillNormal(draws, 5);
        const out = gaussian({ gray: false, seed: 5, graySeed: 6 });
        for (let i = 0; i < count; i++) {
            const expected = Math.min(Math.max(picture[i] + (draws[i] * 10) / 255, 0), 1);
            expect(out[i]).toBeCloseTo(expected, 6);
        }
    });
    it('adds one plane to the three channels when grey, from its own seed alone', () => {
        const out = gaussian({ gray: true, seed: 1, graySeed: 6 });
        expect(out).toEqual(gaussian({ gray: true, seed: 2, graySeed: 6 }));
        expect(out).not.toEqual(gaussian({ gray: true, seed: 1, graySeed: 7 }));
        const draws = new Float32Array(size.height * size.width);
        fillNormal(draws, 6);
        const unclipped = new Float32Array(count);
        addGaussianNoise(picture, draws, unclipped, { sigma: 10, gray: true, clip: false, rounds: false });
        for (let i = 0; i < count; i += 3) {
            const noise = unclipped[i] - picture[i];
            expect(unclipped[i + 1] - picture[i + 1]).toBeCloseTo(noise, 6);
            expect(unclipped[i + 2] - picture[i + 2]).toBeCloseTo(noise, 6);
        }
    });
    it('ends as clip and rounds say', () => {
        const [x, draws] = [Float32Array.of(0.9, 0.1, 0.5 / 255), Float32Array.of(51, -51, 0)];
        const run = (clip, rounds) => {
            const out = new Float32Array(3);
            addGaussianNoise(x, draws, out, { sigma: 1, gray: false, clip, rounds });
            return Array.from(out, (value) => Math.round(value * 255e3) / 1e3);
        };
        expect(run(false, false)).toEqual([280.5, -25.5, 0.5]);
        expect(run(true, false)).toEqual([255, 0, 0.5]);
        // Ties go to the even level.
        expect(run(false, true)).toEqual([280, -26, 0]);
        expect(run(true, true)).toEqual([255, 0, 0]);
    });
});
describe('Poisson noise', () => {
    it('takes its rates from the rounded picture, with a power of two for the distinct levels', () => {
        const { levels, vals } = photonLevels(Float32Array.of(-1, 0, 0.5 / 255, 1.5 / 255, 2, 100 / 255));
        expect([...levels]).toEqual([0, 0, 0, 2, 255, 100]);
        expect(vals).toBe(4);
        expect(photonLevels(new Float32Array(9)).vals).toBe(1);
        expect(photonLevels(Float32Array.from({ length: 256 }, (_, i) => i / 255)).vals).toBe(256);
        expect(photonLevels(Float32Array.from({ length: 129 }, (_, i) => i / 255)).vals).toBe(256);
        expect(photonLevels(Float32Array.from({ length: 128 }, (_, i) => i / 255)).vals).toBe(128);
    });
    it('adds what the counts differ from their rates, and clamps', () => {
        const { levels, vals } = poissonLevels(picture, false);
        const counts = new Float32Array(count);
        fillPoisson(counts, levels, vals, 9);
        const out = poisson({ gray: false, seed: 9, scale: 2 });
        for (let i = 0; i < count; i++) {
            const noise = 2 * (counts[i] / vals - levels[i] / 255);
            expect(out[i]).toBeCloseTo(Math.min(Math.max(picture[i] + noise, 0), 1), 6);
        }
    });
    it('counts the photons of the luma when grey', () => {
        const photons = poissonLevels(picture, true);
        expect(photons.levels).toHaveLength(count / 3);
        const counts = new Float32Array(count / 3);
        fillPoisson(counts, photons.levels, photons.vals, 9);
        const out = new Float32Array(count);
        addPoissonNoise(picture, counts, photons, out, { scale: 1, gray: true, clip: true, rounds: false });
        expect(poisson({ gray: true, seed: 9 })).toEqual(out);
    });
});
it('is the same for a seed, and another for another', () => {
    expect(gaussian({ gray: false, seed: 3, graySeed: 0 })).toEqual(gaussian({ gray: false, seed: 3, graySeed: 1 }));
    expect(gaussian({ gray: false, seed: 3, graySeed: 0 })).not.toEqual(gaussian({ gray: false, seed: 4, graySeed: 0 }));
    expect(poisson({ gray: false, seed: 3 })).toEqual(poisson({ gray: false, seed: 3 }));
    expect(poisson({ gray: false, seed: 3 })).not.toEqual(poisson({ gray: false, seed: 4 }));
});
