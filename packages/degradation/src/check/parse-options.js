import * as v from 'valibot';
import { betaRange, blurSigma, boolean, choices, kernelProb, kernelSize, kernelType, noiseRange, poissonScaleRange, probability, qualityRange, resizeMode, resizeProb, resizeRange, scale, side, word, } from './fields';
import { MAX_STAGES } from './limits';
import { parseWith } from './parse-with';
const OBJECT = 'an object';
const kernelSizes = choices(kernelSize, 'odd kernel sizes');
const resizeModes = choices(resizeMode, 'interpolations');
const stage = v.pipe(v.strictObject({
    blurProb: probability,
    kernelSizes,
    kernelList: choices(kernelType, 'kernel types'),
    kernelProb,
    sincProb: probability,
    blurSigma,
    betagRange: betaRange,
    betapRange: betaRange,
    resizeProb,
    resizeRange,
    resizeModes,
    resizeOf: word(['current', 'target']),
    gaussianNoiseProb: probability,
    noiseRange,
    poissonScaleRange,
    grayNoiseProb: probability,
    jpegRange: v.nullable(qualityRange),
}, OBJECT), v.forward(v.check(({ kernelList, kernelProb }) => kernelList.length === kernelProb.length, 'one probability per entry of kernelList'), ['kernelProb']));
const final = v.strictObject({
    sincProb: probability,
    kernelSizes,
    sincFirstProb: probability,
    resizeModes,
    jpegRange: v.nullable(qualityRange),
}, OBJECT);
const STAGES = `a list of 1..${MAX_STAGES} stages`;
const options = v.pipe(v.strictObject({
    scale,
    sharpen: boolean,
    sharpenGt: boolean,
    stages: v.pipe(v.array(stage, STAGES), v.minLength(1, STAGES), v.maxLength(MAX_STAGES, STAGES)),
    final,
    order: word(['fixed', 'shuffled']),
    gtSize: v.nullable(side),
}, OBJECT), v.forward(v.check(({ gtSize, scale }) => gtSize === null || gtSize % scale === 0, 'null or a multiple of scale, because the LQ crop is its part of that'), ['gtSize']));
/**
 * Options of the degradation from a file or from anywhere else, as a checked copy.
 *
 * @param json what `JSON.parse` gave; unknown fields are errors, so that a misspelt one cannot go unnoticed
 * @throws ConfigError `E_CONFIG_OPTIONS` naming the path (`stages[1].resizeProb`), the value and what is expected.
 */
export const parseOptions = (json) => parseWith({ name: 'degradation options', code: 'E_CONFIG_OPTIONS' }, options, json);
