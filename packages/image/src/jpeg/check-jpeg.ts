import { type HuffmanTable, huffmanTable } from './huffman-table';
import { type Component, readScan } from './jpeg-scan';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DHT = 0xc4;
const DRI = 0xdd;

/** Kinds of frames that are read here; arithmetic coding, lossless and hierarchical ones are not. */
const BASELINE = 0xc0;
const EXTENDED = 0xc1;
const PROGRESSIVE = 0xc2;

/** Encoders make about ten scans. Each is worked through, and a hostile file could ask for millions. */
const MAX_SCANS = 200;

/** What a look at all of a JPEG's data finds. */
export interface JpegCheck {
  /** Why pixels are missing or invented; undefined where all are there. */
  readonly damage?: string | undefined;
  /** Oddities that cost nothing. */
  readonly notes: readonly string[];
}

interface Frame {
  readonly progressive: boolean;
  readonly components: readonly Component[];
}

/** @returns undefined for a frame that is not read here. */
const readFrame = (marker: number, data: Uint8Array): Frame | undefined => {
  if (![BASELINE, EXTENDED, PROGRESSIVE].includes(marker) || data.length < 6 || data[0] !== 8)
    return undefined;
  const height = data[1]! * 256 + data[2]!;
  const width = data[3]! * 256 + data[4]!;
  const count = data[5]!;
  if (count < 1 || count > 4 || data.length < 6 + 3 * count || width === 0 || height === 0) return undefined;
  const sampling = Array.from({ length: count }, (_, i) => data[7 + 3 * i]!);
  const [h, v] = [sampling.map((s) => s >> 4), sampling.map((s) => s & 15)];
  if ([...h, ...v].some((factor) => factor < 1 || factor > 4)) return undefined;
  const [hMax, vMax] = [Math.max(...h), Math.max(...v)];
  const across = Math.ceil(width / (8 * hMax));
  const down = Math.ceil(height / (8 * vMax));
  const progressive = marker === PROGRESSIVE;
  return {
    progressive,
    components: Array.from({ length: count }, (_, i) => ({
      id: data[6 + 3 * i]!,
      h: h[i]!,
      v: v[i]!,
      columns: Math.ceil((width * h[i]!) / (8 * hMax)),
      rows: Math.ceil((height * v[i]!) / (8 * vMax)),
      stride: across * h[i]!,
      paddedRows: down * v[i]!,
      missing: new Uint8Array(64).fill(255),
      nonZero: progressive ? new Uint32Array(2 * across * h[i]! * down * v[i]!) : undefined,
    })),
  };
};

/** Tables by class and number. @returns false where the segment makes no sense. */
const readTables = (data: Uint8Array, tables: Map<number, HuffmanTable>): boolean => {
  for (let at = 0; at < data.length; ) {
    const counts = data.subarray(at + 1, at + 17);
    const total = counts.reduce((a, b) => a + b, 0);
    if (counts.length < 16 || at + 17 + total > data.length) return false;
    const made = huffmanTable(counts, data.subarray(at + 17, at + 17 + total));
    if (made === undefined) return false;
    tables.set(data[at]!, made);
    at += 17 + total;
  }
  return true;
};

/** What lies behind the end of a picture: zeros that fill up, further pictures of a camera, a film, anything. */
const afterEnd = (rest: Uint8Array): string[] => {
  const start = rest.findIndex((byte) => byte !== 0);
  if (start < 0) return [];
  const isPicture = rest[start] === 0xff && rest[start + 1] === SOI && rest[start + 2] === 0xff;
  return [
    isPicture
      ? 'another picture follows its end and is left out'
      : `${rest.length - start} byte(s) follow its end and are left out`,
  ];
};

/**
 * Follows a JPEG's data to its last code, without computing pixels: decoders fill in what is missing and at most
 * mumble. Memory is two words for each block of a progressive picture, so its size must have been checked before.
 *
 * @returns undefined for kinds that are not read here (arithmetic coding, lossless), and where the header itself is
 * broken, which decoders refuse.
 */
export const checkJpeg = (bytes: Uint8Array): JpegCheck | undefined => {
  const tables = new Map<number, HuffmanTable>();
  const notes: string[] = [];
  let frame: Frame | undefined;
  let restart = 0;
  let scans = 0;
  let stray = 0;
  let damage: string | undefined;
  let ended = false;
  for (let at = 2; at < bytes.length; ) {
    if (bytes[at] !== 0xff) {
      stray++;
      at++;
      continue;
    }
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === EOI) {
      ended = true;
      notes.push(...afterEnd(bytes.subarray(at + 2)));
      break;
    }
    if (marker === undefined || marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= SOI)) {
      stray += marker === 0 ? 2 : 0;
      at += 2;
      continue;
    }
    const end = at + 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (!(end <= bytes.length)) break;
    const data = bytes.subarray(at + 4, end);
    at = end;
    if (marker === DHT) {
      if (!readTables(data, tables)) return undefined;
    } else if (marker === DRI) {
      restart = data[0]! * 256 + data[1]!;
    } else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc) {
      if (frame !== undefined) return undefined;
      frame = readFrame(marker, data);
      if (frame === undefined) return undefined;
    } else if (marker === SOS) {
      if (frame === undefined || ++scans > MAX_SCANS) return undefined;
      const { components, progressive } = frame;
      const count = data[0] ?? 0;
      const parts = Array.from({ length: count }, (_, i) => {
        const selector = data[2 + 2 * i] ?? 0;
        const component = components.find(({ id }) => id === data[1 + 2 * i]);
        return (
          component && { component, dc: tables.get(selector >> 4), ac: tables.get(0x10 | (selector & 15)) }
        );
      }).filter((part) => part !== undefined);
      if (count < 1 || count > 4 || parts.length !== count || data.length < 4 + 2 * count) return undefined;
      const [first, last, bits] = data.subarray(1 + 2 * count) as unknown as [number, number, number];
      const odd = !progressive && (first !== 0 || last !== 63 || bits !== 0);
      if (odd) notes.push('its scan header has odd parameters, which say nothing in this kind of JPEG');
      if (progressive && (last > 63 || first > last || (first > 0 && count > 1))) return undefined;
      const scan = progressive
        ? { progressive, parts, first, last, high: bits >> 4, low: bits & 15, restart }
        : { progressive, parts, first: 0, last: 63, high: 0, low: 0, restart };
      const found = readScan(bytes, at, scan);
      at = found.end;
      stray += found.extraneous;
      damage ??= found.damage;
      for (const { component } of parts) component.missing.fill(scan.low, scan.first, scan.last + 1);
    }
  }
  if (frame === undefined) return undefined;
  if (damage === undefined && frame.components.some(({ missing }) => missing[0] === 255)) {
    damage = 'the data of a colour is missing';
  }
  if (damage === undefined && frame.components.some(({ missing }) => missing.some((bits) => bits > 0))) {
    damage = 'the scans with its detail are missing';
  }
  if (stray > 0) notes.push(`it holds ${stray} byte(s) that belong to nothing`);
  if (!ended && damage === undefined) notes.push('its end marker is missing, and nothing else');
  return { damage, notes };
};
