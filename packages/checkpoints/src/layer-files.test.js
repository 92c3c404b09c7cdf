import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { ncnnFiles, onnxFile } from '../test-support/layer-files';
import { refused } from '../test-support/refused';
import { CheckpointError, loadStateDict, openCheckpoint, toFloat32 } from './index';
const values = (count, start) => Float32Array.from({ length: count }, (_, i) => (start + i) / 8);
const conv = (outputs, inputs, start) => ({
    conv: [outputs, inputs],
    weight: values(outputs * inputs * 9, start),
    bias: values(outputs, -start),
});
// Five outputs of three channels: 135 halves, so that the next block has to be aligned.
const LAYERS = [conv(5, 3, 1), { prelu: values(5, 7) }, conv(3, 5, 2)];
const expected = LAYERS.flatMap((layer) => 'prelu' in layer ? [layer.prelu] : [layer.weight, layer.bias]).map((tensor) => [...tensor]);
const elements = async (source) => [...(await loadStateDict(source)).values()].map((tensor) => [...toFloat32(tensor)]);
/** Values here are small multiples of an eighth, which halves hold exactly. */
const exactHalves = (floats) => Uint16Array.from(floats, (value) => {
    if (value === 0)
        return 0;
    const exponent = Math.floor(Math.log2(Math.abs(value)));
    return (((value < 0 ? 1 : 0) << 15) | ((exponent + 15) << 10) | ((Math.abs(value) / 2 ** exponent - 1) * 1024));
});
const folder = mkdtempSync(join(tmpdir(), 'srkit-'));
afterAll(() => rmSync(folder, { recursive: true }));
describe('ncnn', () => {
    it.each([
        ['float32', undefined, 'F32'],
        ['float16', exactHalves, 'F16'],
    ])("weights in %s are read with their layers' names", async (_, halves, dtype) => {
        const files = ncnnFiles(LAYERS, halves);
        const { format, tensors } = await openCheckpoint(files);
        expect(format).toBe('ncnn');
        expect(tensors.map(({ name, shape }) => `${name} ${shape.join('x')}`)).toEqual([
            'Conv_0.weight 5x3x3x3',
            'Conv_0.bias 5',
            'PRelu_1.weight 5',
            'Conv_2.weight 3x5x3x3',
            'Conv_2.bias 3',
        ]);
        expect(tensors.map((tensor) => tensor.dtype)).toEqual([dtype, 'F32', 'F32', dtype, 'F32']);
        expect(await elements(files)).toEqual(expected);
    });
    it('either file of the pair finds the other', async () => {
        const { param, bin } = ncnnFiles(LAYERS);
        writeFileSync(join(folder, 'net.param'), param);
        await expect(openCheckpoint(join(folder, 'net.param'))).rejects.toMatchObject({
            code: 'E_CHECKPOINT_NOT_FOUND',
            message: expect.stringContaining('net.bin'),
        });
        writeFileSync(join(folder, 'net.bin'), bin);
        expect(await elements(join(folder, 'net.param'))).toEqual(expected);
        expect(await elements(join(folder, 'net.bin'))).toEqual(expected);
    });
    const edited = (from, to) => {
        const { param, bin } = ncnnFiles(LAYERS);
        return { param: new TextEncoder().encode(new TextDecoder().decode(param).replace(from, to)), bin };
    };
    const withBin = (change) => {
        const { param, bin } = ncnnFiles(LAYERS);
        return { param, bin: change(bin) };
    };
    it.each([
        [
            'another count of layers',
            edited('4 4', '999 1782'),
            /E_CHECKPOINT_NCNN: .*announces "999 1782".* has 4/,
        ],
        [
            'a layer that keeps weights of unknown size',
            edited('PReLU', 'BatchNorm'),
            /UNSUPPORTED: .*"PRelu_1" is a "BatchNorm"/,
        ],
        ['weights that make no kernels', edited('6=135', '6=136'), /NCNN: .*136 weights for 5 kernels of 3x3/],
        ['a negative count', edited('0=5 1=3', '0=-5 1=3'), /NCNN: .*expected a count/],
        ['eight bits', edited('6=135', '6=135 8=1'), /UNSUPPORTED: .*quantised to 8 bits/],
        ['sizes beyond everything', edited('0=5 1=3', '0=9007199254740991 1=3'), /NCNN/],
        ['a .bin that is cut', withBin((bin) => bin.subarray(0, bin.length - 4)), /TRUNCATED: .*"Conv_2.bias"/],
        [
            'a .bin that goes on',
            withBin((bin) => new Uint8Array([...bin, 0, 0, 0, 0])),
            /STORAGE: .*do not belong together/,
        ],
        [
            'weights in another form',
            withBin((bin) => new Uint8Array([9, ...bin.subarray(1)])),
            /UNSUPPORTED: .*0x9/,
        ],
    ])('%s is refused', async (_, files, message) => {
        expect(await refused(files)).toMatch(message);
    });
});
describe('ONNX', () => {
    it('weights are read in the order of the graph, sizes left out', async () => {
        const file = onnxFile(LAYERS, (layer, role) => `onnx::Conv_${layer}_${role}`);
        const { format, tensors } = await openCheckpoint(file);
        expect(format).toBe('onnx');
        expect(tensors.map(({ name, shape }) => `${name} ${shape.join('x')}`)).toEqual([
            'onnx::Conv_0_weight 5x3x3x3',
            'onnx::Conv_0_bias 5',
            'onnx::Conv_1_weight 5',
            'onnx::Conv_2_weight 3x5x3x3',
            'onnx::Conv_2_bias 3',
        ]);
        expect(await elements(file)).toEqual(expected);
    });
    it('a file cut or changed anywhere gives weights or a CheckpointError', async () => {
        const file = onnxFile(LAYERS, (layer, role) => `${layer}.${role}`);
        for (let at = 0; at < file.length; at += 7) {
            expect(await refused(file.subarray(0, at))).toMatch(/^E_CHECKPOINT_/);
            const changed = file.slice();
            changed[at] ^= 0xff;
            const error = await loadStateDict(changed).catch((reason) => reason);
            if (error instanceof Error)
                expect(error).toBeInstanceOf(CheckpointError);
        }
    });
});
const CASES = new URL('../../../../shared/cases/checkpoints/', import.meta.url);
const RELEASED = new URL('../../../../shared/data/weights/released/', import.meta.url);
describe.skipIf(!existsSync(CASES))('files of others', () => {
    it.each([
        ['realesrgan.param', /E_CHECKPOINT_NCNN: .*announces/],
        ['realesrgan.bin', /E_CHECKPOINT_NCNN/],
        ['model.onnx', /E_CHECKPOINT_ONNX: .*ONNX file without its graph/],
        ['torchscript.pt', /E_CHECKPOINT_UNSUPPORTED: .*TorchScript archive/],
        ['whole_model.pth', /E_CHECKPOINT_FORBIDDEN: .*"__main__.Net".*model\.state_dict\(\)/],
        ['lfs_pointer.pth', /Git LFS pointer.*git lfs pull/],
        ['drive_page.pth', /HTML page; the download went wrong/],
    ])('%s is named as what it is', async (name, message) => {
        expect(await refused(fileURLToPath(new URL(name, CASES)))).toMatch(message);
    });
    it('a released ncnn network has the weights of the PyTorch file, cut to halves', async () => {
        const ncnn = [
            ...(await loadStateDict(fileURLToPath(new URL('realesr-animevideov3-x4.param', CASES)))).values(),
        ];
        const file = new Uint8Array(readFileSync(new URL('realesr-animevideov3.pth', RELEASED)));
        const official = [...(await loadStateDict(file)).values()];
        expect(ncnn.map(({ shape }) => shape)).toEqual(official.map(({ shape }) => shape));
        for (const [i, tensor] of ncnn.entries()) {
            const [read, right] = [toFloat32(tensor), toFloat32(official[i])];
            // Cut towards zero, by less than a half's last place; what halves only hold as subnormals became zero.
            const isCut = (value, whole) => Math.abs(value) <= Math.abs(whole) &&
                (Math.abs(whole) < 2 ** -14 ||
                    Math.abs(value - whole) < Math.abs(whole) * 2 ** -10 ||
                    value === whole);
            const off = read.findIndex((value, k) => !isCut(value, right[k]));
            expect([tensor.name, off]).toEqual([tensor.name, -1]);
        }
    });
});
