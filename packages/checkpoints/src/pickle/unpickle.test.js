import { describe, expect, it } from 'vitest';
import { call, dict, float, get, global, int, list, no, none, op, orderedDict, pickle, put, seq, storage, str, tensor, tuple, u32, u64, } from '../../test-support/pickle-builder';
import { refused } from '../../test-support/refused';
import { floats, torchZip } from '../../test-support/torch-builder';
import { concat, join, utf8 } from '../../test-support/zip-builder';
import { loadStateDict, openCheckpoint } from '../index';
const bytes = (...values) => new Uint8Array(values);
const line = (code, text) => utf8(`${code}${text}\n`);
/** The value as metadata of a checkpoint with one tensor. */
const plain = async (code) => {
    const checkpoint = await openCheckpoint(torchZip(dict([
        [str('w'), tensor()],
        [str('x'), code],
    ])));
    return checkpoint.metadata['x'];
};
describe('plain values of all protocols', () => {
    it.each([
        ['INT', line('I', '-70000'), -70000],
        ['INT True', line('I', '01'), true],
        ['INT False', line('I', '00'), false],
        ['LONG', line('L', '123456789012345678901L'), 123456789012345678901n],
        ['LONG1 empty', op(0x8a, bytes(0)), 0],
        ['LONG1 negative', op(0x8a, bytes(1, 0xff)), -1],
        ['LONG4', op(0x8b, u32(2), bytes(0, 1)), 256],
        ['BININT', op('J', u32(0xffffffff)), -1],
        ['BININT2', op('M', bytes(1, 2)), 513],
        ['FLOAT', line('F', '-1.5e3'), -1500],
        ['FLOAT inf', line('F', 'inf'), Infinity],
        ['BINFLOAT', float(0.1), 0.1],
        ['STRING', line('S', "'a b'"), 'a b'],
        ['UNICODE', line('V', 'na\\u00efve \\U00006f22'), 'naïve 漢'],
        ['BINSTRING', op('T', u32(2), utf8('ab')), 'ab'],
        ['SHORT_BINSTRING', op('U', bytes(2), utf8('é')), 'é'],
        ['BINUNICODE8', op(0x8d, u64(2n), utf8('ab')), 'ab'],
        ['BINBYTES', op('B', u32(2), bytes(0, 255)), bytes(0, 255)],
        ['BINBYTES8', op(0x8e, u64(1n), bytes(7)), bytes(7)],
        ['BYTEARRAY8', op(0x96, u64(1n), bytes(7)), bytes(7)],
        ['LIST', seq(op('('), int(1), int(2), op('l')), [1, 2]],
        ['DICT', seq(op('('), int(1), int(2), op('d')), { 1: 2 }],
        ['APPEND', seq(op(']'), int(1), op('a')), [1]],
        ['FROZENSET', seq(op('('), int(1), op(0x91)), [1]],
        ['ADDITEMS', seq(op(0x8f), op('('), int(1), op(0x90)), [1]],
        ['DUP and POP', seq(int(1), op('2'), op('0')), 1],
        ['POP of a mark', seq(int(1), op('('), op('0')), 1],
        ['POP_MARK', seq(int(1), op('('), int(2), int(3), op('1')), 1],
        ['PUT and GET', seq(int(1), line('p', '7'), op('0'), line('g', '7')), 1],
        ['MEMOIZE', seq(int(1), op(0x94), int(2), op(0x94), op('0'), op('0'), op('h', bytes(1))), 2],
        ['STACK_GLOBAL', seq(str('torch'), str('float16'), op(0x93)), 'torch.float16'],
        ['Counter', call(global('collections', 'Counter'), dict([[int(5), int(1)]])), { 5: 1 }],
        [
            'OrderedDict of pairs',
            call(global('collections', 'OrderedDict'), list(tuple(str('a'), int(1)), list(str('b'), int(2)))),
            { a: 1, b: 2 },
        ],
        ['OrderedDict with state', seq(orderedDict(), dict({ _metadata: int(1) }), op('b')), {}],
        ['set of protocol 2', call(global('__builtin__', 'set'), list(int(1))), [1]],
        ['device', call(global('torch', 'device'), str('cuda'), int(1)), 'cuda:1'],
        ['a function that is only named', global('torch._utils', '_rebuild_tensor'), '_rebuild_tensor'],
        [
            'float keys',
            dict([
                [float(0.5), int(1)],
                [float(2), int(2)],
            ]),
            { 0.5: 1, 2: 2 },
        ],
    ])('%s', async (_, code, value) => {
        const read = await plain(code);
        if (value instanceof Uint8Array || typeof value !== 'object')
            expect(read).toEqual(value);
        else
            expect(JSON.parse(JSON.stringify(read))).toEqual(value);
    });
});
describe('tensors of newer PyTorch', () => {
    const untyped = (count) => seq(tuple(str('storage'), global('torch.storage', 'UntypedStorage'), str('0'), str('cpu'), int(count)), op('Q'));
    const v3 = (dtype, count, offset = 0) => call(global('torch._utils', '_rebuild_tensor_v3'), untyped(24), int(offset), tuple(int(count)), tuple(int(1)), no, orderedDict(), dtype);
    it('_rebuild_tensor_v3 takes the dtype that no storage class has', async () => {
        const state = await loadStateDict(torchZip(dict({
            a: v3(global('torch', 'uint16'), 12),
            b: v3(global('torch', 'uint32'), 5, 1),
            c: v3(global('torch', 'uint64'), 3),
            d: v3(global('torch', 'float32'), 6),
        })));
        expect([...state.values()].map(({ dtype }) => dtype)).toEqual(['U16', 'U32', 'U64', 'F32']);
        expect(Array.from(state.get('d').data, Number)).toEqual([0, 1, 2, 3, 4, 5]);
        expect(state.get('b').data[0]).toBe(0x3f800000);
        expect(await refused(torchZip(dict({ a: v3(global('torch', 'uint64'), 4) })))).toMatch(/reach element 3, but it has 3/);
        expect(await refused(torchZip(dict({ a: v3(str('uint64'), 3) })))).toMatch(/expected a torch.dtype, got str/);
        expect(await refused(torchZip(dict({ a: v3(global('torch', 'float8_e5m2'), 3) })))).toMatch(/8-bit float/);
    });
    it('an untyped storage alone holds bytes', async () => {
        const code = tensor({
            storage: untyped(24),
            size: tuple(int(2), int(2)),
            stride: tuple(int(12), int(6)),
        });
        expect((await loadStateDict(torchZip(dict({ a: code })))).get('a')).toMatchObject({
            dtype: 'U8',
            data: new Uint8Array([0, 128, 0, 128]),
        });
    });
    it('lazily negated tensors are refused, empty metadata is not', async () => {
        const v2 = (metadata) => call(global('torch._utils', '_rebuild_tensor_v2'), storage(str('0'), int(6)), int(0), tuple(int(6)), tuple(int(1)), no, orderedDict(), metadata);
        expect((await loadStateDict(torchZip(dict({ a: v2(op('}')), b: v2(none) })))).size).toBe(2);
        expect(await refused(torchZip(dict({ a: v2(dict({ neg: op(0x88) })) })))).toMatch(/resolve_neg/);
    });
    it('_rebuild_from_type_v2 unwraps', async () => {
        const wrap = (rebuild, type) => call(global('torch._tensor', '_rebuild_from_type_v2'), global('torch._utils', rebuild), type, tuple(storage(str('0'), int(6)), int(1), tuple(int(2)), tuple(int(2))), dict({ note: int(1) }));
        const parameter = global('torch.nn.parameter', 'Parameter');
        expect(Array.from((await loadStateDict(torchZip(wrap('_rebuild_tensor', parameter)))).get('').data, Number)).toEqual([1, 3]);
        expect(await refused(torchZip(wrap('_rebuild_parameter', parameter)))).toMatch(/FORBIDDEN/);
        expect(await refused(torchZip(wrap('_rebuild_tensor', int(1))))).toMatch(/expected a tensor class/);
    });
});
describe('hostile pickles', () => {
    const laughs = (levels, make) => join([
        make(str('ha')),
        put(0),
        op('0'),
        ...Array.from({ length: levels }, (_, i) => seq(make(get(i), get(i)), put(i + 1), op('0'))).flat(),
        get(levels),
    ]);
    it.each([
        ['a reduce that calls a dict', seq(op('}'), tuple(), op('R')), /calls dict with tuple/],
        [
            'a reduce without a tuple',
            seq(global('collections', 'OrderedDict'), list(), op('R')),
            /calls function with list/,
        ],
        ['a call of a tensor', seq(tensor(), tuple(), op('R')), /calls tensor/],
        [
            'OrderedDict of too much',
            call(global('collections', 'OrderedDict'), int(1), int(2)),
            /at most one argument/,
        ],
        [
            'OrderedDict of an int',
            call(global('collections', 'OrderedDict'), int(1)),
            /to be a list or tuple, got int/,
        ],
        [
            'OrderedDict of triples',
            call(global('collections', 'OrderedDict'), list(tuple(int(1), int(2), int(3)))),
            /3 parts/,
        ],
        ['a tensor as key', dict([[tensor(), int(1)]]), /key of type tensor/],
        [
            'an item of a list',
            seq(op(']'), int(1), int(2), op('s')),
            /expected a dict to put an item into, got list/,
        ],
        ['an item of a global', seq(global('torch', 'Tensor'), int(1), int(2), op('s')), /got class/],
        ['a key without value', seq(op('}'), op('('), int(1), op('u')), /key without a value/],
        ['an append to a tuple', seq(tuple(), int(1), op('a')), /expected a list to append to, got tuple/],
        ['an add to a list', seq(op(']'), op('('), int(1), op(0x90)), /expected a set to add to, got list/],
        ['state for a tensor', seq(tensor(), dict({ shape: int(1) }), op('b')), /sets the state of a tensor/],
        [
            'state for a function',
            seq(global('torch._utils', '_rebuild_tensor_v2'), dict({ __code__: int(1) }), op('b')),
            /sets the state of a function/,
        ],
        ['NEWOBJ', seq(global('collections', 'OrderedDict'), tuple(), op(0x81)), /NEWOBJ/],
        ['OBJ', seq(op('('), global('collections', 'OrderedDict'), op('o')), /OBJ/],
        ['an extension', op(0x82, bytes(1)), /EXT1/],
        ['an outside buffer', op(0x97), /NEXT_BUFFER/],
        ['a persistent id of text', line('P', 'storage'), /protocol 0/],
        ['a persistent id of int', seq(int(1), op('Q')), /storage reference .* got int/],
        [
            'a persistent id too short',
            seq(tuple(str('storage'), global('torch', 'FloatStorage')), op('Q')),
            /got tuple of 2 items/,
        ],
        [
            'a persistent id too long',
            storage(str('0'), int(6), 'FloatStorage', none, none),
            /got tuple of 7 items/,
        ],
        [
            'a persistent id of a module',
            seq(tuple(str('module'), none, none, none, none), op('Q')),
            /whole module/,
        ],
        ['a global of ints', seq(int(1), int(2), op(0x93)), /module and name to be text/],
        ['a global with a dotted name', global('torch', 'storage.FloatStorage'), /FORBIDDEN/],
        ['a global with a dotted module', global('torch.FloatStorage', '__class__'), /FORBIDDEN/],
        ['a global of builtins', global('builtins', 'getattr'), /"builtins.getattr"/],
        ['a global that is a JavaScript key', global('__proto__', 'constructor'), /FORBIDDEN/],
        ['LONG4 of giant size', op(0x8b, u32(0x7fffffff)), /integer claims 2147483647 bytes/],
        ['LONG4 of negative size', op(0x8b, u32(0xffffffff)), /integer claims -1 bytes/],
        ['a line of a million digits', line('I', '9'.repeat(1_000_000)), /line is longer/],
        ['an int line of text', line('I', 'one'), /decimal integer line/],
        ['a float line of text', line('F', '__import__'), /decimal number line/],
        ['a string line with escapes', line('S', "'\\x41'"), /without escapes/],
        ['a code point that is none', line('V', '\\UFFFFFFFF'), /code point/],
        ['BINSTRING of negative size', op('T', u32(0xffffffff)), /string claims -1 bytes/],
        [
            'BINBYTES8 of 2^63',
            op(0x8e, u64(2n ** 63n)),
            /string claims 9223372036854775000|string claims 9223372036854776000/,
        ],
        ['text that is not UTF-8', op('X', u32(2), bytes(0xff, 0xff)), /expected UTF-8/],
        ['a frame beyond the end', op(0x95, u64(2n ** 40n)), /E_CHECKPOINT_TRUNCATED/],
        ['protocol 6', op(0x80, bytes(6)), /protocol up to 5, got 6/],
        ['an unknown opcode', op(0xff), /0xff is not a pickle opcode/],
        ['STOP on an empty stack', op('('), /empty stack/],
        ['values left over', seq(int(1), int(2)), /leaves values/],
        ['a mark left over', seq(op('('), int(1)), /leaves values|empty stack/],
        ['a mark that was not set', op('t'), /mark that was never set/],
        ['a memo slot of nothing', op('h', bytes(200)), /memo slot 200/],
        ['a memo slot of text', line('g', '-1'), /number of a memo slot/],
        ['PUT on an empty stack', op('q', bytes(0)), /empty stack/],
        [
            'codecs that are not latin1',
            call(global('_codecs', 'encode'), str('a'), str('rot13')),
            /_codecs.encode expects/,
        ],
        ['a NumPy object', call(global('numpy', 'dtype'), str('O8')), /NumPy value/],
        [
            'a NumPy scalar of wrong size',
            call(global('numpy.core.multiarray', 'scalar'), call(global('numpy', 'dtype'), str('f8')), op('C', bytes(1), bytes(1))),
            /has 1 bytes/,
        ],
        [
            'a big-endian NumPy scalar',
            seq(call(global('numpy', 'dtype'), str('f8')), tuple(int(3), str('>')), op('b')),
            /little-endian/,
        ],
        ['a NumPy array', global('numpy.core.multiarray', '_reconstruct'), /torch.from_numpy/],
        ['a list that contains itself', seq(op(']'), put(0), get(0), op('a')), /E_CHECKPOINT_NESTING/],
        ['a dict that contains itself', seq(op('}'), put(0), str('a'), get(0), op('s')), /E_CHECKPOINT_NESTING/],
        [
            'nested lists',
            join([...Array(3000).fill(op(']')), ...Array(2999).fill(op('a'))]),
            /E_CHECKPOINT_NESTING/,
        ],
        ['nested tuples', join([op(')'), ...Array(3000).fill(op(0x85))]), /E_CHECKPOINT_NESTING/],
        ['a billion laughs in lists', laughs(40, list), /E_CHECKPOINT_TOO_LARGE: .*unfold to more than/],
        ['a billion laughs in tuples', laughs(40, tuple), /E_CHECKPOINT_TOO_LARGE/],
        ['a billion laughs in dicts', laughs(40, (a, b = a) => dict({ a, b })), /E_CHECKPOINT_TOO_LARGE/],
        [
            'a billion tensors',
            seq(tensor(), put(0), op('0'), ...Array.from({ length: 40 }, (_, i) => seq(dict({ a: get(i), b: get(i) }), put(i + 1), op('0'))), get(40)),
            /E_CHECKPOINT_TOO_LARGE/,
        ],
        [
            'a million long names',
            seq(tensor(), put(0), op('0'), dict(Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`${i}`, get(0)]))), put(1), op('0'), dict({ ['k'.repeat(60_000)]: get(1) })),
            /E_CHECKPOINT_TOO_LARGE/,
        ],
        [
            'one argument copied again and again',
            seq(str('x'.repeat(100_000)), put(0), op('0'), global('_codecs', 'encode'), put(1), op('0'), ...Array(10_000).fill(seq(get(1), tuple(get(0), str('latin1')), op('R')))),
            /E_CHECKPOINT_TOO_LARGE: .*bytes of objects/,
        ],
    ])('%s', async (_, code, message) => {
        expect(await refused(torchZip(code))).toMatch(message);
    });
    it('cannot be followed to anything through messages', async () => {
        const message = await refused(torchZip(global('\u001b[31mos\u202e', `system${'x'.repeat(500)}`)));
        expect(message).toContain('\\u{1b}[31mos\\u{202e}.system');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
        expect(message).not.toMatch(/[\u0000-\u001f\u202e]/);
        expect(message.length).toBeLessThan(600);
    });
    it('that are large are bounded by what they make, before it is made', async () => {
        const many = (code) => new Uint8Array(3_000_000).fill(code);
        expect(await refused(torchZip(many(0x7d)), 5000)).toMatch(/E_CHECKPOINT_TOO_LARGE: .*values on its stack/);
        const dropped = many(0x7d)
            .map((code, i) => (i % 2 ? code : 0x30))
            .subarray(1);
        expect(await refused(torchZip(concat(dropped, dropped)), 5000)).toMatch(/E_CHECKPOINT_TOO_LARGE: .*bytes of objects/);
        expect(await refused(torchZip(concat(int(1), many(0x94))), 5000)).toMatch(/E_CHECKPOINT_TOO_LARGE: .*memo slots/);
    });
    it('says in which file and at which byte', async () => {
        const file = new File([torchZip(dict({ w: tensor(), x: global('os', 'system') }))], 'x4.pth');
        expect(await refused(file)).toMatch(/^E_CHECKPOINT_FORBIDDEN: "x4.pth", archive\/data.pkl, byte \d+: the pickle refers to "os.system"/);
    });
    it('alone are no checkpoints', async () => {
        expect(await refused(pickle(dict({ w: int(1) })))).toMatch(/E_CHECKPOINT_FORMAT: .*plain pickle \(of a dict\)/);
        expect(await refused(concat(bytes(0x80, 9), floats(20)))).toMatch(/E_CHECKPOINT_FORMAT/);
    });
});
