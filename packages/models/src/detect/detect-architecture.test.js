import { CheckpointError } from '@srkit/core';
import { describe, expect, it } from 'vitest';
import { createNetwork } from '../create-network';
import { ImageDiscriminator } from '../discriminators/image-discriminator';
import { UNetDiscriminatorSN } from '../discriminators/unet-discriminator-sn';
import { VGGStyleDiscriminator } from '../discriminators/vgg-style-discriminator';
import { RRDBNet } from '../networks/rrdbnet';
import { SRVGGNetCompact } from '../networks/srvgg-net-compact';
import { detectArchitecture, isDiscriminator } from './detect-architecture';
import { recognise } from './recognise';
const shapesOf = (module) => new Map([...module.namedParameters()].map(([name, { shape }]) => [name, { shape }]));
const renamed = (shapes, rename) => new Map([...shapes].map(([name, info]) => [rename(name), info]));
const TRUNK = {
    conv_body: 'trunk_conv',
    conv_up1: 'upconv1',
    conv_up2: 'upconv2',
    conv_up3: 'upconv3',
    conv_hr: 'HRconv',
};
/** Indices of the first release, by the number of upsampling convolutions, as its files have them. */
const OLD = [
    { conv_first: 0, conv_hr: 2, conv_last: 4 },
    { conv_first: 0, conv_up1: 3, conv_hr: 5, conv_last: 7 },
    { conv_first: 0, conv_up1: 3, conv_up2: 6, conv_hr: 8, conv_last: 10 },
    { conv_first: 0, conv_up1: 3, conv_up2: 6, conv_up3: 9, conv_hr: 11, conv_last: 13 },
];
/** Official name to the ESRGAN paper's repository's. */
const toTrunk = (name) => name
    .replace(/^body\.(\d+)\.rdb(\d)/, 'RRDB_trunk.$1.RDB$2')
    .replace(/^(conv_\w+)\./, (_, conv) => `${TRUNK[conv] ?? conv}.`);
/** Official name to the first release's. */
const toOld = (numBlock, numUp) => (name) => name
    .replace(/^body\.(\d+)\.rdb(\d)\.(conv\d)/, 'model.1.sub.$1.RDB$2.$3.0')
    .replace(/^conv_body\./, `model.1.sub.${numBlock}.`)
    .replace(/^(conv_\w+)\./, (_, conv) => `model.${OLD[numUp][conv]}.`);
const configs = [
    { numFeat: 64, numBlock: 23, numGrowCh: 32, scale: 4 },
    { numFeat: 24, numBlock: 2, numGrowCh: 8, scale: 2 },
    { numFeat: 8, numBlock: 1, numGrowCh: 4, scale: 1 },
    { numFeat: 16, numBlock: 12, numGrowCh: 8, scale: 4, numInCh: 1, numOutCh: 1 },
    { numFeat: 8, numBlock: 2, numGrowCh: 4, scale: 1, numUp: 0 },
    { numFeat: 8, numBlock: 2, numGrowCh: 4, scale: 2, numUp: 1 },
    { numFeat: 8, numBlock: 2, numGrowCh: 4, scale: 1, numUp: 1 },
    { numFeat: 8, numBlock: 2, numGrowCh: 4, scale: 8, numUp: 3 },
    { numFeat: 8, numBlock: 1, numGrowCh: 4, scale: 4, numInCh: 4, numOutCh: 4 },
];
describe('RRDBNet', () => {
    it.each(configs)('is recognised in its three key layouts: %o', (config) => {
        const network = new RRDBNet(config, { deferred: true });
        const official = shapesOf(network);
        const layouts = {
            official,
            trunk: renamed(official, toTrunk),
            old: renamed(official, toOld(network.config.numBlock, network.config.numUp)),
            order: renamed(official, (name) => `onnx::Conv_${[...official.keys()].indexOf(name)}`),
        };
        for (const [layout, shapes] of Object.entries(layouts)) {
            const found = detectArchitecture(shapes);
            expect(found).toEqual({ name: 'RRDBNet', config: network.config, layout });
            const back = [...shapes.keys()].map(recognise(shapes).officialName);
            expect(back).toEqual([...official.keys()]);
            if (layout === 'order')
                continue;
            for (const prefix of ['module.', '_orig_mod.', 'net_g.', 'generator_ema.', 'a.b.c.']) {
                const wrapped = renamed(shapes, (name) => prefix + name);
                expect(detectArchitecture(wrapped)).toEqual(found);
                expect([...wrapped.keys()].map(recognise(wrapped).officialName)).toEqual(back);
            }
        }
    });
});
describe('SRVGGNetCompact', () => {
    it.each([
        { numFeat: 64, numConv: 32, upscale: 4, actType: 'prelu' },
        { numFeat: 7, numConv: 0, upscale: 2, actType: 'prelu' },
        { numFeat: 9, numConv: 3, upscale: 3, actType: 'relu', numInCh: 1 },
        { numFeat: 9, numConv: 3, upscale: 1, actType: 'relu' },
    ])('is recognised: %o', (config) => {
        const network = new SRVGGNetCompact(config, { deferred: true });
        expect(detectArchitecture(shapesOf(network))).toEqual({
            name: 'SRVGGNetCompact',
            config: network.config,
        });
    });
});
describe('discriminators', () => {
    it.each([
        new UNetDiscriminatorSN({ numFeat: 5, numInCh: 1 }, { deferred: true }),
        new VGGStyleDiscriminator({ numFeat: 3 }, { deferred: true }),
        new VGGStyleDiscriminator({ numFeat: 2, numInCh: 1, inputSize: 256 }, { deferred: true }),
        new ImageDiscriminator({ ndf: 4, inNc: 1 }, { deferred: true }),
    ])('are recognised: %#', (network) => {
        const shapes = new Map([...network.namedState()].map(([name, { shape }]) => [name, { shape }]));
        const found = detectArchitecture(shapes);
        expect(found).toEqual({ name: network.typeName, config: network.config });
        expect(isDiscriminator(found)).toBe(true);
        expect(createNetwork(found, { deferred: true }).compare(shapes)).toEqual({
            missing: [],
            unexpected: [],
            misshapen: [],
        });
    });
});
describe('what is not known', () => {
    const shapes = (entries) => new Map(Object.entries(entries).map(([name, shape]) => [name, { shape }]));
    it.each([
        [
            'a discriminator without its beginning',
            shapes({ 'conv1.weight_orig': [128, 64, 4, 4] }),
            /'conv0\.weight' is missing/,
        ],
        ['another network', shapes({ 'layers.0.attn.weight': [3, 3] }), /layers\.0\.attn\.weight/],
        ['nothing', shapes({}), /no tensors at all/],
        [
            'a compact network of a broken scale',
            shapes({ 'body.0.weight': [8, 3, 3, 3], 'body.2.weight': [7, 8, 3, 3] }),
            /'body\.2' has 7 outputs/,
        ],
        [
            'an RRDBNet without its end',
            shapes({ 'body.0.rdb1.conv1.weight': [4, 8, 3, 3], 'conv_first.weight': [8, 3, 3, 3] }),
            /'conv_last.weight' is missing/,
        ],
        [
            'a compact network with a huge index',
            shapes({ 'body.0.weight': [8, 3, 3, 3], 'body.99999999999.weight': [48, 8, 3, 3] }),
            CheckpointError,
        ],
    ])('is refused with what was found: %s', (_, given, message) => {
        expect(() => detectArchitecture(given)).toThrow(CheckpointError);
        expect(() => detectArchitecture(given)).toThrow(message);
    });
});
