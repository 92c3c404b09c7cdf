import { ConfigError } from '@srkit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from './parse-recipe';
const RECIPE = {
    version: 1,
    seed: 7,
    scale: 4,
    batch: 2,
    height: 64,
    width: 80,
    sharpen: true,
    sharpenGt: false,
    steps: [
        {
            op: 'blur',
            kernels: [
                { type: 'plateau_aniso', size: 7, sigmaX: 1, sigmaY: 2, rotation: -1, beta: 1.5 },
                { type: 'sinc', size: 21, cutoff: Math.PI },
            ],
        },
        { op: 'resize', mode: 'area', scaleFactor: 0.5 },
        { op: 'gaussianNoise', sigma: [1, 25], gray: [true, false], seeds: [0, 4294967295], graySeed: 9 },
        { op: 'poissonNoise', scale: [0.05, 3], gray: [true, false], seeds: [1, 2] },
        { op: 'jpeg', quality: [30, 95.5] },
        { op: 'resize', mode: 'bicubic', height: 16, width: 20 },
        {
            op: 'blur',
            kernels: [
                { type: 'values', size: 1, values: [1] },
                { type: 'iso', size: 31, sigmaX: 0.2 },
            ],
        },
    ],
    crop: { top: 4, left: 8, gtSize: 48 },
};
const changed = (path, value) => {
    const json = structuredClone(RECIPE);
    let at = json;
    for (const key of path.slice(0, -1))
        at = at[key];
    if (value === undefined)
        delete at[path.at(-1)];
    else
        at[path.at(-1)] = value;
    return json;
};
describe('parseRecipe', () => {
    it('accepts every kind of step', () => {
        expect(parseRecipe(JSON.parse(JSON.stringify(RECIPE)))).toEqual(RECIPE);
    });
    it.each([
        [['version'], 2, /version is 2, expected 1, the only version/],
        [['seed'], -1, /seed is -1/],
        [['batch'], 4097, /batch is 4097, expected an integer in 1\.\.4096/],
        [['height'], 65537, /height is 65537, expected an integer in 1\.\.65536/],
        [['note'], 'x', /note is not a known field/],
        [['steps'], {}, /steps is an object, expected a list of at most 64 steps/],
        [['steps'], Array(65).fill(RECIPE.steps[1]), /steps is a list of 65/],
        [['steps', 0], null, /steps\[0\] is null, expected a step with op blur/],
        [['steps', 0, 'op'], 'rotate', /steps\[0\]\.op is "rotate", expected a step with op blur/],
        [['steps', 0, 'kernels', 0, 'size'], 8, /steps\[0\]\.kernels\[0\]\.size is 8, expected an odd integer/],
        [['steps', 0, 'kernels', 0, 'size'], 53, /size is 53/],
        [
            ['steps', 6, 'kernels', 0, 'values'],
            [],
            /steps\[6\]\.kernels\[0\]\.values is \[\], expected size \* size weights/,
        ],
        [['steps', 6, 'kernels', 0, 'values', 0], Number.NaN, /values\[0\] is NaN, expected a finite number/],
        [['steps', 0, 'kernels', 0, 'sigmaX'], 0, /sigmaX is 0, expected a finite number above 0/],
        [['steps', 0, 'kernels', 0, 'beta'], undefined, /kernels\[0\]\.beta is missing/],
        [['steps', 0, 'kernels', 0, 'type'], 'box', /kernels\[0\]\.type is "box", expected a kernel of type iso/],
        [['steps', 0, 'kernels', 1, 'cutoff'], 3.15, /cutoff is 3\.15, expected radians per pixel in \(0, pi\]/],
        [['steps', 0, 'kernels', 1, 'sigmaX'], 1, /kernels\[1\]\.sigmaX is not a known field/],
        [
            ['steps', 0, 'kernels'],
            [{ type: 'pulse' }],
            /steps\[0\]\.kernels\.length is 1, expected one entry per sample, 2/,
        ],
        [['steps', 0, 'kernels'], Array(5000).fill({ type: 'pulse' }), /kernels is a list of 5000/],
        [['steps', 1, 'scaleFactor'], 0, /steps\[1\]\.scaleFactor is 0, expected a number above 0, at most 16/],
        [['steps', 1, 'scaleFactor'], 17, /scaleFactor is 17/],
        [['steps', 1, 'scaleFactor'], 0.001, /steps\[1\] is \[0, 0\], expected sides in 1\.\.65536/],
        [['steps', 1, 'height'], 5, /steps\[1\]\.height is not a known field/],
        [['steps', 1, 'mode'], 'lanczos', /mode is "lanczos"/],
        [['steps', 2, 'sigma', 1], 256, /steps\[2\]\.sigma\[1\] is 256/],
        [['steps', 2, 'sigma', 1], -1, /sigma\[1\] is -1/],
        [['steps', 2, 'gray', 0], 1, /gray\[0\] is 1, expected true or false/],
        [['steps', 2, 'seeds', 0], 2 ** 32, /seeds\[0\] is 4294967296/],
        [['steps', 2, 'graySeed'], 0.5, /graySeed is 0\.5/],
        [['steps', 3, 'scale', 0], 101, /steps\[3\]\.scale\[0\] is 101/],
        [['steps', 3, 'gray'], [true], /steps\[3\]\.gray\.length is 1/],
        [
            ['steps', 4, 'quality', 1],
            100.5,
            /steps\[4\]\.quality\[1\] is 100.5, expected a JPEG quality in 1\.\.100/,
        ],
        [['steps', 4, 'quality', 1], 0, /quality\[1\] is 0/],
        [['steps', 5, 'height'], 17, /the size after all steps is \[17, 20\], expected the LQ size \[16, 20\]/],
        [['steps', 5, 'height'], undefined, /steps\[5\]\.height is missing/],
        [['steps', 5, 'width'], 65536, /the size after all steps/],
        [['steps', 6, 'kernels', 1, 'size'], 33, /steps\[6\]\.kernels\[1\]\.size is 33, expected at most 31/],
        [['crop', 'top'], 5, /crop\.top is 5, expected at most 4/],
        [['crop', 'left'], 9, /crop\.left is 9, expected at most 8/],
        [['crop', 'left'], -1, /crop\.left is -1/],
        [['crop', 'gtSize'], 47, /crop\.gtSize is 47, expected a multiple of scale, 4/],
        [['crop', 'gtSize'], 68, /crop\.top/],
        [['crop'], 'none', /crop is "none", expected an object or null/],
    ])('refuses %j = %j', (path, value, message) => {
        const run = () => parseRecipe(changed(path, value));
        expect(run).toThrow(ConfigError);
        expect(run).toThrow(message);
    });
    it('refuses to sharpen what is too small, and batches that no memory holds', () => {
        const small = { ...RECIPE, scale: 1, height: 25, width: 30, steps: [], crop: null };
        expect(() => parseRecipe(small)).toThrow(/sharpen is true, expected false for a picture of 25 x 30/);
        expect(parseRecipe({ ...small, sharpen: false }).steps).toEqual([]);
        expect(() => parseRecipe({ ...RECIPE, height: 65536, width: 65536 })).toThrow(/at most 268435456 pixels/);
    });
    it('throws nothing but ConfigErrors, whatever it is given', () => {
        const paths = [
            ['version'],
            ['batch'],
            ['steps'],
            ['steps', 0],
            ['steps', 0, 'kernels'],
            ['steps', 0, 'kernels', 0],
            ['steps', 1, 'scaleFactor'],
            ['steps', 2, 'seeds'],
            ['crop'],
            ['crop', 'gtSize'],
        ];
        fc.assert(fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
            try {
                parseRecipe(changed(path, value));
            }
            catch (error) {
                expect(error).toBeInstanceOf(ConfigError);
                expect(error.message.length).toBeLessThan(1000);
            }
        }), { seed: 20240609, numRuns: 1000 });
    });
});
