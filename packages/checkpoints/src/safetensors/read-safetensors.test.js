import { describe, expect, it } from 'vitest';
import { cpuTime } from '../../test-support/cpu-time';
import { u64 } from '../../test-support/pickle-builder';
import { refused } from '../../test-support/refused';
import { floats } from '../../test-support/torch-builder';
import { concat, utf8 } from '../../test-support/zip-builder';
import { loadStateDict, openCheckpoint } from '../index';
const file = (header, data = floats(6), length = BigInt(utf8(header).length)) => concat(u64(length), utf8(header), data);
const tensor = (shape, begin, end, dtype = 'F32') => `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`;
const A = tensor('[2,3]', 0, 24);
describe('odd but valid files', () => {
    it.each([
        [
            'an order other than that of the data',
            file(`{"b":${tensor('[4]', 8, 24)},"a":${tensor('[2]', 0, 8)}}`),
            ['b', 'a'],
        ],
        [
            'white space everywhere',
            file(`{ "a"\t:\n{"shape" : [ 2 , 3 ] ,"dtype":"F32","data_offsets":[0, 24]}}  \n `),
            ['a'],
        ],
        [
            'empty tensors between others',
            file(`{"a":${A},"z":${tensor('[0,7]', 0, 0)},"y":${tensor('[3,0]', 24, 24)}}`),
            ['a', 'z', 'y'],
        ],
        ['no tensors', file('{}', new Uint8Array(0)), []],
        ['escaped names', file(`{"\\u00e9\\n\\"":${A}}`), ['é\n"']],
        ['__proto__ as a name', file(`{"__proto__":${A}}`), ['__proto__']],
        ['a long name', file(`{"${'n'.repeat(10_000)}":${A}}`), ['n'.repeat(10_000)]],
        [
            'an odd start of the data',
            file(`{"a":${tensor('[3]', 1, 25, 'I64')},"b":${tensor('[1]', 0, 1, 'U8')}} `, new Uint8Array(25)),
            ['a', 'b'],
        ],
        ['a header length that begins like a pickle', file(`{"a":${A}}`.padEnd(0x280)), ['a']],
    ])('%s', async (_, bytes, names) => {
        expect([...(await loadStateDict(bytes)).keys()]).toEqual(names);
    });
    it('have strings as metadata', async () => {
        const checkpoint = await openCheckpoint(file(`{"__metadata__":{"format":"pt","__proto__":"x"},"a":${A}}`));
        expect(checkpoint).toMatchObject({ format: 'safetensors', keys: [], selected: null, byteLength: 136 });
        expect(Object.entries(checkpoint.metadata)).toEqual([
            ['format', 'pt'],
            ['__proto__', 'x'],
        ]);
        expect(Object.getPrototypeOf(checkpoint.metadata)).toBeNull();
    });
    it('are read as scalars, with specials bit by bit', async () => {
        const header = `{"h":${tensor('[3]', 4, 10, 'F16')},"s":${tensor('[]', 0, 4)}}`;
        const data = concat(new Uint8Array([1, 0, 0xa0, 0x7f]), new Uint8Array([1, 0x7e, 0, 0xfc, 1, 0]));
        const state = await loadStateDict(file(header, data));
        expect(state.get('s')).toMatchObject({ shape: [], dtype: 'F32' });
        expect(new Uint32Array(state.get('s').data.buffer)).toEqual(new Uint32Array([0x7fa00001]));
        expect(state.get('h').data).toEqual(new Uint16Array([0x7e01, 0xfc00, 1]));
    });
    it('lose a prefix: the key, or module.', async () => {
        const header = `{"params.a":${tensor('[2]', 0, 8)},"b":${tensor('[4]', 8, 24)}}`;
        const checkpoint = await openCheckpoint(file(header), { key: 'params' });
        expect(checkpoint.selected).toBe('params');
        expect(checkpoint.tensors).toEqual([{ name: 'a', dtype: 'F32', shape: [2] }]);
        await expect(openCheckpoint(file(header), { key: 'ema' })).rejects.toMatchObject({
            code: 'E_CHECKPOINT_KEY',
        });
        expect([...(await loadStateDict(file(`{"module.a":${A}}`))).keys()]).toEqual(['a']);
    });
    it('with 100 000 tensors take no time', async () => {
        const entries = Array.from({ length: 100_000 }, (_, i) => `"layer.${i}.weight":${tensor('[1]', i, i + 1, 'I8')}`);
        const started = cpuTime();
        expect((await loadStateDict(file(`{${entries.join(',')}}`, new Uint8Array(100_000)))).size).toBe(100_000);
        expect(cpuTime() - started).toBeLessThan(4000);
    });
});
describe('damaged and forged files', () => {
    it.each([
        ['a tensor twice', file(`{"a":${A},"a":${A}}`), /E_CHECKPOINT_DUPLICATE: .*entry "a" twice/],
        ['a tensor twice in disguise', file(`{"a":${A},"\\u0061":${A}}`), /E_CHECKPOINT_DUPLICATE/],
        ['a field twice', file(`{"a":{"dtype":"I32",${A.slice(1)}}`), /tensor "a": the field "dtype" twice/],
        ['metadata twice', file(`{"__metadata__":{},"__metadata__":{},"a":${A}}`), /E_CHECKPOINT_DUPLICATE/],
        [
            'metadata that is no string',
            file(`{"__metadata__":{"n":1},"a":${A}}`),
            /expected """ at character 22|expected "\\""|expected/,
        ],
        ['metadata that is a list', file(`{"__metadata__":[],"a":${A}}`), /expected "\{"/],
        ['an unknown field', file(`{"a":{"scale":1,${A.slice(1)}}`), /unknown field "scale"/],
        ['a missing field', file('{"a":{"dtype":"F32","shape":[2,3]}}'), /needs dtype, shape and data_offsets/],
        ['three offsets', file('{"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24,24]}}'), /at most 2/],
        ['one offset', file('{"a":{"dtype":"F32","shape":[6],"data_offsets":[0]}}'), /needs dtype/],
        ['text after the header', file(`{"a":${A}} x`), /expected the end of the header/],
        ['a NUL after the header', file(`{"a":${A}}\0`), /expected the end of the header/],
        ['two headers', file(`{"a":${A}}{"a":${A}}`), /expected the end of the header/],
        ['a trailing comma', file(`{"a":${A},}`), /E_CHECKPOINT_SAFETENSORS/],
        ['a header of one brace', file('{'), /expected/],
        ['an endless string', file('{"a'), /end of a string/],
        ['a bare control character', file(`{"a\n":${A}}`), /well-formed JSON string/],
        ['a bad escape', file(`{"\\x":${A}}`), /well-formed JSON string/],
        ['half a surrogate pair', file(`{"\\ud800":${A}}`), /well-formed Unicode/],
        [
            'a header that is not UTF-8',
            concat(u64(4n), new Uint8Array([0x7b, 0x22, 0xff, 0x22]), floats(6)),
            /UTF-8/,
        ],
        [
            'a byte order mark',
            concat(u64(BigInt(A.length + 9)), new Uint8Array([0xef, 0xbb, 0xbf]), utf8(`{"a":${A}}`), floats(6)),
            /E_CHECKPOINT_FORMAT/,
        ],
        ['a negative number', file(`{"a":${tensor('[-2,-3]', 0, 24)}}`), /integer from 0/],
        ['a number with exponent', file(`{"a":${tensor('[6e0]', 0, 24)}}`), /integer from 0/],
        ['a number with leading zero', file(`{"a":${tensor('[06]', 0, 24)}}`), /integer from 0/],
        ['a number beyond 2^53', file(`{"a":${tensor('[9007199254740993]', 0, 24)}}`), /integer from 0/],
        [
            'a number of a thousand digits',
            file(`{"a":${tensor(`[${'9'.repeat(1000)}]`, 0, 24)}}`),
            /integer from 0/,
        ],
        [
            'a shape that overflows to what fits',
            file(`{"a":${tensor('[4294967296,4294967296,6]', 0, 24)}}`),
            /exceeds/,
        ],
        [
            'huge dimensions beside a zero',
            file(`{"a":${tensor('[9007199254740991,9007199254740991,0]', 0, 0)}}`, new Uint8Array(0)),
            /exceeds/,
        ],
        ['65 dimensions', file(`{"a":${tensor(`[${Array(65).fill(1)}]`, 0, 4)}}`), /at most 64 integers/],
        ['a name too long', file(`{"${'n'.repeat(70_000)}":${A}}`), /at most 16000 characters/],
        ['bytes after the last tensor', file(`{"a":${A}}`, floats(7)), /take 24 bytes, but 28 follow/],
        [
            'bytes before the first tensor',
            file(`{"a":${tensor('[6]', 4, 28)}}`, floats(7)),
            /begins at byte 4 of the data, expected 0/,
        ],
        [
            'tensors that are the same bytes',
            file(`{"a":${A},"b":${A}}`),
            /begins at byte 0 of the data, expected 24/,
        ],
        [
            'an 8-bit float',
            file(`{"a":${tensor('[24]', 0, 24, 'F8_E4M3')}}`),
            /E_CHECKPOINT_UNSUPPORTED: .*"F8_E4M3"; only F64/,
        ],
        [
            'a dtype that is a JavaScript key',
            file(`{"a":${tensor('[24]', 0, 24, 'constructor')}}`),
            /E_CHECKPOINT_UNSUPPORTED/,
        ],
        ['a header length of zero', concat(u64(0n), utf8('{')), /expected "\{" at character 0/],
        [
            'a header length of all ones',
            file('{}', floats(1), 2n ** 64n - 1n),
            /claims 18446744073709551615 bytes, but only 6 follow/,
        ],
        ['deep nesting', file(`{"a":${'['.repeat(100_000)}`), /expected "\{"/],
    ])('%s', async (_, bytes, message) => {
        expect(await refused(bytes)).toMatch(message);
    });
});
