import { call, dict, get, global, int, list, op, put, seq, storage, str, tensor, tuple, u32, } from './pickle-builder';
import { join, utf8 } from './zip-builder';
/** `piece` again and again, up to `bytes` in all. */
export const fill = (piece, bytes) => {
    const out = new Uint8Array(Math.floor(bytes / piece.length) * piece.length);
    for (let at = 0; at < out.length; at += piece.length)
        out.set(piece, at);
    return out;
};
/** Pieces that differ, up to `bytes` in all; written as they are made, because there may be millions. */
export const each = (piece, bytes) => {
    const out = new Uint8Array(bytes);
    let at = 0;
    for (let i = 0;; i++) {
        const part = piece(i);
        if (at + part.length > bytes)
            return out.subarray(0, at);
        out.set(part, at);
        at += part.length;
    }
};
const drop = op('0');
const memoised = (code, slot) => seq(code, put(slot), drop);
const line = (code, text) => utf8(`${code}${text}\n`);
const u32Text = (i) => op('X', u32(8), utf8(i.toString(36).padStart(8, '0')));
const binget = (slot) => op('h', new Uint8Array([slot]));
const nones = (count) => {
    const batch = seq(op('('), fill(op('N'), 1000), op('e'));
    return seq(op(']'), fill(batch, Math.max(count, batch.length)));
};
/** As metadata beside one tensor. */
const beside = (code) => seq(op('}'), str('w'), tensor(), op('s'), str('x'), code, op('s'));
/** A list of everything that `code` leaves on the stack. */
const listed = (code) => beside(seq(op(']'), op('('), code, op('e')));
/** Pieces that differ, put into the container on the stack in groups, as picklers do. */
const grouped = (piece, bytes, end) => seq(op('('), each((i) => (i > 0 && i % 500 === 0 ? seq(end, op('('), piece(i)) : piece(i)), bytes), end);
/** A list of as many of what `piece` leaves on the stack as make `bytes`, appended in batches as picklers do. */
const batched = (piece, bytes) => {
    const batch = seq(op('('), fill(piece, 1000 * piece.length), op('e'));
    return beside(seq(op(']'), fill(batch, Math.max(bytes, batch.length))));
};
const copies = (make, argument, bytes) => seq(memoised(make, 0), memoised(argument, 1), listed(fill(seq(binget(0), binget(1), op(0x85), op('R'), drop), bytes)));
const repeatedTuple = (value, count) => tuple(...Array(count).fill(int(value)));
/** Names, and what makes about `bytes` of pickle. */
export const HOSTILE_PICKLES = {
    'a set copied': (bytes) => seq(memoised(global('__builtin__', 'set'), 0), memoised(call(global('__builtin__', 'set'), seq(op(']'), grouped((i) => int(i), bytes / 4, op('e')))), 1), listed(fill(seq(binget(0), binget(1), op(0x85), op('R'), drop), (3 * bytes) / 4))),
    'a list copied to sets': (bytes) => copies(global('__builtin__', 'set'), nones(bytes / 2), bytes / 2),
    'a list copied to frozensets': (bytes) => copies(global('builtins', 'frozenset'), nones(bytes / 2), bytes / 2),
    'a dict copied': (bytes) => copies(global('collections', 'OrderedDict'), seq(op('}'), grouped((i) => seq(u32Text(i), op('N')), bytes / 2, op('u'))), bytes / 2),
    'pairs copied to dicts': (bytes) => copies(global('collections', 'Counter'), seq(op(']'), grouped((i) => seq(u32Text(i), op('N'), op(0x86)), bytes / 2, op('e'))), bytes / 2),
    'bytes encoded again': (bytes) => seq(memoised(global('_codecs', 'encode'), 0), memoised(seq(str('x'.repeat(100_000)), str('latin1'), op(0x86)), 1), batched(seq(binget(0), binget(1), op('R')), bytes)),
    'nothing encoded': (bytes) => seq(memoised(global('_codecs', 'encode'), 0), memoised(seq(str(''), str('latin1'), op(0x86)), 1), batched(seq(binget(0), binget(1), op('R')), bytes)),
    'tensors of rank 64': (bytes) => seq(memoised(global('torch._utils', '_rebuild_tensor'), 0), memoised(seq(op('('), storage(str('0'), int(6)), int(0), repeatedTuple(1, 64), repeatedTuple(1, 64), op('t')), 1), batched(seq(binget(0), binget(1), op('R')), bytes)),
    'tensors of rank 0': (bytes) => seq(memoised(global('torch._utils', '_rebuild_tensor'), 0), memoised(seq(op('('), storage(str('0'), int(6)), int(0), op(')'), op(')'), op('t')), 1), batched(seq(binget(0), binget(1), op('R')), bytes)),
    'one tensor of rank 64 many times': (bytes) => seq(memoised(tensor({ size: repeatedTuple(1, 64), stride: repeatedTuple(1, 64) }), 1), op(']'), op('('), fill(binget(1), Math.min(bytes, 2 * 131_000)), op('e')),
    'names of one tensor': (bytes) => seq(memoised(tensor(), 1), op('}'), grouped((i) => seq(u32Text(i), binget(1)), bytes, op('u'))),
    storages: (bytes) => seq(memoised(global('torch', 'FloatStorage'), 1), memoised(str('storage'), 2), listed(each((i) => seq(op('('), binget(2), binget(1), u32Text(i), op('N'), int(0), op('t'), op('Q')), bytes))),
    'storage references': (bytes) => seq(memoised(tuple(str('storage'), global('torch', 'FloatStorage'), str('0'), str('cpu'), int(6)), 1), batched(seq(binget(1), op('Q')), bytes)),
    'empty lines of text': (bytes) => batched(line('V', ''), bytes),
    'long lines of text': (bytes) => listed(fill(line('V', 'x'.repeat(1_000_000)), bytes)),
    'lines of escapes': (bytes) => listed(fill(line('V', '\\u0041'.repeat(100_000)), bytes)),
    'lines of quoted text': (bytes) => batched(line('S', "''"), bytes),
    'lines of integers': (bytes) => batched(line('I', '1'), bytes),
    'lines of long integers': (bytes) => batched(line('L', '9'.repeat(1000)), bytes),
    'lines of floats': (bytes) => batched(line('F', '1'), bytes),
    'lines of memo': (bytes) => listed(seq(op('N'), line('p', '1'), fill(seq(line('g', '1'), drop), bytes))),
    'dropped lines': (bytes) => listed(fill(seq(line('I', '1'), drop), bytes)),
    globals: (bytes) => batched(seq(op('c'), utf8('torch\nSize\n')), bytes),
    'globals from the stack': (bytes) => seq(memoised(str('torch'), 1), memoised(str('Size'), 2), listed(fill(seq(binget(1), binget(2), op(0x93), drop), bytes))),
    'empty strings': (bytes) => batched(op('X', u32(0)), bytes),
    'empty short strings': (bytes) => batched(op('U', new Uint8Array([0])), bytes),
    'dropped strings': (bytes) => listed(fill(seq(op('U', new Uint8Array([3, 97, 98, 99])), drop), bytes)),
    'strings beyond ASCII': (bytes) => batched(op('U', new Uint8Array([2, 0xc3, 0xa9])), bytes),
    'empty bytes': (bytes) => batched(op('C', new Uint8Array([0])), bytes),
    'dropped bytes': (bytes) => listed(fill(seq(op('C', new Uint8Array([0])), drop), bytes)),
    'more values on the stack than there may be': (bytes) => listed(fill(op('N'), bytes)),
    'empty dicts': (bytes) => batched(op('}'), bytes),
    'dicts of one item': (bytes) => batched(seq(op('}'), op('N'), op('N'), op('s')), bytes),
    'empty lists': (bytes) => batched(op(']'), bytes),
    'lists of one item': (bytes) => batched(seq(op(']'), op('N'), op('a')), bytes),
    tuples: (bytes) => batched(op(')'), bytes),
    'empty sets': (bytes) => batched(op(0x8f), bytes),
    'sets of one item': (bytes) => batched(seq(op('('), op('N'), op(0x91)), bytes),
    nones: (bytes) => batched(op('N'), bytes),
    floats: (bytes) => batched(op('G', new Uint8Array(8)), bytes),
    'large integers': (bytes) => batched(op(0x8a, new Uint8Array(65).fill(64, 0, 1).fill(0x7f, 1)), bytes),
    'metadata entries': (bytes) => beside(seq(op('}'), grouped((i) => seq(u32Text(i), op('N')), bytes, op('u')))),
    'metadata entries of integers': (bytes) => beside(seq(op('}'), grouped((i) => seq(op('J', u32(i)), op('N')), bytes, op('u')))),
    'integers whose hashes collide': (bytes) => beside(seq(op('}'), grouped((i) => seq(op('J', u32(colliding(i))), op('N')), Math.min(bytes, 600_000), op('u')))),
    'memo slots whose hashes collide': (bytes) => listed(seq(op('N'), each((i) => op('r', u32(colliding(i))), Math.min(bytes, 500_000)))),
    'memo slots far apart': (bytes) => listed(seq(op('N'), each((i) => op('r', u32((i * 1000) % 2 ** 32)), bytes))),
    'long keys': (bytes) => beside(seq(op('}'), grouped((i) => seq(str(`${'k'.repeat(20_000)}${i}`.slice(-20_000)), op('N')), bytes, op('u')))),
    'keys as long as they may be': (bytes) => beside(seq(op('}'), grouped((i) => seq(str(`${'k'.repeat(16_000)}${i}`.slice(-16_000)), op('N')), bytes, op('u')))),
    frames: (bytes) => listed(fill(op(0x95, new Uint8Array(8)), bytes)),
    protocols: (bytes) => listed(fill(op(0x80, new Uint8Array([2])), bytes)),
    marks: (bytes) => listed(fill(seq(op('('), op('1')), bytes)),
    'marks in marks': (bytes) => listed(fill(op('('), bytes)),
    duplicates: (bytes) => listed(seq(op('N'), fill(seq(op('2'), drop), bytes))),
    states: (bytes) => listed(seq(op('}'), fill(seq(op('N'), op('b')), bytes))),
    devices: (bytes) => seq(memoised(global('torch', 'device'), 0), memoised(tuple(str('cuda'), int(1)), 1), batched(seq(binget(0), binget(1), op('R')), bytes)),
    'devices of devices': (bytes) => seq(memoised(global('torch', 'device'), 0), listed(seq(binget(0), str('a'), int(1), op(0x86), op('R'), fill(int(1), bytes)))),
    'NumPy scalars': (bytes) => seq(memoised(global('numpy.core.multiarray', 'scalar'), 0), memoised(seq(call(global('numpy', 'dtype'), str('f8')), op('C', new Uint8Array([8, 0, 0, 0, 0, 0, 0, 0, 0])), op(0x86)), 1), batched(seq(binget(0), binget(1), op('R')), bytes)),
    'lists shared by lists': () => join([
        list(str('ha')),
        put(0),
        drop,
        ...Array.from({ length: 40 }, (_, i) => seq(list(get(i), get(i)), put(i + 1), drop)),
        get(40),
    ]),
    'a dict whose keys are escaped when hashed, copied': (bytes) => copies(global('collections', 'OrderedDict'), seq(op('}'), grouped((i) => seq(str(`#${'k'.repeat(16_000)}${i}`.slice(0, 1) + `${'k'.repeat(15_900)}${i}`.slice(-15_900)), op('N')), bytes - 100_000, op('u'))), 100_000),
    'a set of strings whose hashes are their lengths': (bytes) => beside(seq(op(0x8f), grouped((i) => str(`${'k'.repeat(20_000)}${i}`.slice(-20_000)), bytes, op(0x90)))),
    'a set of strings that are escaped when hashed, copied': (bytes) => copies(global('builtins', 'set'), seq(op(0x8f), grouped((i) => str(`#${`${'k'.repeat(15_900)}${i}`.slice(-15_900)}`), bytes - 100_000, op(0x90))), 100_000),
    'a dict of long integers copied': (bytes) => copies(global('collections', 'OrderedDict'), seq(op('}'), grouped((i) => seq(line('L', `${9e6 + i}${'7'.repeat(1000)}`), op('N')), bytes - 100_000, op('u'))), 100_000),
    'a dict of 64-byte integers copied': (bytes) => copies(global('collections', 'OrderedDict'), seq(op('}'), grouped((i) => seq(op(0x8a, new Uint8Array([64]), u32(i), new Uint8Array(60).fill(0x71)), op('N')), bytes / 8, op('u'))), 100_000),
    'a dict of floats copied': (bytes) => copies(global('collections', 'OrderedDict'), seq(op('}'), grouped((i) => seq(op('G', new Uint8Array(Float64Array.of(Math.PI * (i + 1)).buffer).reverse()), op('N')), bytes / 16, op('u'))), 100_000),
    'integers of 64 bytes by LONG4': (bytes) => listed(fill(seq(op(0x8b, u32(64), new Uint8Array(64).fill(0x7f)), drop), bytes)),
    'tensor names with a common long prefix': (bytes) => seq(memoised(tensor(), 1), op('}'), str('k'.repeat(15_980)), op('}'), grouped((i) => seq(u32Text(i), binget(1)), Math.min(bytes, 180_000), op('u')), op('s'), op('('), fill(seq(op('U', new Uint8Array([0])), drop), bytes - 200_000), op('1')),
    'tuples in tuples': (bytes) => listed(seq(op('N'), fill(op(0x85), bytes))),
    'tuples of all that is there': (bytes) => listed(seq(op('('), fill(op('N'), bytes), op('t'))),
    'a tuple as arguments': (bytes) => seq(memoised(seq(op('('), fill(op('N'), bytes / 2), op('t')), 1), memoised(global('torch', 'Size'), 0), listed(fill(seq(binget(0), binget(1), op(0x85), op('R'), drop), bytes / 2))),
    'states of dicts': (bytes) => listed(seq(op('}'), fill(seq(op('}'), op('b')), bytes))),
    'lines of names': (bytes) => listed(fill(seq(op('c'), utf8('collections\nOrderedDict\n'), op(')'), op('R'), drop), bytes)),
    'long names from the stack': (bytes) => seq(memoised(str('m'.repeat(Math.min(16_000_000, bytes))), 1), batched(seq(binget(1), binget(1), op(0x93)), Math.min(1000, bytes))),
    'long strings': (bytes) => listed(fill(str('x'.repeat(16_000_000)), Math.max(bytes, 17_000_000))),
    'strings of two bytes a character': (bytes) => listed(fill(str('\u0416'.repeat(8_000_000)), Math.max(bytes, 17_000_000))),
    'long bytes': (bytes) => listed(fill(op('B', u32(16_000_000), new Uint8Array(16_000_000)), Math.max(bytes, 17_000_000))),
    'metadata of long keys': (bytes) => beside(seq(op('}'), grouped((i) => seq(str(`${i}${'k'.repeat(15_000)}`.slice(0, 15_000)), op('N')), bytes, op('u')))),
    'metadata entries that are places in an array': (bytes) => beside(seq(op('}'), grouped((i) => seq(op('J', u32((i * 2048) % 2 ** 31)), op('N')), bytes, op('u')))),
    'expanded tensors and metadata': (bytes) => seq(op('}'), str('w'), tensor({ size: tuple(int(Math.floor(bytes / 1.1))), stride: tuple(int(0)) }), op('s'), str('x'), op('}'), grouped((i) => seq(u32Text(i), op('N')), bytes / 8, op('u')), op('s'), fill(op(0x80, new Uint8Array([2])), bytes / 1.15)),
    'a tensor expanded in many dimensions': (bytes) => {
        const rank = Math.floor(Math.log2(bytes));
        return seq(op('}'), str('w'), tensor({ size: repeatedTuple(2, rank), stride: repeatedTuple(0, rank) }), op('s'), fill(op(0x80, new Uint8Array([2])), bytes));
    },
    'tensors expanded to the eighth': (bytes) => seq(memoised(tensor({
        storage: storage(str('0'), int(3), 'DoubleStorage'),
        size: tuple(int(2), int(Math.floor(bytes / 400))),
        stride: tuple(int(0), int(0)),
    }), 1), op('}'), grouped((i) => seq(u32Text(i), binget(1)), 14 * 70, op('u')), fill(op(0x80, new Uint8Array([2])), bytes)),
    'a dict of dicts shared': (bytes) => seq(memoised(dict({ a: op('N'), b: op('N') }), 1), batched(binget(1), bytes)),
};
/** V8's hash of a small integer (Thomas Wang's), which has no seed; values are searched that agree in its low bits. */
const hash32 = (value) => {
    let hash = value >>> 0;
    hash = (~hash + (hash << 15)) >>> 0;
    hash = (hash ^ (hash >>> 12)) >>> 0;
    hash = (hash + (hash << 2)) >>> 0;
    hash = (hash ^ (hash >>> 4)) >>> 0;
    hash = Math.imul(hash, 2057) >>> 0;
    return (hash ^ (hash >>> 16)) >>> 0;
};
const COLLIDING = [];
const COLLIDING_BITS = 0xfff;
const colliding = (i) => {
    for (let value = COLLIDING.length === 0 ? 0 : COLLIDING.at(-1) + 1; COLLIDING.length <= i; value++) {
        if ((hash32(value) & COLLIDING_BITS) === 0)
            COLLIDING.push(value);
    }
    return COLLIDING[i];
};
