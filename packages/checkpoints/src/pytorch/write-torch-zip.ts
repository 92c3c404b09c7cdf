import { crc32 } from '@srkit/core';
import { checkpointError } from '../checkpoint-error';
import type { DType } from '../dtype';
import type { NamedTensor } from '../tensor';

/**
 * What `torch.save` may be given: plain data, tensors, lists, objects (dictionaries with texts as keys), and maps, which become
 * an `OrderedDict` where their keys are texts and a dictionary where they are integers.
 */
export type TorchValue =
  | null
  | boolean
  | number
  | string
  | NamedTensor
  | readonly TorchValue[]
  | ReadonlyMap<string, TorchValue>
  | ReadonlyMap<number, TorchValue>
  | { readonly [key: string]: TorchValue };

const STORAGES: Partial<Record<DType, string>> = {
  F64: 'DoubleStorage',
  F32: 'FloatStorage',
  F16: 'HalfStorage',
  BF16: 'BFloat16Storage',
  I64: 'LongStorage',
  I32: 'IntStorage',
  I16: 'ShortStorage',
  I8: 'CharStorage',
  U8: 'ByteStorage',
  BOOL: 'BoolStorage',
};

/** Most that a zip without the extension for large files can address. */
const MAX_BYTES = 2 ** 32 - 1;

const encoder = new TextEncoder();

const isTensor = (value: object): value is NamedTensor =>
  'dtype' in value && 'shape' in value && 'data' in value;

/** Protocol 2 of Python's pickle, as `torch.save` writes it: each value by its opcodes. */
class Pickler {
  readonly #bytes: number[] = [0x80, 2];
  /** Storages in the order of their keys. */
  readonly storages: NamedTensor[] = [];

  #op(letter: string): void {
    this.#bytes.push(letter.charCodeAt(0));
  }

  #global(module: string, name: string): void {
    this.#op('c');
    for (const byte of encoder.encode(`${module}\n${name}\n`)) this.#bytes.push(byte);
  }

  #text(value: string): void {
    const bytes = encoder.encode(value);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length, true);
    this.#op('X');
    for (const byte of length) this.#bytes.push(byte);
    for (const byte of bytes) this.#bytes.push(byte);
  }

  #number(value: number): void {
    const data = new DataView(new ArrayBuffer(8));
    const isInt = Number.isInteger(value) && !Object.is(value, -0);
    if (isInt && Math.abs(value) < 2 ** 31) {
      this.#op('J');
      data.setInt32(0, value, true);
      for (let i = 0; i < 4; i++) this.#bytes.push(data.getUint8(i));
    } else if (isInt && Number.isSafeInteger(value)) {
      // LONG1 of eight bytes.
      this.#bytes.push(0x8a, 8);
      data.setBigInt64(0, BigInt(value), true);
      for (let i = 0; i < 8; i++) this.#bytes.push(data.getUint8(i));
    } else {
      this.#float(value);
    }
  }

  #float(value: number): void {
    const data = new DataView(new ArrayBuffer(8));
    this.#op('G');
    data.setFloat64(0, value);
    for (let i = 0; i < 8; i++) this.#bytes.push(data.getUint8(i));
  }

  #tuple(values: readonly TorchValue[]): void {
    this.#op('(');
    for (const value of values) this.write(value);
    this.#op('t');
  }

  #ordered(entries: Iterable<readonly [string, TorchValue]>): void {
    this.#global('collections', 'OrderedDict');
    this.#op(')');
    this.#op('R');
    this.#items(entries);
  }

  #items(entries: Iterable<readonly [string | number, TorchValue]>): void {
    this.#op('(');
    for (const [key, value] of entries) {
      this.write(key);
      this.write(value);
    }
    this.#op('u');
  }

  #tensor(tensor: NamedTensor): void {
    const { name, dtype, shape, data } = tensor;
    const storage = STORAGES[dtype];
    if (storage === undefined) {
      throw checkpointError(
        'E_CHECKPOINT_WRITE',
        `Tensor '${name}' is ${dtype}, which PyTorch 1 has no storage for. Convert it to F32.`,
      );
    }
    const strides: number[] = [];
    let stride = 1;
    for (const side of [...shape].reverse()) {
      strides.unshift(stride);
      stride *= side;
    }
    this.#global('torch._utils', '_rebuild_tensor_v2');
    this.#op('(');
    this.#op('(');
    this.#text('storage');
    this.#global('torch', storage);
    this.#text(String(this.storages.length));
    this.#text('cpu');
    this.#number(data.length);
    this.#op('t');
    this.#op('Q');
    this.#number(0);
    this.#tuple(shape);
    this.#tuple(strides);
    this.write(false);
    this.#ordered([]);
    this.#op('t');
    this.#op('R');
    this.storages.push(tensor);
  }

  write(value: TorchValue): void {
    if (value === null) this.#op('N');
    else if (typeof value === 'boolean') this.#bytes.push(value ? 0x88 : 0x89);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'string') this.#text(value);
    else if (Array.isArray(value)) {
      this.#op(']');
      this.#op('(');
      for (const each of value as readonly TorchValue[]) this.write(each);
      this.#op('e');
    } else if (value instanceof Map) {
      const entries = [...(value as ReadonlyMap<string | number, TorchValue>)];
      if (entries.length > 0 && entries.every(([key]) => typeof key === 'number')) {
        this.#op('}');
        this.#items(entries);
      } else this.#ordered(entries as [string, TorchValue][]);
    } else if (isTensor(value as object)) this.#tensor(value as NamedTensor);
    else {
      this.#op('}');
      this.#items(Object.entries(value as { readonly [key: string]: TorchValue }));
    }
  }

  end(): Uint8Array {
    this.#op('.');
    return Uint8Array.from(this.#bytes);
  }
}

interface Entry {
  readonly name: string;
  readonly data: Uint8Array;
}

/** Start of a zip's local header, of an entry of its directory, and of its end. */
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** 1980-01-01, the first day that zip knows: the same tensors give the same file. */
const DATE = 0x21;

/** A zip of stored entries. */
const zip = (entries: readonly Entry[]): Uint8Array<ArrayBuffer> => {
  const names = entries.map(({ name }) => encoder.encode(name));
  const bytes = entries.reduce((sum, { data }, i) => sum + 30 + 46 + 2 * names[i]!.length + data.length, 22);
  if (bytes > MAX_BYTES) {
    throw checkpointError(
      'E_CHECKPOINT_TOO_LARGE',
      `The file would have ${bytes} bytes; .pth files of at most ${MAX_BYTES} are written. Write safetensors.`,
    );
  }
  const file = new Uint8Array(bytes);
  const view = new DataView(file.buffer);
  let at = 0;
  const facts = (crc: number, size: number, name: number): void => {
    view.setUint16(at, DATE, true);
    view.setUint32(at + 2, crc, true);
    view.setUint32(at + 6, size, true);
    view.setUint32(at + 10, size, true);
    view.setUint16(at + 14, name, true);
    at += 18;
  };
  const placed = entries.map(({ data }, i) => {
    const [start, name, crc] = [at, names[i]!, crc32(data)];
    view.setUint32(at, LOCAL, true);
    view.setUint16(at + 4, 10, true);
    at += 12;
    facts(crc, data.length, name.length);
    file.set(name, at);
    file.set(data, at + name.length);
    at += name.length + data.length;
    return { start, name, crc, size: data.length };
  });
  const directory = at;
  for (const { start, name, crc, size } of placed) {
    view.setUint32(at, CENTRAL, true);
    view.setUint16(at + 4, 10, true);
    view.setUint16(at + 6, 10, true);
    at += 14;
    facts(crc, size, name.length);
    view.setUint32(at + 10, start, true);
    file.set(name, at + 14);
    at += 14 + name.length;
  }
  view.setUint32(at, END, true);
  view.setUint16(at + 8, entries.length, true);
  view.setUint16(at + 10, entries.length, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return file;
};

/** So many entries a zip without extensions may have. */
const MAX_ENTRIES = 2 ** 16 - 1;

/**
 * A file as `torch.save` writes it since PyTorch 1.6, which `torch.load` reads: official checkpoints are
 * `{ params: stateDict, params_ema: stateDict }`, plain ones the state_dict itself.
 *
 * @throws CheckpointError for a tensor of a type that PyTorch lacks, or more than fits into the format.
 */
export const writePth = (value: TorchValue): Uint8Array<ArrayBuffer> => {
  const pickler = new Pickler();
  pickler.write(value);
  const pickle = pickler.end();
  const { storages } = pickler;
  if (storages.length > MAX_ENTRIES - 3) {
    throw checkpointError(
      'E_CHECKPOINT_TOO_LARGE',
      `${storages.length} tensors; .pth files of at most ${MAX_ENTRIES - 3} are written. Write safetensors.`,
    );
  }
  return zip([
    { name: 'archive/data.pkl', data: pickle },
    { name: 'archive/byteorder', data: encoder.encode('little') },
    ...storages.map(({ data: { buffer, byteOffset, byteLength } }, i) => ({
      name: `archive/data/${i}`,
      data: new Uint8Array(buffer, byteOffset, byteLength),
    })),
    { name: 'archive/version', data: encoder.encode('3\n') },
  ]);
};
