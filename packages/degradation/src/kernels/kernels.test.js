import { ConfigError } from '@srkit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { besselJ1 } from './bessel-j1';
import { gaussianKernel } from './gaussian-kernel';
import { generalizedGaussianKernel } from './generalized-gaussian-kernel';
import { kernelFromSpec, kernelSize } from './kernel-from-spec';
import { padKernel } from './pad-kernel';
import { plateauKernel } from './plateau-kernel';
import { sincKernel } from './sinc-kernel';
const SEED = 20240607;
const size = fc.integer({ min: 0, max: 25 }).map((half) => 2 * half + 1);
/** From the smallest positive double to the largest, and the values that occur. */
const sigma = fc.oneof(fc.double({ min: 0.2, max: 3, noNaN: true }), fc.double({ min: 0, minExcluded: true, noNaN: true, max: Number.MAX_VALUE }));
const beta = fc.oneof(fc.double({ min: 0.5, max: 4, noNaN: true }), fc.double({ min: 0, minExcluded: true, noNaN: true, max: Number.MAX_VALUE }));
const rotation = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
const cutoff = fc.double({ min: 0, minExcluded: true, noNaN: true, max: Math.PI });
const spec = fc.oneof(fc.record({ type: fc.constant('iso'), size, sigmaX: sigma }), fc.record({ type: fc.constant('aniso'), size, sigmaX: sigma, sigmaY: sigma, rotation }), fc.record({
    type: fc.constantFrom('generalized_iso', 'plateau_iso'),
    size,
    sigmaX: sigma,
    beta,
}), fc.record({
    type: fc.constantFrom('generalized_aniso', 'plateau_aniso'),
    size,
    sigmaX: sigma,
    sigmaY: sigma,
    rotation,
    beta,
}), fc.record({ type: fc.constant('sinc'), size, cutoff }), fc.constant({ type: 'pulse' }));
describe('besselJ1', () => {
    it('has the tabulated zeros, maximum and values', () => {
        // Abramowitz and Stegun, tables 9.1 and 9.5.
        expect(besselJ1(0)).toBe(0);
        expect(besselJ1(1)).toBeCloseTo(0.4400505857449335, 15);
        expect(besselJ1(10)).toBeCloseTo(0.04347274616886144, 15);
        expect(besselJ1(-10)).toBe(-besselJ1(10));
        for (const zero of [3.8317059702075125, 7.015586669815619, 10.173468135062722, 13.323691936314223]) {
            expect(Math.abs(besselJ1(zero))).toBeLessThan(1e-15);
        }
    });
    it('agrees between its two methods and satisfies the recurrence of its derivative', () => {
        for (const x of [24.999999, 25.000001])
            expect(Math.abs(besselJ1(x) - besselJ1(50 - x))).toBeLessThan(1e-6);
        // x^2 y'' + x y' + (x^2 - 1) y = 0, by central differences.
        const h = 1e-3;
        for (const x of [0.5, 3, 12, 24.9, 25.1, 60, 111]) {
            const [before, y, after] = [besselJ1(x - h), besselJ1(x), besselJ1(x + h)];
            const residual = (after - 2 * y + before) / h ** 2 + (after - before) / (2 * h * x) + (1 - 1 / x ** 2) * y;
            expect(Math.abs(residual)).toBeLessThan(1e-6);
        }
    });
    it('falls off like 1/sqrt(x) for huge arguments', () => {
        expect(Math.abs(besselJ1(1e12))).toBeLessThan(1e-6);
        expect(besselJ1(5e-324)).toBeGreaterThanOrEqual(0);
    });
});
describe('kernels', () => {
    it('sums to one and is finite for every spec', () => {
        fc.assert(fc.property(spec, (given) => {
            const kernel = kernelFromSpec(given);
            expect(kernel.size).toBe(kernelSize(given));
            expect(kernel.values).toHaveLength(kernel.size ** 2);
            expect(kernel.values.every(Number.isFinite)).toBe(true);
            expect(kernel.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10);
        }), { seed: SEED, numRuns: 500 });
    });
    it('is the same after half a turn', () => {
        fc.assert(fc.property(spec, (given) => {
            const { values } = kernelFromSpec(given);
            values.forEach((value, i) => {
                expect(value).toBe(values[values.length - 1 - i]);
            });
        }), { seed: SEED, numRuns: 200 });
    });
    it('has the moments that sigma and rotation say', () => {
        const [sigmaX, sigmaY, angle] = [2.5, 1.2, 0.6];
        const { values } = gaussianKernel({ size: 51, sigmaX, sigmaY, rotation: angle });
        let [xx, xy, yy] = [0, 0, 0];
        values.forEach((value, i) => {
            const [x, y] = [(i % 51) - 25, Math.floor(i / 51) - 25];
            xx += value * x * x;
            xy += value * x * y;
            yy += value * y * y;
        });
        expect(xx).toBeCloseTo((sigmaX * Math.cos(angle)) ** 2 + (sigmaY * Math.sin(angle)) ** 2, 6);
        expect(yy).toBeCloseTo((sigmaX * Math.sin(angle)) ** 2 + (sigmaY * Math.cos(angle)) ** 2, 6);
        expect(xy).toBeCloseTo((sigmaX ** 2 - sigmaY ** 2) * Math.sin(angle) * Math.cos(angle), 6);
    });
    it('meets its limits: beta 1 is the Gaussian, large beta a disc, tiny sigma a pulse', () => {
        const shape = { size: 9, sigmaX: 1.7, sigmaY: 0.8, rotation: 1 };
        expect(generalizedGaussianKernel({ ...shape, beta: 1 }).values).toEqual(gaussianKernel(shape).values);
        const disc = plateauKernel({ size: 9, sigmaX: 2.5, beta: 1e6 }).values;
        expect([...disc].filter((value) => value > 0)).toHaveLength(21);
        expect([...gaussianKernel({ size: 5, sigmaX: 0.01 }).values].map((v) => v || 0)).toEqual([
            ...Array(12).fill(0),
            1,
            ...Array(12).fill(0),
        ]);
    });
    it('passes low and stops high frequencies as a sinc', () => {
        const { values } = sincKernel(51, Math.PI / 3);
        const gain = (w) => values.reduce((sum, value, i) => sum + value * Math.cos(w * ((i % 51) - 25)), 0);
        expect(gain(Math.PI / 8)).toBeCloseTo(1, 0);
        expect(Math.abs(gain(Math.PI * 0.8))).toBeLessThan(0.05);
        expect(Math.min(...values)).toBeLessThan(0);
    });
});
describe('padKernel', () => {
    it('puts zeros around', () => {
        expect([...padKernel({ size: 1, values: Float64Array.of(1) }, 3).values]).toEqual([
            0, 0, 0, 0, 1, 0, 0, 0, 0,
        ]);
        const kernel = sincKernel(7, 2);
        const padded = padKernel(kernel, 21);
        expect(padded.values[10 * 21 + 10]).toBe(kernel.values[24]);
        expect(padded.values[7 * 21 + 7]).toBe(kernel.values[0]);
        expect(padKernel(kernel, 7)).toEqual(kernel);
    });
});
describe('errors', () => {
    it.each([
        ['an even size', () => sincKernel(8, 1), /sincKernel: size is 8, expected an odd integer in 1\.\.51/],
        ['a size above the limit', () => gaussianKernel({ size: 53, sigmaX: 1 }), /size is 53/],
        ['a fraction', () => gaussianKernel({ size: 7.5, sigmaX: 1 }), /size is 7\.5/],
        ['sigma 0', () => gaussianKernel({ size: 7, sigmaX: 0 }), /sigmaX is 0, .*above 0/],
        ['sigma NaN', () => plateauKernel({ size: 7, sigmaX: 1, sigmaY: Number.NaN, beta: 1 }), /sigmaY is NaN/],
        [
            'an infinite rotation',
            () => gaussianKernel({ size: 7, sigmaX: 1, rotation: 1 / 0 }),
            /rotation is Inf/,
        ],
        ['beta 0', () => generalizedGaussianKernel({ size: 7, sigmaX: 1, beta: 0 }), /beta is 0/],
        ['a negative beta', () => plateauKernel({ size: 7, sigmaX: 1, beta: -1 }), /beta is -1/],
        ['cutoff 0', () => sincKernel(7, 0), /cutoff is 0, .*\(0, pi\]/],
        ['a cutoff above pi', () => sincKernel(7, 3.2), /cutoff is 3\.2/],
        ['a cutoff NaN', () => sincKernel(7, Number.NaN), /cutoff is NaN/],
        [
            'padding to less',
            () => padKernel(sincKernel(7, 1), 5),
            /size is 5, expected at least the kernel's own 7/,
        ],
    ])('%s', (_, run, message) => {
        expect(run).toThrow(ConfigError);
        expect(run).toThrow(message);
    });
});
