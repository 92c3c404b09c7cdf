import { concat, utf8 } from './zip-builder';

// Just enough of a pickler, opcode by opcode, to write what no honest pickler would.

export type Code = Uint8Array;

const bytes = (...values: number[]): Code => new Uint8Array(values);

export const op = (code: string | number, ...rest: Code[]): Code =>
  concat(bytes(typeof code === 'number' ? code : code.charCodeAt(0)), ...rest);

export const u32 = (value: number): Code => {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, value, true);
  return out;
};

export const u64 = (value: bigint): Code => {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return out;
};

export const seq = (...codes: Code[]): Code => concat(...codes);

/** A pickle of protocol 2: PROTO, the code, STOP. */
export const pickle = (...codes: Code[]): Code => concat(bytes(0x80, 2), ...codes, utf8('.'));

export const str = (text: string): Code => {
  const encoded = utf8(text);
  return op('X', u32(encoded.length), encoded);
};

export const int = (value: number | bigint): Code => {
  if (typeof value === 'number' && value >= 0 && value < 256) return op('K', bytes(value));
  const out = new Uint8Array(9);
  new DataView(out.buffer).setBigInt64(0, BigInt.asIntN(64, BigInt(value)), true);
  // LONG1 with a ninth byte for the sign.
  out[8] = BigInt(value) < 0n ? 0xff : 0;
  return op(0x8a, bytes(9), out);
};

export const float = (value: number): Code => {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setFloat64(0, value, false);
  return op('G', out);
};

export const none: Code = op('N');
export const no: Code = op(0x89);
export const global = (module: string, name: string): Code => op('c', utf8(`${module}\n${name}\n`));
export const tuple = (...items: Code[]): Code => seq(op('('), ...items, op('t'));
export const list = (...items: Code[]): Code => seq(op(']'), op('('), ...items, op('e'));
export const dict = (entries: Record<string, Code> | [Code, Code][]): Code => {
  const pairs = Array.isArray(entries)
    ? entries
    : Object.entries(entries).map(([k, v]): [Code, Code] => [str(k), v]);
  return seq(op('}'), op('('), ...pairs.flat(), op('u'));
};
export const call = (callable: Code, ...args: Code[]): Code => seq(callable, tuple(...args), op('R'));
export const put = (slot: number): Code => op('r', u32(slot));
export const get = (slot: number): Code => op('j', u32(slot));
export const orderedDict = (): Code => seq(global('collections', 'OrderedDict'), op(')'), op('R'));

export const storage = (key: Code, count: Code, type = 'FloatStorage', ...more: Code[]): Code =>
  seq(tuple(str('storage'), global('torch', type), key, str('cpu'), count, ...more), op('Q'));

export interface TensorParts {
  storage?: Code;
  offset?: Code;
  size?: Code;
  stride?: Code;
}

/** A float tensor over storage '0' of six elements, with any part replaced. */
export const tensor = (parts: TensorParts = {}): Code =>
  call(
    global('torch._utils', '_rebuild_tensor_v2'),
    parts.storage ?? storage(str('0'), int(6)),
    parts.offset ?? int(0),
    parts.size ?? tuple(int(2), int(3)),
    parts.stride ?? tuple(int(3), int(1)),
    no,
    orderedDict(),
  );
