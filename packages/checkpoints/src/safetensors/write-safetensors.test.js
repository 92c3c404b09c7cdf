import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparable, rawBytes } from '../../test-support/raw';
import { bytesPerElement, DTYPES, typedArrayOf } from '../dtype';
import { CheckpointError, loadStateDict, openCheckpoint, writeSafetensors, } from '../index';
const f32 = (name, ...values) => ({
    name,
    dtype: 'F32',
    shape: [values.length],
    data: Float32Array.from(values),
});
const anyTensor = fc
    .record({
    name: fc.string({ unit: 'grapheme', maxLength: 12 }),
    dtype: fc.constantFrom(...DTYPES),
    shape: fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
    seed: fc.infiniteStream(fc.nat({ max: 255 })),
})
    .map(({ name, dtype, shape, seed }) => {
    const bytes = Uint8Array.from({ length: shape.reduce((a, b) => a * b, bytesPerElement(dtype)) }, () => seed.next().value);
    return { name, dtype, shape, data: typedArrayOf(dtype, bytes.buffer) };
})
    .filter(({ name }) => name !== '__metadata__' && !name.startsWith('module.'));
const stateDict = fc
    .uniqueArray(anyTensor, { selector: ({ name }) => name, maxLength: 6 })
    .map((tensors) => new Map(tensors.map((tensor) => [tensor.name, tensor])));
describe('writeSafetensors', () => {
    it('gives back every dtype, shape, name and bit pattern', async () => {
        const metadata = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3, noNullPrototype: true });
        await fc.assert(fc.asyncProperty(stateDict, metadata, async (state, strings) => {
            const checkpoint = await openCheckpoint(writeSafetensors(state, { metadata: strings }));
            expect(comparable(await checkpoint.readAll())).toEqual(comparable(state));
            expect(Object.entries(checkpoint.metadata)).toEqual(Object.entries(strings));
        }), { seed: 20, numRuns: 150 });
    });
    it('aligns the data of every tensor', () => {
        const file = writeSafetensors([
            { name: 'a', dtype: 'U8', shape: [3], data: new Uint8Array(3) },
            { name: 'b', dtype: 'F64', shape: [], data: new Float64Array(1) },
            { name: 'c', dtype: 'I16', shape: [1], data: new Int16Array(1) },
        ]);
        const length = Number(new DataView(file.buffer).getBigUint64(0, true));
        expect(length % 8).toBe(0);
        const header = new TextDecoder().decode(file.subarray(8, 8 + length)).trimEnd();
        expect(header).toBe('{"a":{"dtype":"U8","shape":[3],"data_offsets":[10,13]},"b":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"c":{"dtype":"I16","shape":[1],"data_offsets":[8,10]}}');
    });
    it('takes the names of the map, and subarrays of larger buffers', async () => {
        const state = new Map([
            ['new', { ...f32('old', 0), shape: [2], data: Float32Array.of(1, 2, 3, 4).subarray(1, 3) }],
        ]);
        const read = (await loadStateDict(writeSafetensors(state))).get('new');
        expect(Array.from(read.data, Number)).toEqual([2, 3]);
    });
    it('converts floats and nothing else', async () => {
        const tensors = [
            f32('single', 1, 0.1, -0, Infinity, NaN),
            {
                name: 'double',
                dtype: 'F64',
                shape: [2],
                data: Float64Array.of(1 + 2 ** -11, 1 + 2 ** -11 + 2 ** -40),
            },
            { name: 'half', dtype: 'F16', shape: [2], data: Uint16Array.of(0x3c00, 0x7e01) },
            { name: 'brain', dtype: 'BF16', shape: [1], data: Uint16Array.of(0x3f80) },
            { name: 'step', dtype: 'I64', shape: [], data: BigInt64Array.of(2n ** 60n) },
            { name: 'mask', dtype: 'BOOL', shape: [1], data: Uint8Array.of(1) },
        ];
        const written = async (dtype) => {
            const state = await loadStateDict(writeSafetensors(tensors, { dtype }));
            return [...state.values()].map((tensor) => [
                tensor.dtype,
                Buffer.from(rawBytes(tensor)).toString('hex'),
            ]);
        };
        const kept = [
            ['I64', '0000000000000010'],
            ['BOOL', '01'],
        ];
        expect(await written('F16')).toEqual([
            ['F16', '003c662e0080007c007e'],
            // The first is a tie and goes to even; the second only looks like one in single precision.
            ['F16', '003c013c'],
            ['F16', '003c017e'],
            ['F16', '003c'],
            ...kept,
        ]);
        expect(await written('BF16')).toEqual([
            ['BF16', '803fcd3d0080807fc07f'],
            ['BF16', '803f803f'],
            ['BF16', '803fc07f'],
            ['BF16', '803f'],
            ...kept,
        ]);
        expect((await written('F32')).map(([dtype]) => dtype)).toEqual([
            'F32',
            'F32',
            'F32',
            'F32',
            'I64',
            'BOOL',
        ]);
    });
    it.each([
        [
            'finite values that become infinite',
            () => writeSafetensors([f32('w', 1, 65520)], { dtype: 'F16' }),
            /"w": element 1 is 65520, but F16 ends at 65504/,
        ],
        [
            'doubles beyond single',
            () => writeSafetensors([{ name: 'w', dtype: 'F64', shape: [1], data: Float64Array.of(1e300) }], {
                dtype: 'F32',
            }),
            /F32 ends at/,
        ],
        [
            'too few elements',
            () => writeSafetensors([{ ...f32('w', 1), shape: [2] }]),
            /F32 \[2\] needs 2 elements, got Float32Array of 1/,
        ],
        [
            'another kind of array',
            () => writeSafetensors([{ ...f32('w', 1), dtype: 'F64' }]),
            /got Float32Array of 1/,
        ],
        [
            'an unknown dtype',
            () => writeSafetensors([{ ...f32('w', 1), dtype: 'F8' }]),
            /F8 is not a dtype/,
        ],
        [
            'a fraction of a dimension',
            () => writeSafetensors([{ ...f32('w', 1), shape: [0.5, 2] }]),
            /dimension 0.5/,
        ],
        ['a name twice', () => writeSafetensors([f32('w', 1), f32('w', 1)]), /"w" occurs twice/],
        ['the reserved name', () => writeSafetensors([f32('__metadata__', 1)]), /reserved/],
        ['half a surrogate pair', () => writeSafetensors([f32('\ud800', 1)]), /not well-formed/],
        [
            'metadata that is no string',
            () => writeSafetensors([], { metadata: { n: 1 } }),
            /expected a string, got number/,
        ],
    ])('refuses %s', (_, write, message) => {
        expect(write).toThrow(expect.objectContaining({ name: 'CheckpointError', message: expect.stringMatching(message) }));
    });
});
describe('what plain JavaScript may hand over', () => {
    const data = new Float32Array(2);
    it.each([
        ['a promise', Promise.resolve(new Map()), /got a promise: await it first/],
        ['nothing', undefined, /got undefined/],
        ['a plain object', { w: data }, /Map of tensors by name.* got a plain object/],
        [
            'a Map of arrays',
            new Map([['w', data]]),
            /Tensor "w": expected .* got a Float32Array\. Give the array/,
        ],
        ['a Map of promises', new Map([['w', Promise.resolve()]]), /Tensor "w": .* await it first/],
        ['a list of nothing', [undefined], /A tensor: .* got undefined/],
        ['a tensor without a name', [{ dtype: 'F32', shape: [2], data }], /tensor with a name, got undefined/],
        ['a text', 'state_dict', /got a string/],
    ])('%s is refused in words', (_, given, message) => {
        const write = () => writeSafetensors(given);
        expect(write).toThrow(CheckpointError);
        expect(write).toThrow(message);
    });
    it('unknown options are refused', () => {
        expect(() => writeSafetensors(new Map(), { dtypes: 'F16' })).toThrow(/did you mean dtype/);
    });
});
