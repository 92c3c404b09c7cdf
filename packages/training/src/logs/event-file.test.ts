import { expect, it } from 'vitest';
import { eventFileStart, imageEvent, scalarEvent, textEvent } from './event-file';

/** CRC-32C bit by bit. */
const crc32c = (bytes: Uint8Array): number => {
  let crc = ~0;
  for (const byte of bytes)
    for (let bit = 0; bit < 8; bit++) {
      const odd = (crc ^ (byte >> bit)) & 1;
      crc = (crc >>> 1) ^ (odd ? 0x82f63b78 : 0);
    }
  return ~crc >>> 0;
};
const mask = (crc: number): number => ((((crc >>> 15) | (crc << 17)) >>> 0) + 0xa282ead8) >>> 0;

/** Records of an event file, their checksums compared. */
const records = (file: Uint8Array): Uint8Array[] => {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const found: Uint8Array[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    expect(view.getUint32(at + 8, true)).toBe(mask(crc32c(file.subarray(at, at + 8))));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(view.getUint32(at + 12 + length, true)).toBe(mask(crc32c(data)));
    found.push(data);
    at += 16 + length;
  }
  return found;
};

type Fields = Map<number, (number | Uint8Array)[]>;

/** Fields of a message of protocol buffers. */
const fields = (data: Uint8Array): Fields => {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const found: Fields = new Map();
  let at = 0;
  const varint = (): number => {
    let [value, factor, byte] = [0, 1, 0];
    do {
      byte = data[at++]!;
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte & 128);
    return value;
  };
  while (at < data.length) {
    const key = varint();
    const kind = key % 8;
    const length = kind === 2 ? varint() : 0;
    const size = kind === 1 ? 8 : kind === 5 ? 4 : length;
    const start = at;
    at += size;
    const value =
      kind === 0
        ? varint()
        : kind === 1
          ? view.getFloat64(start, true)
          : kind === 5
            ? view.getFloat32(start, true)
            : data.subarray(start, at);
    found.set(Math.floor(key / 8), [...(found.get(Math.floor(key / 8)) ?? []), value]);
  }
  return found;
};
const inner = (message: Fields, ...path: number[]): Fields =>
  path.reduce((each, number) => fields(each.get(number)![0] as Uint8Array), message);
const textOf = (value: unknown): string => new TextDecoder().decode(value as Uint8Array);

it('TensorBoard reads what is written: checksums, curves, pictures, texts', () => {
  const png = Uint8Array.of(137, 80, 78, 71);
  const parts = [
    eventFileStart(1.5),
    scalarEvent(2, 300, 'losses/l_pix', 0.125),
    imageEvent(3, 70_000, 'previews', { width: 200, height: 100, png }),
    textEvent(4, 0, 'recipe', 'größer'),
  ];
  const [start, scalar, image, text] = parts.flatMap((part) => records(part)).map(fields) as [
    Fields,
    Fields,
    Fields,
    Fields,
  ];
  expect(textOf(start.get(3)![0])).toBe('brain.Event:2');
  expect(start.get(1)).toEqual([1.5]);
  expect(scalar.get(2)).toEqual([300]);
  expect(inner(scalar, 5, 1).get(2)).toEqual([0.125]);
  expect(textOf(inner(scalar, 5, 1).get(1)![0])).toBe('losses/l_pix');
  expect(image.get(2)).toEqual([70_000]);
  const shown = inner(image, 5, 1, 4);
  expect([shown.get(1), shown.get(2), shown.get(4)]).toEqual([[100], [200], [png]]);
  expect(textOf(inner(text, 5, 1, 8).get(8)![0])).toBe('größer');
  expect(textOf(inner(text, 5, 1, 9, 1).get(1)![0])).toBe('text');
});

it('its checksum is CRC-32C', () => {
  // "123456789" is what every description of a checksum is tested on.
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
});
