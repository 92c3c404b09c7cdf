import { ConfigError } from '@srkit/core';
import { describe, expect, it } from 'vitest';
import { optionsFromBasicSR } from '../basicsr/options-from-basicsr';
import { parseBasicSR } from '../basicsr/parse-basicsr';
import { parseOptions } from './parse-options';
import { parseRecipe } from './parse-recipe';
const nested = (depth) => {
    let value = 1;
    for (let i = 0; i < depth; i++)
        value = [value];
    return value;
};
const cyclic = [];
cyclic.push(cyclic);
const refused = (parse) => {
    const started = performance.now();
    try {
        parse();
    }
    catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        expect(performance.now() - started).toBeLessThan(2000);
        return error.message;
    }
    throw new Error('was accepted');
};
describe('values that no message may follow to their end', () => {
    it.each([
        ['nested 5,000 deep', nested(5000)],
        ['containing itself', cyclic],
        ['a million items', Array(1_000_000).fill(0)],
        ['a million lists', Array(1_000_000).fill([1, 2])],
    ])('%s', (_, value) => {
        for (const parse of [parseOptions, parseRecipe, optionsFromBasicSR]) {
            for (const given of [
                value,
                { scale: value },
                { gtSize: value, firstStage: value },
                { kernel_list: value },
            ]) {
                expect(refused(() => parse(given)).length).toBeLessThan(400);
            }
        }
    });
    it.each([
        ['an alias inside itself', 'model_type: RealESRGANModel\na: &a [*a]\nscale: *a\n'],
        ['flow lists in flow lists', `scale: ${'['.repeat(30_000)}`],
        ['flow maps in flow maps', `scale: ${'{a: '.repeat(16_000)}`],
        ['a text longer than any option file', `# ${'x'.repeat(2 ** 16)}`],
        [
            'anchors and aliases',
            `${Array.from({ length: 3000 }, (_, i) => `a${i}: &a${i} [*a${Math.max(0, i - 1)}]`).join('\n')}`,
        ],
    ])('%s in YAML', (_, text) => {
        expect(refused(() => parseBasicSR(text)).length).toBeLessThan(500);
    });
});
