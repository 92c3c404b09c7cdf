import { ConfigError } from '@srkit/core';
import { describe, expect, it } from 'vitest';
import { sample } from '../sampler/sample';
import { firstOrder, gaussianKernelsOnly, withoutSinc } from './ablations';
import { degradationOptions } from './degradation-options';
import { PRESETS } from './presets';
const X4 = PRESETS['realesrgan-x4plus'];
describe('PRESETS', () => {
    it('cannot be changed', () => {
        expect(Object.isFrozen(PRESETS)).toBe(true);
        expect(Object.isFrozen(X4.stages[0].blurSigma)).toBe(true);
        expect(Object.isFrozen(X4.final)).toBe(true);
    });
    it('differ in scale, and in whether the ground truth of the pair is sharpened', () => {
        expect(PRESETS['realesrnet-x2plus']).toEqual({ ...X4, scale: 2, sharpenGt: true });
        expect(PRESETS['realesrnet-x4plus']).toEqual({ ...X4, sharpenGt: true });
        expect(PRESETS.x2plus).toBe(PRESETS['realesrgan-x2plus']);
    });
});
describe('degradationOptions', () => {
    it('lays changes over a preset', () => {
        expect(degradationOptions('x4plus')).toEqual(X4);
        const options = degradationOptions('x4plus', {
            gtSize: 128,
            stages: [{ blurProb: 0.5 }, {}, { jpegRange: [50, 60] }],
            final: { sincProb: 0 },
        });
        expect(options.gtSize).toBe(128);
        expect(options.stages).toEqual([
            { ...X4.stages[0], blurProb: 0.5 },
            X4.stages[1],
            { ...X4.stages[1], jpegRange: [50, 60] },
        ]);
        expect(options.final).toEqual({ ...X4.final, sincProb: 0 });
    });
    it('refuses what is wrong', () => {
        expect(() => degradationOptions('x3plus')).toThrow(/preset is 'x3plus', expected one of realesrgan/);
        expect(() => degradationOptions('toString')).toThrow(ConfigError);
        expect(() => degradationOptions('x4plus', { stages: [] })).toThrow(/stages/);
        expect(() => degradationOptions('x4plus', { scale: 3 })).toThrow(/gtSize is 256, .*multiple of scale/);
    });
});
describe('ablations', () => {
    it('leave the classical process', () => {
        const steps = sample(firstOrder(X4), 1, [256, 256, 3]).steps.map(({ op }) => op);
        expect(steps.filter((op) => op === 'jpeg')).toHaveLength(1);
        expect(steps.filter((op) => op.endsWith('Noise'))).toHaveLength(1);
        expect(firstOrder(X4).final.jpegRange).toEqual(X4.stages[0].jpegRange);
        expect(() => firstOrder({ ...X4, stages: [] })).toThrow(ConfigError);
    });
    it('leave no sinc filter', () => {
        for (let seed = 0; seed < 50; seed++) {
            const { steps } = sample(withoutSinc(X4), seed, [4, 256, 256, 3]);
            const types = steps.flatMap((step) => (step.op === 'blur' ? step.kernels.map(({ type }) => type) : []));
            expect(types).not.toContain('sinc');
            expect(types).not.toContain('pulse');
        }
    });
    it('leave Gaussian kernels in their proportions', () => {
        const [first] = gaussianKernelsOnly(X4).stages;
        expect(first.kernelList).toEqual(['iso', 'aniso']);
        expect(first.kernelProb[0]).toBeCloseTo(0.45 / 0.7, 12);
        expect(first.sincProb).toBe(0.1);
        const stages = [{ ...X4.stages[0], kernelList: ['plateau_iso'], kernelProb: [1] }];
        expect(() => gaussianKernelsOnly({ ...X4, stages })).toThrow(/stages\[0\]\.kernelList has no Gaussian/);
    });
});
