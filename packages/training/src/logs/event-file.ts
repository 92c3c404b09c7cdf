/** Polynomial of CRC-32C (Castagnoli), reflected. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let word = byte;
  for (let bit = 0; bit < 8; bit++) word = word & 1 ? (word >>> 1) ^ POLYNOMIAL : word >>> 1;
  return word;
});

const crc32c = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
};

/** TFRecord turns and shifts its checksums, so that one of data that holds checksums is no trivial one. */
const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};

/** A record of TFRecord: length, its checksum, data, its checksum. */
const record = (data: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, masked(data), true);
  return bytes;
};

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
};

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

// Protocol buffers: a field is its number and kind, then its value.
const whole = (field: number, value: number): Uint8Array =>
  Uint8Array.from([...varint(field * 8), ...varint(value)]);
const bytes = (field: number, value: Uint8Array): Uint8Array =>
  joined([Uint8Array.from([...varint(field * 8 + 2), ...varint(value.length)]), value]);
const text = (field: number, value: string): Uint8Array => bytes(field, new TextEncoder().encode(value));
const message = (field: number, ...parts: readonly Uint8Array[]): Uint8Array => bytes(field, joined(parts));
const float = (field: number, value: number): Uint8Array => {
  const data = new Uint8Array(5);
  data[0] = field * 8 + 5;
  new DataView(data.buffer).setFloat32(1, value, true);
  return data;
};
const double = (field: number, value: number): Uint8Array => {
  const data = new Uint8Array(9);
  data[0] = field * 8 + 1;
  new DataView(data.buffer).setFloat64(1, value, true);
  return data;
};

/** TensorFlow's number for strings. */
const DT_STRING = 7;

/** `tensorflow.Event` as a record: its time, its step, and what it says. */
const event = (seconds: number, step: number, what: Uint8Array): Uint8Array =>
  record(joined([double(1, seconds), whole(2, step), what]));

/** `Event.summary.value` of a tag. */
const summary = (tag: string, ...value: readonly Uint8Array[]): Uint8Array =>
  message(5, message(1, text(1, tag), ...value));

/** What every event file begins with. */
export const eventFileStart = (seconds: number): Uint8Array => event(seconds, 0, text(3, 'brain.Event:2'));

/** TensorBoard's curves. */
export const scalarEvent = (seconds: number, step: number, tag: string, value: number): Uint8Array =>
  event(seconds, step, summary(tag, float(2, value)));

/** TensorBoard's pictures. @param png of those sides. */
export const imageEvent = (
  seconds: number,
  step: number,
  tag: string,
  { width, height, png }: { readonly width: number; readonly height: number; readonly png: Uint8Array },
): Uint8Array =>
  // Three channels.
  event(
    seconds,
    step,
    summary(tag, message(4, whole(1, height), whole(2, width), whole(3, 3), bytes(4, png))),
  );

/** TensorBoard's texts, which are Markdown. */
export const textEvent = (seconds: number, step: number, tag: string, value: string): Uint8Array =>
  event(
    seconds,
    step,
    summary(
      tag,
      message(9, message(1, text(1, 'text'))),
      message(8, whole(1, DT_STRING), message(2), text(8, value)),
    ),
  );
