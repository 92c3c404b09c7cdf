import { each, fill, HOSTILE_PICKLES } from './hostile-pickles';
import { number, protoBytes } from './layer-files';
import { dict, int, seq, str, tensor, tuple, u64 } from './pickle-builder';
import { counted, floats, torchLegacy, torchZip } from './torch-builder';
import { buildZip, concat, utf8 } from './zip-builder';

// Files of every kind that ask for as much work or memory a byte as their form allows.

export type HostileFile = Uint8Array | { readonly param: Uint8Array; readonly bin: Uint8Array };

const safetensors = (header: Uint8Array, data = new Uint8Array(0)): Uint8Array =>
  concat(u64(BigInt(header.length)), header, data);

const padded = (i: number, length: number): string => i.toString(36).padStart(length, '0');

const metadata = (entry: (i: number) => string, bytes: number): Uint8Array =>
  safetensors(
    concat(
      utf8('{"__metadata__":{'),
      each((i) => utf8(`${i === 0 ? '' : ','}${entry(i)}`), bytes),
      utf8('}}'),
    ),
  );

const tensors = (entry: (i: number) => string, bytes: number): Uint8Array =>
  safetensors(
    concat(
      utf8('{'),
      each((i) => utf8(`${i === 0 ? '' : ','}${entry(i)}`), bytes),
      utf8('}'),
    ),
  );

/** A zip of one honest pickle and as many more entries as make `bytes`, without the cost of building each by itself. */
const crowdedZip = (name: (i: number) => string, entries: number): Uint8Array =>
  torchZip(dict({ w: tensor() }), { 0: floats(6) }, {}, [
    ...Array.from({ length: entries }, (_, i) => ({ name: name(i), data: new Uint8Array(0) })),
  ]);

const onnx = (graph: Uint8Array): Uint8Array =>
  concat(number(1, 7), protoBytes(2, utf8('pytorch')), protoBytes(7, graph));

const ncnn = (line: (i: number) => string, bytes: number): HostileFile => {
  const lines = each((i) => utf8(`${line(i)}\n`), bytes);
  const count = lines.reduce((sum, byte) => sum + (byte === 0x0a ? 1 : 0), 0);
  return { param: concat(utf8(`7767517\n${count} ${count}\n`), lines), bin: new Uint8Array(bytes) };
};

/** Names, and what makes a file of about `bytes`. */
export const HOSTILE_FILES: Readonly<Record<string, (bytes: number) => HostileFile>> = {
  ...Object.fromEntries(
    Object.entries(HOSTILE_PICKLES).map(([name, make]) => [
      `pickle: ${name}`,
      (bytes: number) => torchZip(make(bytes)),
    ]),
  ),
  'legacy: a pickle that grows': (bytes) =>
    torchLegacy(seq(dict({ w: tensor() }), fill(new Uint8Array([0x4e, 0x30]), bytes))),
  'legacy: lines that grow': (bytes) =>
    torchLegacy(
      seq(
        dict({ w: tensor() }),
        fill(seq(utf8(`V${'x'.repeat(9_000_000)}\n`), utf8('0')), Math.max(bytes, 1e7)),
      ),
    ),
  'legacy: storages': (bytes) => {
    const count = Math.floor(bytes / 100);
    const keys = Array.from({ length: count }, (_, i) => padded(i, 6));
    return torchLegacy(dict({ w: tensor() }), {
      keys: seq(utf8(']('), ...keys.slice(0, 1000).map(str), utf8('e')),
      data: counted(floats(6), 6n),
    });
  },
  'zip: entries': (bytes) => crowdedZip((i) => padded(i, 100), Math.floor(bytes / 280)),
  'zip: long names': (bytes) =>
    crowdedZip((i) => `${'n'.repeat(15_980)}${padded(i, 8)}`, Math.floor(bytes / 32_100)),
  'zip: extra fields': (bytes) => {
    const extra = fill(new Uint8Array([9, 9, 0, 0]), 65_532);
    return buildZip(
      Array.from({ length: Math.floor(bytes / 65_700) }, (_, i) => ({
        name: padded(i, 8),
        data: new Uint8Array(0),
        centralExtra: extra,
      })),
    );
  },
  'zip: a pickle unpacked a thousandfold': (bytes) =>
    buildZip([
      {
        name: 'archive/data.pkl',
        data: concat(new Uint8Array([0x80, 2]), fill(utf8('N0'), Math.min(bytes, 4e6)), utf8('.')),
        deflate: true,
      },
      { name: 'archive/data/0', data: new Uint8Array(bytes) },
    ]),
  'zip: storages unpacked a thousandfold': (bytes) => {
    const size = Math.floor(bytes / 3);
    const data = new Uint8Array(size);
    const keys = Array.from({ length: 11 }, (_, i) => String(i));
    const code = dict(
      keys.map((key): [Uint8Array, Uint8Array] => [
        str(key),
        tensor({
          storage: storageOf(key, size),
          size: tuple(int(size)),
          stride: tuple(int(1)),
        }),
      ]),
    );
    return buildZip([
      { name: 'archive/data.pkl', data: concat(new Uint8Array([0x80, 2]), code, utf8('.')) },
      ...keys.map((key) => ({ name: `archive/data/${key}`, data, deflate: true })),
      { name: 'archive/padding', data: new Uint8Array(bytes) },
    ]);
  },
  'safetensors: metadata entries': (bytes) => metadata((i) => `"${padded(i, 5)}":""`, bytes),
  'safetensors: metadata entries that are places in an array': (bytes) =>
    metadata((i) => `"${(i * 2048) % 2 ** 31}":""`, bytes),
  'safetensors: escaped metadata': (bytes) => metadata((i) => `"${padded(i, 5)}":"\\n"`, bytes),
  'safetensors: one long value': (bytes) =>
    metadata(
      (i) => `"${padded(i, 5)}":"${'\\u0041'.repeat(Math.min(2_700_000, Math.floor(bytes / 8)))}"`,
      bytes,
    ),
  'safetensors: tensors of rank 64': (bytes) =>
    tensors(
      (i) => `"${padded(i, 8)}":{"dtype":"U8","shape":[0${',1'.repeat(63)}],"data_offsets":[0,0]}`,
      Math.min(bytes, 131_000 * 183),
    ),
  'safetensors: tensors with long names': (bytes) =>
    tensors(
      (i) => `"${padded(i, 340)}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`,
      Math.min(bytes, 131_000 * 400),
    ),
  'safetensors: spaces': (bytes) =>
    safetensors(concat(utf8('{'), new Uint8Array(bytes).fill(0x20), utf8('}'))),
  'safetensors: objects in objects': (bytes) => safetensors(fill(utf8('{"a":'), bytes)),
  'onnx: dimensions': (bytes) =>
    onnx(
      protoBytes(
        5,
        fill(protoBytes(1, new Uint8Array(64).fill(1)), bytes),
        number(2, 1),
        protoBytes(8, utf8('w')),
      ),
    ),
  'onnx: dimensions one by one': (bytes) =>
    onnx(protoBytes(5, fill(number(1, 1), bytes), number(2, 1), protoBytes(8, utf8('w')))),
  'onnx: tensors': (bytes) =>
    onnx(each((i) => protoBytes(5, number(1, 0), number(2, 1), protoBytes(8, utf8(padded(i, 300)))), bytes)),
  'onnx: nodes': (bytes) =>
    onnx(each((i) => protoBytes(1, protoBytes(1, utf8(padded(i, 300))), protoBytes(4, utf8('Conv'))), bytes)),
  'onnx: names again and again': (bytes) =>
    onnx(protoBytes(5, number(1, 0), number(2, 1), fill(protoBytes(8, utf8('n'.repeat(20))), bytes))),
  'onnx: long names': (bytes) =>
    onnx(fill(protoBytes(1, protoBytes(1, new Uint8Array(100_000).fill(0x6e))), Math.max(bytes, 200_000))),
  'ncnn: layers': (bytes) => ncnn((i) => `PReLU ${padded(i, 6)} 1 1 a b 0=0`, Math.min(bytes, 4e6)),
  'ncnn: short lines': (bytes) => ncnn(() => 'ReLU', Math.min(bytes, 4e6)),
  'ncnn: long lines': (bytes) =>
    ncnn((i) => `Convolution ${i} ${'1 '.repeat(Math.min(1_000_000, bytes / 4))}`, Math.min(bytes, 4e6)),
};

function storageOf(key: string, count: number): Uint8Array {
  return seq(
    tuple(str('storage'), utf8('ctorch\nByteStorage\n'), str(key), str('cpu'), int(count)),
    utf8('Q'),
  );
}
