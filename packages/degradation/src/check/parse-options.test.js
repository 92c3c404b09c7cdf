import { ConfigError } from '@srkit/core';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../presets/presets';
import { parseOptions } from './parse-options';
/** A preset as JSON with the value at `path` replaced; undefined removes it. */
const changed = (path, value) => {
    const json = structuredClone(PRESETS.x4plus);
    let at = json;
    for (const key of path.slice(0, -1))
        at = at[key];
    if (value === undefined)
        delete at[path.at(-1)];
    else
        at[path.at(-1)] = value;
    return json;
};
describe('parseOptions', () => {
    it.each(Object.entries(PRESETS))('accepts the preset %s as a copy', (_, preset) => {
        const parsed = parseOptions(JSON.parse(JSON.stringify(preset)));
        expect(parsed).toEqual(preset);
        expect(parsed).not.toBe(preset);
    });
    it.each([
        [['scale'], 0, /scale is 0, expected an integer in 1\.\.16/],
        [['scale'], 2.5, /scale is 2\.5/],
        [['scale'], '4', /scale is "4"/],
        [['scale'], undefined, /scale is missing/],
        [['Scale'], 4, /Scale is not a known field/],
        [['stages', 0, 'blurSigmma'], [1, 2], /stages\[0\]\.blurSigmma is not a known field/],
        [['stages', 1, 'jpegRange'], undefined, /stages\[1\]\.jpegRange is missing/],
        [['sharpen'], 1, /sharpen is 1, expected true or false/],
        [['order'], 'random', /order is "random", expected one of fixed, shuffled/],
        [['stages'], [], /stages is \[\], expected a list of 1\.\.8 stages/],
        [['stages'], Array(9).fill(PRESETS.x4plus.stages[0]), /stages is a list of 9/],
        [['stages'], 'two', /stages is "two"/],
        [['stages', 0], null, /stages\[0\] is null, expected an object/],
        [['stages', 0, 'blurProb'], 1.1, /stages\[0\]\.blurProb is 1\.1, expected a probability in 0\.\.1/],
        [['stages', 0, 'blurProb'], Number.NaN, /blurProb is NaN/],
        [['stages', 0, 'kernelSizes'], [], /kernelSizes is \[\], expected a list of 1\.\.64 odd kernel sizes/],
        [['stages', 0, 'kernelSizes'], [7, 8], /kernelSizes\[1\] is 8, expected an odd integer in 1\.\.51/],
        [['stages', 0, 'kernelSizes', 0], 53, /kernelSizes\[0\] is 53/],
        [['stages', 0, 'kernelList', 2], 'gaussian', /kernelList\[2\] is "gaussian", expected one of iso, /],
        [
            ['stages', 0, 'kernelProb'],
            [0.5, 0.5],
            /kernelProb is \[0\.5, 0\.5\], expected one probability per entry/,
        ],
        [['stages', 0, 'kernelProb', 0], 0.46, /kernelProb is .*, expected probabilities that sum to one/],
        [
            ['stages', 1, 'resizeProb'],
            [0.2, 0.7, 0.2],
            /stages\[1\]\.resizeProb is \[0\.2, 0\.7, 0\.2\], expected three/,
        ],
        [['stages', 1, 'resizeProb'], [0.3, 0.7], /stages\[1\]\.resizeProb/],
        [['stages', 0, 'resizeRange'], [0, 1.5], /resizeRange is \[0, 1\.5\], expected .*0 < low <= 1 <= high/],
        [['stages', 0, 'resizeRange'], [0.5, 0.9], /resizeRange/],
        [['stages', 0, 'resizeRange'], [0.5, 17], /resizeRange/],
        [['stages', 0, 'blurSigma'], [0, 3], /blurSigma is \[0, 3\], expected .*above 0/],
        [['stages', 0, 'blurSigma'], [3, 1], /blurSigma is \[3, 1\], expected .*low <= high/],
        [['stages', 0, 'blurSigma'], [1, 2, 3], /blurSigma/],
        [
            ['stages', 0, 'blurSigma', 1],
            Number.POSITIVE_INFINITY,
            /blurSigma\[1\] is Infinity, expected a finite/,
        ],
        [['stages', 0, 'betagRange'], [1.5, 4], /betagRange is \[1\.5, 4\], expected .*low <= 1 <= high/],
        [['stages', 0, 'resizeModes', 0], 'lanczos', /resizeModes\[0\] is "lanczos"/],
        [['stages', 0, 'resizeOf'], 'lq', /resizeOf is "lq", expected one of current, target/],
        [['stages', 0, 'noiseRange'], [1, 256], /noiseRange is \[1, 256\]/],
        [['stages', 0, 'poissonScaleRange'], [-1, 3], /poissonScaleRange is \[-1, 3\]/],
        [['stages', 0, 'jpegRange'], [30, 101], /jpegRange is \[30, 101\], expected .*1\.\.100/],
        [['final', 'jpegRange'], [0, 95], /final\.jpegRange is \[0, 95\]/],
        [['final', 'sincProb'], -0.1, /final\.sincProb is -0\.1/],
        [['gtSize'], 255, /gtSize is 255, expected null or a multiple of scale/],
        [['gtSize'], 0, /gtSize is 0/],
    ])('refuses %j = %j', (path, value, message) => {
        const run = () => parseOptions(changed(path, value));
        expect(run).toThrow(ConfigError);
        expect(run).toThrow(message);
    });
    it.each([null, undefined, 3, 'x', [], () => 1])('refuses %s', (json) => {
        expect(() => parseOptions(json)).toThrow(ConfigError);
    });
});
