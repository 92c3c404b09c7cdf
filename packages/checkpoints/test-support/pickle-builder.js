import { concat, utf8 } from './zip-builder';
const bytes = (...values) => new Uint8Array(values);
export const op = (code, ...rest) => concat(bytes(typeof code === 'number' ? code : code.charCodeAt(0)), ...rest);
export const u32 = (value) => {
    const out = new Uint8Array(4);
    new DataView(out.buffer).setUint32(0, value, true);
    return out;
};
export const u64 = (value) => {
    const out = new Uint8Array(8);
    new DataView(out.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
    return out;
};
export const seq = (...codes) => concat(...codes);
/** A pickle of protocol 2: PROTO, the code, STOP. */
export const pickle = (...codes) => concat(bytes(0x80, 2), ...codes, utf8('.'));
export const str = (text) => {
    const encoded = utf8(text);
    return op('X', u32(encoded.length), encoded);
};
export const int = (value) => {
    if (typeof value === 'number' && value >= 0 && value < 256)
        return op('K', bytes(value));
    const out = new Uint8Array(9);
    new DataView(out.buffer).setBigInt64(0, BigInt.asIntN(64, BigInt(value)), true);
    // LONG1 with a ninth byte for the sign.
    out[8] = BigInt(value) < 0n ? 0xff : 0;
    return op(0x8a, bytes(9), out);
};
export const float = (value) => {
    const out = new Uint8Array(8);
    new DataView(out.buffer).setFloat64(0, value, false);
    return op('G', out);
};
export const none = op('N');
export const no = op(0x89);
export const global = (module, name) => op('c', utf8(`${module}\n${name}\n`));
export const tuple = (...items) => seq(op('('), ...items, op('t'));
export const list = (...items) => seq(op(']'), op('('), ...items, op('e'));
export const dict = (entries) => {
    const pairs = Array.isArray(entries)
        ? entries
        : Object.entries(entries).map(([k, v]) => [str(k), v]);
    return seq(op('}'), op('('), ...pairs.flat(), op('u'));
};
export const call = (callable, ...args) => seq(callable, tuple(...args), op('R'));
export const put = (slot) => op('r', u32(slot));
export const get = (slot) => op('j', u32(slot));
export const orderedDict = () => seq(global('collections', 'OrderedDict'), op(')'), op('R'));
export const storage = (key, count, type = 'FloatStorage', ...more) => seq(tuple(str('storage'), global('torch', type), key, str('cpu'), count, ...more), op('Q'));
/** A float tensor over storage '0' of six elements, with any part replaced. */
export const tensor = (parts = {}) => call(global('torch._utils', '_rebuild_tensor_v2'), parts.storage ?? storage(str('0'), int(6)), parts.offset ?? int(0), parts.size ?? tuple(int(2), int(3)), parts.stride ?? tuple(int(3), int(1)), no, orderedDict());
