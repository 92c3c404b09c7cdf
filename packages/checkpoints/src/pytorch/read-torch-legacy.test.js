import { describe, expect, it } from 'vitest';
import { dict, int, list, none, op, storage, str, tensor, tuple, u64, } from '../../test-support/pickle-builder';
import { refused } from '../../test-support/refused';
import { counted, floats, torchLegacy } from '../../test-support/torch-builder';
import { concat, utf8 } from '../../test-support/zip-builder';
import { loadStateDict } from '../index';
const CODE = dict({ w: tensor() });
const two = (first, second) => dict({
    a: tensor({ storage: storage(str(first), int(6)) }),
    b: tensor({ storage: storage(str(second), int(6), 'LongStorage') }),
});
const longs = new Uint8Array(BigInt64Array.from([9n, 8n, 7n, 6n, 5n, 4n]).buffer);
const numbers = async (file) => {
    const state = await loadStateDict(file);
    return Object.fromEntries([...state].map(([name, { data }]) => [name, Array.from(data, Number)]));
};
describe('legacy files', () => {
    it('read storages in the order in which the file lists them', async () => {
        const file = (keys, ...data) => torchLegacy(two('0', '1'), { keys: list(...keys.map(str)), data: concat(...data) });
        const expected = { a: [0, 1, 2, 3, 4, 5], b: [9, 8, 7, 6, 5, 4] };
        expect(await numbers(file(['0', '1'], counted(floats(6), 6n), counted(longs, 6n)))).toEqual(expected);
        expect(await numbers(file(['1', '0'], counted(longs, 6n), counted(floats(6), 6n)))).toEqual(expected);
    });
    it('read parts of storages, whose tensors count from where the part begins', async () => {
        const part = storage(str('0'), int(6), 'FloatStorage', tuple(str('v'), int(2), int(4)));
        const view = (n) => tensor({ storage: part, offset: int(1), size: tuple(int(n)), stride: tuple(int(1)) });
        expect(await numbers(torchLegacy(dict({ w: view(3) })))).toEqual({ w: [3, 4, 5] });
        expect(await refused(torchLegacy(dict({ w: view(4) })))).toMatch(/E_CHECKPOINT_TENSOR/);
    });
    it('may have pickles longer than the first read, and storages that look like pickles', async () => {
        const names = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`a long name to fill the buffer ${i}`, tensor()]));
        const state = await loadStateDict(torchLegacy(dict(names)));
        expect(state.size).toBe(2000);
    });
    it.each([
        [
            'another magic number',
            torchLegacy(CODE, { magic: int(2n ** 62n) }),
            /E_CHECKPOINT_FORMAT: .*plain pickle \(of a int\)/,
        ],
        ['another protocol', torchLegacy(CODE, { protocol: int(1002) }), /expected protocol 1001, got 1002/],
        [
            'big-endian',
            torchLegacy(CODE, { system: dict({ little_endian: op(0x89) }) }),
            /E_CHECKPOINT_UNSUPPORTED/,
        ],
        ['no system', torchLegacy(CODE, { system: int(1) }), /expected a dict describing the system, got int/],
        [
            'a storage before the object',
            torchLegacy(CODE, { system: storage(str('0'), int(6)) }),
            /got a reference to a storage/,
        ],
        [
            'keys that are no list',
            torchLegacy(CODE, { keys: str('0') }),
            /expected a list of storage keys, got str/,
        ],
        [
            'a key listed twice',
            torchLegacy(CODE, { keys: list(str('0'), str('0')) }),
            /"0", which it has named before/,
        ],
        [
            'a key of nothing',
            torchLegacy(CODE, { keys: list(str('0'), str('1')) }),
            /"1", which no tensor refers to/,
        ],
        ['a key of another type', torchLegacy(CODE, { keys: list(int(0)) }), /names int/],
        ['a storage not listed', torchLegacy(CODE, { keys: list(none) }), /E_CHECKPOINT_STORAGE/],
        ['no keys', torchLegacy(CODE, { keys: op(']'), data: new Uint8Array(0) }), /does not list it/],
        [
            'a count that lies',
            torchLegacy(CODE, { data: counted(floats(6), 5n) }),
            /its count at byte \d+ is 5 instead of 6/,
        ],
        ['a negative count', torchLegacy(CODE, { data: counted(floats(6), -1n) }), /is -1 instead of 6/],
        [
            'too few bytes',
            torchLegacy(CODE, { data: counted(floats(5), 6n) }),
            /E_CHECKPOINT_TRUNCATED: .*cut off/,
        ],
        ['too many bytes', concat(torchLegacy(CODE), utf8('x')), /E_CHECKPOINT_STORAGE: .*damaged/],
        ['two files in one', concat(torchLegacy(CODE), torchLegacy(CODE)), /E_CHECKPOINT_STORAGE/],
        [
            'a part beyond its storage',
            torchLegacy(dict({
                w: tensor({ storage: storage(str('0'), int(6), 'FloatStorage', tuple(str('v'), int(3), int(4))) }),
            })),
            /elements 3 to 7 .* has 6/,
        ],
        [
            'a part that is no tuple',
            torchLegacy(dict({ w: tensor({ storage: storage(str('0'), int(6), 'FloatStorage', str('v')) }) })),
            /storage view \(key, offset, size\), got str/,
        ],
        ['a huge frame', concat(new Uint8Array([0x80, 4, 0x95]), u64(2n ** 60n)), /E_CHECKPOINT_TRUNCATED/],
        ['a huge string', concat(new Uint8Array([0x80, 4, 0x8d]), u64(2n ** 63n)), /E_CHECKPOINT_TOO_LARGE/],
        [
            'a pickle without end',
            concat(new Uint8Array([0x80, 2]), new Uint8Array(70_000).fill(0x5d)),
            /E_CHECKPOINT_TRUNCATED/,
        ],
    ])('refuse %s', async (_, file, message) => {
        expect(await refused(file)).toMatch(message);
    });
});
