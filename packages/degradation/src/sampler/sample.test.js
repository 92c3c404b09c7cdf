import { readFileSync } from 'node:fs';
import { ConfigError, ShapeError } from '@srkit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOptions } from '../check/parse-options';
import { parseRecipe } from '../check/parse-recipe';
import { degradationOptions } from '../presets/degradation-options';
import { PRESETS } from '../presets/presets';
import { anyOptions } from '../testing/option-arbitraries';
import { targetSide } from './picture';
import { smallestSide } from './reachable-sides';
import { sample } from './sample';
import { sampleOf } from './sample-of';
const OLD = JSON.parse(readFileSync(new URL('../../fixtures/recipes.json', import.meta.url), 'utf8'));
const SEED = 20240608;
const X4 = PRESETS['realesrgan-x4plus'];
const anySeed = fc.integer({ min: 0, max: 0xffffffff });
const ops = ({ steps }) => steps.map(({ op }) => op).join(' ');
describe('sample', () => {
    it('makes recipes that can be applied, for any options, from the smallest side it names on', () => {
        fc.assert(fc.property(anyOptions, anySeed, fc.nat({ max: 40 }), fc.nat({ max: 40 }), fc.integer({ min: 1, max: 3 }), (options, seed, moreHeight, moreWidth, batch) => {
            expect(parseOptions(options)).toEqual(options);
            const side = smallestSide(options);
            for (let next = seed; next < seed + 5; next++) {
                const shape = [batch, side + moreHeight, side + moreWidth, 3];
                const recipe = sample(options, next >>> 0, shape);
                expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
            }
        }), { seed: SEED, numRuns: 300 });
    });
    it('refuses every side below', () => {
        fc.assert(fc.property(anyOptions, fc.nat(), (options, less) => {
            const side = smallestSide(options);
            fc.pre(side > 1);
            const small = side - 1 - (less % (side - 1));
            expect(() => sample(options, 1, [small, side, 3])).toThrow(ShapeError);
            expect(() => sample(options, 1, [side, small, 3])).toThrow(`at least ${side}`);
        }), { seed: SEED, numRuns: 200 });
    });
    it('gives the same recipe for the same seed, and another for another', () => {
        const shape = [2, 300, 320, 3];
        expect(sample(X4, 5, shape)).toEqual(sample(X4, 5, shape));
        expect(sample(X4, 5, shape)).not.toEqual(sample(X4, 6, shape));
        expect(sample(X4, 5, [300, 320, 3])).toEqual(sample(X4, 5, [1, 300, 320, 3]));
    });
    it('keeps giving the recipes it always gave', () => {
        // Recipes are data that people store: a change here means that old seeds no longer reproduce.
        expect(OLD.map(({ preset, seed, shape }) => sample(PRESETS[preset], seed, shape))).toEqual(OLD.map(({ recipe }) => recipe));
    });
    it('has the steps of the paper in their order', () => {
        for (let seed = 0; seed < 50; seed++) {
            expect(ops(sample(X4, seed, [256, 256, 3]))).toMatch(/^blur resize \w+Noise jpeg (blur )?resize \w+Noise (resize blur jpeg|jpeg resize blur)$/);
        }
    });
    it('shuffles the steps of all stages, but never the resizes among themselves', () => {
        const orders = new Set();
        for (let seed = 0; seed < 200; seed++) {
            const recipe = sample(PRESETS.bsrgan, seed, [256, 256, 3]);
            orders.add(ops(recipe));
            const resizes = recipe.steps.filter((step) => step.op === 'resize');
            expect(resizes.map((step) => 'scaleFactor' in step)).toEqual([true, false, false]);
            expect(ops(recipe)).toMatch(/ resize jpeg$/);
        }
        expect(orders.size).toBeGreaterThan(60);
    });
    it('keeps the fraction of the LQ size until the scale is multiplied, and drops it in the end', () => {
        expect(targetSide(303, 4, 2)).toBe(151);
        expect(targetSide(8, 4, 0.1)).toBe(1);
        const [, , last] = sample(X4, 3, [303, 306, 3]).steps.filter((step) => step.op === 'resize');
        expect(last).toMatchObject({ height: 75, width: 76 });
    });
    it('names the smallest side of the released options', () => {
        // 0.15 of 74 is 11.1, and a kernel of 21 needs 11.
        const uncropped = degradationOptions('x4plus', { gtSize: null });
        expect(smallestSide(uncropped)).toBe(74);
        expect(smallestSide(X4)).toBe(256);
        expect(() => sample(uncropped, 1, [73, 400, 3])).toThrow(/73 x 400, too small.*at least 74\./);
        expect(() => sample(X4, 1, [400, 255, 3])).toThrow(/smaller than the crop of gtSize 256.*at least 256\./);
        const sharp = degradationOptions('x4plus', {
            gtSize: null,
            stages: [{ blurProb: 0 }],
            final: { sincProb: 0 },
        });
        expect(smallestSide(sharp)).toBe(26);
    });
    it('refuses seeds, shapes and options that are none', () => {
        for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) {
            expect(() => sample(X4, seed, [256, 256, 3])).toThrow(/seed is .*, expected an integer in 0\.\.4294967295/);
        }
        for (const shape of [
            [256, 256],
            [256, 256, 4],
            [0, 256, 256, 3],
            [256.5, 256, 3],
            [1, 1, 256, 256, 3],
        ]) {
            expect(() => sample(X4, 1, shape)).toThrow(/expected \[height, width, 3\]/);
        }
        expect(() => sample(X4, 1, [5000, 256, 256, 3])).toThrow(/Limits: 4096 pictures/);
        expect(() => sample({ ...X4, scale: 0 }, 1, [256, 256, 3])).toThrow(ConfigError);
    });
});
describe('sampleOf', () => {
    it('cuts one sample out of a batch', () => {
        fc.assert(fc.property(anyOptions, anySeed, fc.integer({ min: 1, max: 4 }), (options, seed, batch) => {
            const side = smallestSide(options);
            const recipe = sample(options, seed, [batch, side, side, 3]);
            for (let index = 0; index < batch; index++) {
                const one = sampleOf(recipe, index);
                expect(parseRecipe(one)).toEqual(one);
                recipe.steps.forEach((step, i) => {
                    for (const [field, value] of Object.entries(step)) {
                        const cut = Object.entries(one.steps[i]).find(([name]) => name === field)?.[1];
                        expect(cut).toEqual(Array.isArray(value) ? [value[index]] : value);
                    }
                });
            }
        }), { seed: SEED, numRuns: 50 });
    });
    it('refuses an index outside the batch', () => {
        const recipe = sample(X4, 1, [2, 256, 256, 3]);
        for (const index of [-1, 2, 0.5])
            expect(() => sampleOf(recipe, index)).toThrow(`index is ${index}`);
    });
});
