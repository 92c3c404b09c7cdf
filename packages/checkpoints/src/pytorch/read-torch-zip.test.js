import { crc32 } from '@srkit/core';
import { describe, expect, it } from 'vitest';
import { cpuTime } from '../../test-support/cpu-time';
import { dict, float, int, list, op, orderedDict, pickle, seq, storage, str, tensor, tuple, u64, } from '../../test-support/pickle-builder';
import { refused } from '../../test-support/refused';
import { floats, torchZip } from '../../test-support/torch-builder';
import { buildZip, concat, join, utf8 } from '../../test-support/zip-builder';
import { loadStateDict, openCheckpoint } from '../index';
const CODE = dict({ w: tensor() });
const SIX = [0, 1, 2, 3, 4, 5];
const numbers = async (file) => {
    const state = await loadStateDict(file);
    return Object.fromEntries([...state].map(([name, { data }]) => [name, Array.from(data, Number)]));
};
const files = (change = () => { }) => {
    const entries = [
        { name: 'archive/data.pkl', data: pickle(CODE) },
        { name: 'archive/data/0', data: floats(6) },
    ];
    change(entries);
    return entries;
};
describe('odd but valid archives', () => {
    it.each([
        [
            'any folder name',
            () => buildZip(files((all) => all.forEach((file, i) => {
                all[i] = { ...file, name: file.name.replace('archive', 'naïve 漢 (1)') };
            }))),
        ],
        ['a comment', () => torchZip(CODE, undefined, { comment: utf8('made by hand') })],
        ['zip64 end records', () => torchZip(CODE, undefined, { zip64: true })],
        [
            'saturated end record',
            () => torchZip(CODE, undefined, {
                zip64: true,
                forgeEnd: (end) => {
                    end.setUint16(8, 0xffff, true);
                    end.setUint16(10, 0xffff, true);
                    end.setUint32(12, 0xffffffff, true);
                    end.setUint32(16, 0xffffffff, true);
                },
            }),
        ],
        [
            'a byteorder entry',
            () => torchZip(CODE, undefined, {}, [{ name: 'archive/byteorder', data: utf8('little') }]),
        ],
        [
            'hidden entries of PyTorch 2',
            () => torchZip(CODE, undefined, {}, [{ name: 'archive/.data/serialization_id', data: utf8('1234') }]),
        ],
        ['directory before the storages', () => buildZip(files().reverse())],
        [
            'an entry that is not used and compressed',
            () => torchZip(CODE, undefined, {}, [
                {
                    name: 'archive/notes',
                    data: utf8('x'),
                    forgeCentral: (view) => {
                        view.setUint16(10, 8, true);
                        view.setUint32(24, 400, true);
                    },
                },
            ]),
        ],
        [
            'a data descriptor without signature',
            () => buildZip(files((all) => {
                all[1] = deferred(concat(words(crc32(floats(6)), 24, 24)));
            })),
        ],
        [
            'a data descriptor with 64-bit sizes',
            () => buildZip(files((all) => {
                all[1] = deferred(concat(words(0x08074b50, crc32(floats(6))), u64(24n), u64(24n)));
            })),
        ],
        [
            'zip64 sizes in both headers',
            () => buildZip(files((all) => {
                all[1] = wide(u64(24n));
            })),
        ],
    ])('%s', async (_, make) => {
        expect(await numbers(make())).toEqual({ w: SIX });
    });
    const words = (...values) => new Uint8Array(Uint32Array.from(values).buffer);
    const deferred = (descriptor) => ({
        name: 'archive/data/0',
        data: floats(6),
        descriptor,
        forgeLocal: (view) => {
            view.setUint16(6, 8, true);
            for (const at of [14, 18, 22])
                view.setUint32(at, 0, true);
        },
        forgeCentral: (view) => view.setUint16(8, 8, true),
    });
    const wide = (size) => {
        const extra = concat(new Uint8Array([1, 0, 16, 0]), size, size);
        const saturate = (at) => (view) => {
            view.setUint32(at, 0xffffffff, true);
            view.setUint32(at + 4, 0xffffffff, true);
        };
        return {
            name: 'archive/data/0',
            data: floats(6),
            localExtra: extra,
            centralExtra: extra,
            forgeLocal: saturate(18),
            forgeCentral: saturate(20),
        };
    };
    it('refuses zip64 sizes that lie', async () => {
        for (const size of [25n, 2n ** 63n, 2n ** 64n - 1n]) {
            expect(await refused(buildZip(files((all) => {
                all[1] = wide(u64(size));
            })))).toMatch(/E_CHECKPOINT_(ZIP|STORAGE)/);
        }
    });
    it('gives tensors of one storage their own memory', async () => {
        const state = await loadStateDict(torchZip(dict({ a: tensor(), b: tensor() })));
        state.get('a').data[0] = 9;
        expect(state.get('b').data[0]).toBe(0);
        expect(state.get('a').data.byteOffset).toBe(0);
        expect(state.get('a').data.buffer.byteLength).toBe(24);
    });
});
describe('forged archives', () => {
    const set16 = (at, value) => (view) => view.setUint16(at, value, true);
    const set32 = (at, value) => (view) => view.setUint32(at, value, true);
    const second = (forge) => () => buildZip(files((all) => {
        all[1] = { ...all[1], ...forge };
    }));
    it.each([
        [
            'bytes before the archive',
            () => concat(utf8('PK\x03\x04'), torchZip(CODE)),
            /E_CHECKPOINT_ZIP: .*central directory to end/,
        ],
        ['bytes after the archive', () => concat(torchZip(CODE), utf8('x')), /E_CHECKPOINT_ZIP: .*no end record/],
        ['two end records', () => torchZip(CODE, undefined, { comment: buildZip([]) }), /several end records/],
        ['an empty archive', () => buildZip([]), /E_CHECKPOINT_FORMAT: .*found 0/],
        [
            'duplicate names',
            () => buildZip(files((all) => all.push({ name: 'archive/data/0', data: floats(6) }))),
            /E_CHECKPOINT_DUPLICATE: .*twice/,
        ],
        [
            'two archives in one',
            () => buildZip([...files(), { name: 'b/data.pkl', data: pickle(CODE) }]),
            /found 2/,
        ],
        ['no folder', () => buildZip([{ name: 'data.pkl', data: pickle(CODE) }]), /found 0/],
        ['a nested folder', () => buildZip([{ name: 'a/b/data.pkl', data: pickle(CODE) }]), /found 0/],
        [
            'a way out',
            () => torchZip(CODE, undefined, {}, [{ name: 'archive/../../x', data: utf8('x') }]),
            /leads out/,
        ],
        [
            'an absolute name',
            () => torchZip(CODE, undefined, {}, [{ name: '/etc/passwd', data: utf8('x') }]),
            /leads out/,
        ],
        [
            'a Windows way out',
            () => torchZip(CODE, undefined, {}, [{ name: 'archive\\..\\x', data: utf8('x') }]),
            /leads out/,
        ],
        [
            'a name with a NUL',
            () => torchZip(CODE, undefined, {}, [{ name: 'archive/\0', data: utf8('x') }]),
            /leads out/,
        ],
        [
            'an alias of another entry',
            () => buildZip(files((all) => all.push({ name: 'archive/data/1', data: floats(6), aliasOf: 1 }))),
            /reaches past/,
        ],
        ['another local name', second({ forgeLocal: set16(26, 3) }), /contradicts|not there/],
        ['another local checksum', second({ forgeLocal: set32(14, 1) }), /contradicts/],
        ['another local size', second({ forgeLocal: set32(22, 4) }), /contradicts/],
        ['another local method', second({ forgeLocal: set16(8, 8) }), /contradicts/],
        ['another local signature', second({ forgeLocal: set32(0, 7) }), /local header is not there/],
        ['a local extra field that reaches out', second({ forgeLocal: set16(28, 0xffff) }), /not there/],
        ['a torn extra field', second({ localExtra: new Uint8Array([1, 0, 9, 9]) }), /contradicts/],
        ['a torn central extra field', second({ centralExtra: new Uint8Array([1]) }), /torn/],
        [
            'a wrong checksum',
            second({ forgeLocal: set32(14, 1), forgeCentral: set32(16, 1) }),
            /E_CHECKPOINT_CHECKSUM/,
        ],
        [
            'encryption',
            second({ forgeLocal: set16(6, 1), forgeCentral: set16(8, 1) }),
            /is encrypted or compressed by another way/,
        ],
        [
            'a promised descriptor that is missing',
            second({
                forgeLocal: (view) => {
                    view.setUint16(6, 8, true);
                    for (const at of [14, 18, 22])
                        view.setUint32(at, 0, true);
                },
                forgeCentral: set16(8, 8),
            }),
            /contradicts/,
        ],
        ['several disks', () => torchZip(CODE, undefined, { forgeEnd: set16(4, 1) }), /several disks/],
        ['two entry counts', () => torchZip(CODE, undefined, { forgeEnd: set16(8, 1) }), /two different/],
        [
            'a comment length that lies',
            () => torchZip(CODE, undefined, { forgeEnd: set16(20, 7) }),
            /no end record/,
        ],
        [
            'a zip64 count that lies',
            () => torchZip(CODE, undefined, {
                zip64: true,
                forgeEnd64: (end) => end.setBigUint64(32, 2n ** 40n, true),
            }),
            /contradict/,
        ],
        [
            'a zip64 directory size that lies',
            () => torchZip(CODE, undefined, {
                zip64: true,
                forgeEnd: set32(12, 0xffffffff),
                forgeEnd64: (end) => end.setBigUint64(40, 2n ** 62n, true),
            }),
            /E_CHECKPOINT_/,
        ],
        [
            'a zip64 offset that lies',
            () => torchZip(CODE, undefined, {
                zip64: true,
                forgeEnd: set32(16, 0xffffffff),
                forgeEnd64: (end) => end.setBigUint64(48, 2n ** 64n - 1n, true),
            }),
            /E_CHECKPOINT_ZIP/,
        ],
        [
            'a zip64 locator that lies',
            () => torchZip(CODE, undefined, {
                zip64: true,
                forgeEnd64: (_, locator) => locator.setBigUint64(8, 5n, true),
            }),
            /zip64 end record/,
        ],
        [
            'big-endian storages',
            () => torchZip(CODE, undefined, {}, [{ name: 'archive/byteorder', data: utf8('big') }]),
            /E_CHECKPOINT_UNSUPPORTED: .*little-endian/,
        ],
        [
            'an endless byteorder',
            () => torchZip(CODE, undefined, {}, [{ name: 'archive/byteorder', data: new Uint8Array(999) }]),
            /little-endian/,
        ],
        [
            'bytes after the pickle',
            () => buildZip(files((all) => {
                all[0] = { name: 'archive/data.pkl', data: concat(pickle(CODE), utf8('.')) };
            })),
            /1 bytes follow the end of the pickle/,
        ],
        [
            'a storage that is too long',
            () => torchZip(CODE, { 0: floats(7) }),
            /E_CHECKPOINT_STORAGE: .*should have 24 bytes, it has 28/,
        ],
        ['a storage that is missing', () => torchZip(CODE, { 1: floats(6) }), /missing/],
    ])('%s', async (_, make, message) => {
        expect(await refused(make())).toMatch(message);
    });
});
describe('forged tensors', () => {
    const big = 2n ** 62n;
    it.each([
        [
            'strides that overflow 64 bits',
            tensor({ size: tuple(int(5), int(3)), stride: tuple(int(big), int(1)) }),
            /stride to be ints/,
        ],
        [
            'strides that overflow doubles',
            tensor({ size: tuple(int(4), int(3)), stride: tuple(int(2n ** 53n - 1n), int(1)) }),
            /reach element 27021597764222976/,
        ],
        ['an offset beyond 2^53', tensor({ offset: int(2n ** 53n) }), /offset is 9007199254740992/],
        [
            'an offset at the end',
            tensor({ offset: int(6), size: tuple(int(1)), stride: tuple(int(1)) }),
            /reach element 6, but it has 6/,
        ],
        ['a float size', tensor({ size: tuple(float(2), int(3)) }), /size to be ints >= 0, got float/],
        ['a bool size', tensor({ size: tuple(seq(new Uint8Array([0x88])), int(3)) }), /got bool/],
        ['sizes that are a str', tensor({ size: str('23') }), /size to be a list or tuple, got str/],
        [
            '65 dimensions',
            tensor({ size: tuple(...Array(65).fill(int(1))), stride: tuple(...Array(65).fill(int(1))) }),
            /at most 64/,
        ],
        ['a storage that is none', tensor({ storage: int(1) }), /expected a tensor's storage, got int/],
        [
            'a storage beyond memory',
            tensor({ storage: storage(str('0'), int(2n ** 40n)) }),
            /E_CHECKPOINT_TOO_LARGE: .*4398046511104 bytes/,
        ],
        ['a negative storage', tensor({ storage: storage(str('0'), int(-6)) }), /claims -6 elements/],
        ['an int as key', tensor({ storage: storage(int(0), int(6)) }), /key to be a str, got int/],
        ['a key with a path', tensor({ storage: storage(str('../0'), int(6)) }), /missing/],
        [
            'one storage of two types',
            list(tensor(), tensor({ storage: storage(str('0'), int(6), 'IntStorage') })),
            /6 elements of F32 in one place and 6 of I32/,
        ],
        [
            'one storage of two lengths',
            list(tensor(), tensor({ storage: storage(str('0'), int(5)) })),
            /6 elements of F32 in one place and 5 of F32/,
        ],
    ])('%s', async (_, code, message) => {
        expect(await refused(torchZip(dict({ w: code })))).toMatch(message);
    });
    it('may expand a small storage a little, not without bound', async () => {
        const expand = (n) => dict({ w: tensor({ size: tuple(int(n), int(6)), stride: tuple(int(0), int(1)) }) });
        expect((await loadStateDict(torchZip(expand(1000)))).get('w').data.length).toBe(6000);
        expect(await refused(torchZip(expand(1_000_000)))).toMatch(/E_CHECKPOINT_TOO_LARGE: .*would expand to tensors of 24000000 bytes/);
        const many = dict(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [
            `t${i}`,
            tensor({ size: tuple(int(1000), int(6)), stride: tuple(int(0), int(1)) }),
        ])));
        expect(await refused(torchZip(many))).toMatch(/E_CHECKPOINT_TOO_LARGE/);
    });
    it('accepts strides that are never used', async () => {
        const code = dict({
            one: tensor({ size: tuple(int(1), int(2)), stride: tuple(int(2n ** 50n), int(1)) }),
            empty: tensor({ size: tuple(int(0), int(9)), stride: tuple(int(9), int(1)) }),
            scalar: tensor({ offset: int(5), size: tuple(), stride: tuple() }),
        });
        expect(await numbers(torchZip(code))).toEqual({ one: [0, 1], empty: [], scalar: [5] });
    });
});
describe('names', () => {
    it('that collide when flattened are refused', async () => {
        const code = dict({ 'a.b': tensor(), a: dict({ b: tensor() }) });
        expect(await refused(torchZip(code))).toMatch(/E_CHECKPOINT_DUPLICATE: .*"a.b"/);
        expect(await refused(torchZip(dict([
            [str('1'), tensor()],
            [int(1), tensor()],
        ])))).toMatch(/E_CHECKPOINT_DUPLICATE/);
        expect(await refused(torchZip(dict([
            [str('w'), tensor()],
            [str('w'), tensor()],
        ])))).toMatch(/E_CHECKPOINT_DUPLICATE/);
    });
    it('lose module. only if all have it', async () => {
        expect(await numbers(torchZip(dict({ 'module.a': tensor(), 'module.module.b': tensor() })))).toEqual({
            a: SIX,
            'module.b': SIX,
        });
        expect(await numbers(torchZip(dict({ 'module.a': tensor(), b: tensor() })))).toEqual({
            'module.a': SIX,
            b: SIX,
        });
    });
    it('may be 10 000 characters long, and contain anything', async () => {
        const name = `${'n'.repeat(10_000)}\0\u202e\n`;
        expect(await numbers(torchZip(dict({ [name]: tensor() })))).toEqual({ [name]: SIX });
        expect(await refused(torchZip(dict({ ['n'.repeat(70_000)]: tensor() })))).toMatch(/too long/);
    });
    it('such as __proto__ stay names', async () => {
        const code = dict([
            [str('__proto__'), tensor()],
            [str('constructor'), dict({ prototype: tensor() })],
        ]);
        const checkpoint = await openCheckpoint(torchZip(code));
        expect(checkpoint.tensors.map(({ name }) => name)).toEqual(['__proto__', 'constructor.prototype']);
        expect(checkpoint.metadata).toEqual(Object.create(null));
    });
    it('params that are no dictionary of tensors are passed over', async () => {
        const checkpoint = await openCheckpoint(torchZip(dict({ params: tensor(), params_ema: dict({}), state_dict: dict({ w: tensor() }) })));
        expect(checkpoint.selected).toBe('state_dict');
        expect(checkpoint.keys).toEqual(['state_dict']);
        const root = await openCheckpoint(torchZip(dict({ params: tensor(), lr: float(1) })));
        expect(root.selected).toBeNull();
    });
    it('that do not exist are refused by read, as is reading after close', async () => {
        const checkpoint = await openCheckpoint(torchZip(CODE));
        await expect(checkpoint.read('v')).rejects.toMatchObject({
            code: 'E_CHECKPOINT_NAME',
            message: expect.stringContaining('"w"'),
        });
        await checkpoint.close();
        await checkpoint.close();
        await expect(checkpoint.read('w')).rejects.toMatchObject({ code: 'E_CHECKPOINT_CLOSED' });
        await expect(checkpoint.readAll()).rejects.toMatchObject({ code: 'E_CHECKPOINT_CLOSED' });
    });
});
it('handles 100 000 tensors', async () => {
    const keys = Array.from({ length: 1000 }, (_, i) => String(i));
    const views = keys.map((key) => tensor({ storage: storage(str(key), int(6)) }));
    const items = Array.from({ length: 100_000 }, (_, i) => [str(`body.${i}.weight`), views[i % 1000]]);
    const code = join([orderedDict(), op('('), ...items.flat(), op('u')]);
    const file = torchZip(code, Object.fromEntries(keys.map((key) => [key, floats(6)])));
    const started = cpuTime();
    const checkpoint = await openCheckpoint(file);
    expect(checkpoint.tensors).toHaveLength(100_000);
    expect((await checkpoint.read('body.99999.weight')).shape).toEqual([2, 3]);
    expect(cpuTime() - started).toBeLessThan(5000);
});
