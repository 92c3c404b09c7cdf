import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openCheckpoint } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { tensor4d, zeros } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, describe, expect, it } from 'vitest';
import { loadModel } from '../load';
import { RRDBNet } from '../networks/rrdbnet';
import { SRVGGNetCompact } from '../networks/srvgg-net-compact';
import { recogniseNetwork } from '../recognise-network';
import { findReleasedModel } from '../released-models';
import { detectArchitecture } from './detect-architecture';
const small = new RRDBNet({ numFeat: 8, numBlock: 2, numGrowCh: 4 }, { deferred: true });
const compact = new SRVGGNetCompact({ numFeat: 6, numConv: 3, upscale: 2 }, { deferred: true });
afterAll(() => [small, compact].map((network) => network.dispose()));
const shapesOf = (network) => new Map([...network.namedParameters()].map(([name, { shape }]) => [name, { shape }]));
const changed = (change, network = small) => {
    const shapes = shapesOf(network);
    change(shapes);
    return shapes;
};
describe("a name is said only when every tensor is that network's", () => {
    it.each([
        [
            'one more',
            changed((all) => all.set('conv_hr2.bias', { shape: [8] })),
            /looks like RRDBNet.* not its own: conv_hr2\.bias/,
        ],
        [
            'one less',
            changed((all) => all.delete('body.1.rdb3.conv5.bias')),
            /looks like RRDBNet.* missing: body\.1\.rdb3\.conv5\.bias/,
        ],
        [
            'another width',
            changed((all) => all.set('conv_up1.weight', { shape: [9, 8, 3, 3] })),
            /conv_up1\.weight is 9x8x3x3, expected 8x8x3x3/,
        ],
        [
            'a block that is missing',
            changed((all) => [...all.keys()].filter((n) => n.startsWith('body.1.')).map((n) => all.delete(n)) &&
                all.set('body.2.rdb1.conv1.bias', { shape: [4] })),
            /not its own: body\.2/,
        ],
        [
            'nothing in it',
            changed((all) => all.set('conv_body.bias', { shape: [0] })),
            /'conv_body\.bias' is 0, which holds nothing/,
        ],
        [
            'one more in a compact network',
            changed((all) => all.set('head.weight', { shape: [1] }), compact),
            /looks like SRVGGNetCompact.* not its own: head\.weight/,
        ],
    ])('%s', (_, shapes, message) => {
        for (const prefix of ['', 'net_g.']) {
            const wrapped = new Map([...shapes].map(([name, info]) => [prefix + name, info]));
            expect(() => detectArchitecture(wrapped)).toThrow(CheckpointError);
            expect(() => detectArchitecture(wrapped)).toThrow(message.source.includes('holds nothing') ? /holds nothing/ : /looks like/);
        }
        expect(() => detectArchitecture(shapes)).toThrow(message);
    });
    it('names are quoted as they stand in the file', () => {
        const shapes = new Map([...shapesOf(small)].map(([name, info]) => [`net_g.${name}`, info]));
        shapes.set('net_g.extra.bias', { shape: [1] });
        expect(() => detectArchitecture(shapes)).toThrow(/not its own: net_g\.extra\.bias.*All names begin with 'net_g\.'/);
    });
    it('plain convolutions without activations are no SRVGGNetCompact, whatever their order', () => {
        const convs = new Map();
        for (const [k, [outputs, inputs]] of [
            [6, 3],
            [6, 6],
            [6, 6],
            [12, 6],
        ].entries()) {
            convs.set(`onnx::Conv_${k}_w`, { shape: [outputs, inputs, 3, 3] });
            convs.set(`onnx::Conv_${k}_b`, { shape: [outputs] });
        }
        expect(() => detectArchitecture(convs)).toThrow(/not known/);
    });
});
const CASES = new URL('../../../../../shared/cases/checkpoints/', import.meta.url);
const path = (name) => fileURLToPath(new URL(name, CASES));
describe.skipIf(!existsSync(CASES))('files that were called by a wrong name once', () => {
    it.each([
        ['old_1x.pth', 1, 3],
        ['old_2x.pth', 2, 3],
        ['old_8x.pth', 8, 3],
        ['official_2x_up1.pth', 2, 3],
        ['official_8x_up3.pth', 8, 3],
        ['BSRGANx2.pth', 2, 3],
        ['orig_mod.pth', 4, 3],
        ['lightning.ckpt', 4, 3],
        ['mm_generator.pth', 4, 3],
        ['gray_4x.pth', 4, 1],
        ['rgba_4x.pth', 4, 4],
        ['torch2.pth', 4, 3],
    ])('%s runs at x%i on %i channels', async (file, scale, channels) => {
        const model = await loadModel(path(file));
        const { network } = model;
        expect([network.scale, network.inChannels, network.outChannels]).toEqual([scale, channels, channels]);
        const input = zeros([1, 3, 4, channels]);
        const output = network.forward(tensor4d(await input.data(), [1, 3, 4, channels]));
        expect(output.shape).toEqual([1, 3 * scale, 4 * scale, channels]);
        expect((await output.data()).every(Number.isFinite)).toBe(true);
        output.dispose();
        model.dispose();
    });
    it('realesr-animevideov3-x4.param is the network of its name', async () => {
        const model = await loadModel(path('realesr-animevideov3-x4.param'));
        expect(model.architecture).toMatchObject({
            name: 'SRVGGNetCompact',
            config: { numFeat: 64, numConv: 16, upscale: 4, actType: 'prelu' },
        });
        model.dispose();
    });
    it.each([
        ['esrgan_plus_4x.pth', /This is ESRGAN\+/],
        ['spsr.pth', /This is SPSR/],
        ['swinir.pth', /This is SwinIR, which srkit does not run/],
        ['dat.pth', /This is DAT,/],
        ['span.pth', /SPAN/],
        ['realplksr.pth', /This is RealPLKSR,/],
        ['realcugan.pth', /This is Real-CUGAN,/],
        ['5.state', /training state/],
    ])('%s is named', async (file, message) => {
        const error = await loadModel(path(file)).catch((reason) => reason);
        expect(error).toBeInstanceOf(CheckpointError);
        expect(String(error)).toMatch(message);
        expect(String(error)).not.toMatch(/VGGStyleDiscriminator|CorrespondenceGenerationArch/);
        const checkpoint = await openCheckpoint(path(file));
        expect(() => recogniseNetwork(new Map(checkpoint.tensors.map((info) => [info.name, info])))).toThrow(message);
        await checkpoint.close();
    });
    it('weights that are no numbers are refused by the name of their tensor', async () => {
        await expect(loadModel(path('nan.pth'))).rejects.toMatchObject({
            code: 'E_CHECKPOINT_NAN',
            message: expect.stringMatching(/nan\.pth: '[\w.]+' has NaN at element \d+/),
        });
    });
});
describe('names of released networks', () => {
    it.each([
        ['RealESRGAN_x4plus', 'RealESRGAN_x4plus'],
        ['RealESRGAN_x4plus.pth', 'RealESRGAN_x4plus'],
        ['realesrgan-x4plus', 'RealESRGAN_x4plus'],
        ['realesrgan-x4plus-anime', 'RealESRGAN_x4plus_anime_6B'],
        ['realesrnet-x4plus', 'RealESRNet_x4plus'],
        ['realesr-animevideov3-x2', 'realesr-animevideov3'],
        ['constructor', undefined],
        ['./RealESRGAN_x4plus', undefined],
    ])('%s', (name, expected) => {
        expect(findReleasedModel(name)?.name).toBe(expected);
    });
    it('are read from their publisher where there is no such file', async () => {
        const asked = [];
        const real = globalThis.fetch;
        globalThis.fetch = async (input) => {
            asked.push(String(input instanceof Request ? input.url : input));
            return new Response(null, { status: 503 });
        };
        try {
            await expect(loadModel('realesrgan-x4plus')).rejects.toMatchObject({ code: 'E_CHECKPOINT_NETWORK' });
            await expect(loadModel('no-such-model')).rejects.toMatchObject({ code: 'E_CHECKPOINT_NOT_FOUND' });
        }
        finally {
            globalThis.fetch = real;
        }
        expect(new Set(asked)).toEqual(new Set([findReleasedModel('RealESRGAN_x4plus').url]));
    });
});
