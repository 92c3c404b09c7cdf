import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readGoldenTensors } from '../test-support/golden-tensors';
import { rawBytes } from '../test-support/raw';
import { CheckpointError, loadStateDict, openCheckpoint } from './index';
// Made by fixtures/make-odd-files.py: forms that PyTorch can write but rarely does.
const ODD = fileURLToPath(new URL('../fixtures/odd/', import.meta.url));
const files = readdirSync(ODD).filter((name) => /\.pth?$/.test(name));
describe('rare forms agree with what PyTorch reads', () => {
    it.each(files.filter((name) => !name.startsWith('refused-')))('%s', async (file) => {
        const expected = readGoldenTensors(`${ODD}${file.replace('.pth', '.expected.safetensors')}`);
        const state = await loadStateDict(ODD + file);
        expect([...state.keys()].sort()).toEqual([...expected.keys()].sort());
        for (const [name, { dtype, shape, bytes }] of expected) {
            const tensor = state.get(name);
            expect({ name, dtype: tensor.dtype, shape: tensor.shape }).toEqual({ name, dtype, shape });
            expect(rawBytes(tensor)).toEqual(bytes);
        }
    });
});
describe('what is deliberately not read says what to do instead', () => {
    it.each([
        ['refused-complex.pth', 'E_CHECKPOINT_FORBIDDEN', /Complex, quantised .* convert them in Python/],
        ['refused-sparse.pth', 'E_CHECKPOINT_FORBIDDEN', /_rebuild_sparse_tensor.*save dense/],
        ['refused-quantised.pth', 'E_CHECKPOINT_FORBIDDEN', /_rebuild_qtensor.*dense CPU tensors/],
        [
            'refused-module.pth',
            'E_CHECKPOINT_FORBIDDEN',
            /torch\.nn\.modules\.linear\.Linear.*model\.state_dict\(\)/,
        ],
        ['refused-module-legacy.pth', 'E_CHECKPOINT_FORBIDDEN', /model\.state_dict\(\)/],
        ['refused-numpy-array.pth', 'E_CHECKPOINT_FORBIDDEN', /torch\.from_numpy/],
        ['refused-no-tensors.pth', 'E_CHECKPOINT_NO_TENSORS', /there is no tensor in its dict/],
        ['refused-storage.pth', 'E_CHECKPOINT_NO_TENSORS', /no tensor in its torch storage/],
        ['refused-torchscript.pt', 'E_CHECKPOINT_UNSUPPORTED', /TorchScript.*torch\.jit\.load/],
    ])('%s', async (file, code, message) => {
        const error = await openCheckpoint(ODD + file).catch((reason) => reason);
        expect(error).toBeInstanceOf(CheckpointError);
        expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    });
    it('covers all of them', () => {
        expect(files.filter((name) => name.startsWith('refused-'))).toHaveLength(9);
    });
});
describe('metadata', () => {
    it('is plain data without prototypes, tensors left out', async () => {
        const checkpoint = await openCheckpoint(`${ODD}metadata.pth`);
        const { metadata } = checkpoint;
        await checkpoint.close();
        expect(Object.getPrototypeOf(metadata)).toBeNull();
        expect({ ...metadata }).toMatchObject({
            epoch: 3,
            big: 2n ** 70n,
            negative: -(2 ** 40),
            lr: 1e-4,
            inf: -Infinity,
            name: 'naïve 漢',
            none: null,
            flag: false,
            tuple: [1, [2, [3]]],
            set: [4],
            frozen: [5],
            bytes: new Uint8Array([0, 255, 10]),
            counter: { 100: 2 },
            size: [2, 3],
            device: 'cuda:1',
            dtype: 'torch.bfloat16',
            np64: 27.25,
            np32: Math.fround(0.1),
            npi: -5,
            npu: 200,
            npb: true,
            empty: {},
        });
        expect(Object.keys(metadata)).toContain('__proto__');
        expect(Object.keys(metadata)).not.toContain('state_dict');
        expect({}.polluted).toBeUndefined();
    });
    it('of a file without tensors can be had by asking for the root', async () => {
        const checkpoint = await openCheckpoint(`${ODD}refused-no-tensors.pth`, { key: '.' });
        expect(checkpoint.tensors).toEqual([]);
        expect(checkpoint.metadata).toMatchObject({ epoch: 3 });
        await checkpoint.close();
    });
});
describe('key', () => {
    const open = (key) => openCheckpoint(`${ODD}dotted-keys.pth`, { key });
    it.each([
        ['a.b', ['c'], 'a.b'],
        ['a', ['b.d'], 'a'],
        ['', ['a.b.c', 'a.b.d'], null],
        ['.', ['a.b.c', 'a.b.d'], null],
    ])('%j selects %j', async (key, names, selected) => {
        const checkpoint = await open(key);
        expect(checkpoint.tensors.map(({ name }) => name)).toEqual(names);
        expect(checkpoint.selected).toBe(selected);
        expect(checkpoint.keys).toEqual(['a.b', 'a']);
        await checkpoint.close();
    });
    it.each([
        ['nowhere', /"nowhere" is not there. Keys with tensors: "a.b", "a"/],
        ['a.b.c', /is a tensor, expected a dictionary/],
        ['a.x', /"x" is not there/],
    ])('%j is refused', async (key, message) => {
        await expect(open(key)).rejects.toMatchObject({
            code: 'E_CHECKPOINT_KEY',
            message: expect.stringMatching(message),
        });
    });
});
