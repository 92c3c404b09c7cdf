import { concatBytes } from '../concat-bytes';
import { type Box, boxes } from '../headers/avif-boxes';

// Items of an AVIF file: what `iinf` lists, `iloc` places and `iref` ties together (ISO/IEC 14496-12, 8.11).

const LABEL = 'The AVIF picture';

/** Items that are looked at: files have one for each picture in them, each tile of a large one and each block of metadata. */
const MAX_ITEMS = 10_000;
const MAX_EXTENTS = 16;
/** Of an item's name and content type. */
const MAX_NAME_BYTES = 256;

interface Extent {
  readonly offset: number;
  readonly length: number;
}

interface Item {
  readonly id: number;
  readonly type: string;
  /** Of items of the type mime. */
  readonly contentType: string;
}

interface Place {
  readonly id: number;
  /** 0: offsets count from the start of the file; 1: from that of the `idat` box. */
  readonly method: number;
  readonly reference: number;
  readonly extents: readonly Extent[];
}

/** What the `meta` box of a file says. */
interface AvifItems {
  readonly meta: Box;
  readonly inside: readonly Box[];
  readonly primary: number;
  readonly items: readonly Item[];
  readonly places: readonly Place[];
}

/** Reads big-endian numbers one after the other; throws RangeError at the end. */
class Reader {
  readonly #view: DataView;
  at = 0;
  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  uint(bytes: number): number {
    const at = this.at;
    this.at += bytes;
    switch (bytes) {
      case 0:
        return 0;
      case 1:
        return this.#view.getUint8(at);
      case 2:
        return this.#view.getUint16(at);
      case 4:
        return this.#view.getUint32(at);
      default:
        return Number(this.#view.getBigUint64(at));
    }
  }
}

const latin1 = new TextDecoder('latin1');

const itemOf = ({ data }: Box): Item => {
  const reader = new Reader(data);
  const version = reader.uint(4) >>> 24;
  const id = reader.uint(version < 3 ? 2 : 4);
  reader.uint(2);
  const type = latin1.decode(data.subarray(reader.at, reader.at + 4));
  const text = data.subarray(reader.at + 4, reader.at + 4 + MAX_NAME_BYTES);
  const [, contentType = ''] = latin1.decode(text).split('\0');
  return { id, type, contentType };
};

const placesOf = ({ data }: Box): Place[] => {
  const reader = new Reader(data);
  const version = reader.uint(4) >>> 24;
  const sizes = reader.uint(2);
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexBytes = version === 0 ? 0 : sizes & 15;
  const count = Math.min(reader.uint(version < 2 ? 2 : 4), MAX_ITEMS);
  return Array.from({ length: count }, () => {
    const id = reader.uint(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : reader.uint(2) & 15;
    const reference = reader.uint(2);
    const base = reader.uint(baseBytes);
    // A file can state as many as it likes without a byte for any of them.
    const stated = reader.uint(2);
    const kept = Math.min(stated, MAX_EXTENTS + 1);
    const extents = Array.from({ length: kept }, () => {
      reader.uint(indexBytes);
      return { offset: base + reader.uint(offsetBytes), length: reader.uint(lengthBytes) };
    });
    reader.at += (stated - kept) * (indexBytes + offsetBytes + lengthBytes);
    return { id, method, reference, extents };
  });
};

/** @throws ImageError or RangeError where the boxes do not hang together. */
const itemsOf = (bytes: Uint8Array): AvifItems | undefined => {
  const meta = firstOf(boxes(bytes, LABEL), 'meta');
  if (meta === undefined) return undefined;
  const inside: Box[] = [];
  for (const box of boxes(meta.data.subarray(4), LABEL)) if (inside.push(box) > MAX_ITEMS) return undefined;
  const find = (type: string): Box | undefined => inside.find((box) => box.type === type);
  const [iinf, iloc, pitm] = [find('iinf'), find('iloc'), find('pitm')];
  if (iinf === undefined || iloc === undefined || pitm === undefined) return undefined;
  const countBytes = iinf.data[0] === 0 ? 2 : 4;
  const items: Item[] = [];
  for (const box of boxes(iinf.data.subarray(4 + countBytes), LABEL)) {
    if (items.push(itemOf(box)) > MAX_ITEMS) return undefined;
  }
  const reader = new Reader(pitm.data);
  const primary = reader.uint(4) >>> 24 === 0 ? reader.uint(2) : reader.uint(4);
  return { meta, inside, primary, items, places: placesOf(iloc) };
};

const firstOf = (found: Iterable<Box>, type: string): Box | undefined => {
  for (const box of found) if (box.type === type) return box;
  return undefined;
};

const isXmpItem = ({ type, contentType }: Item): boolean =>
  type === 'mime' && contentType === 'application/rdf+xml';

const contentOf = (bytes: Uint8Array, { inside, places }: AvifItems, id: number, most: number) => {
  const place = places.find((one) => one.id === id);
  const idat = inside.find(({ type }) => type === 'idat')?.data ?? new Uint8Array(0);
  if (place === undefined || place.method > 1 || place.extents.length > MAX_EXTENTS) return undefined;
  const from = place.method === 0 ? bytes : idat;
  const parts = place.extents.map(({ offset, length }) =>
    // Without a length an item goes on to the end.
    from.subarray(offset, length === 0 ? undefined : offset + length),
  );
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return size <= most ? concatBytes(parts) : undefined;
};

/** The EXIF block and the XMP packet of an AVIF file, each of at most `most` bytes. */
export const readAvifMetadata = (
  bytes: Uint8Array,
  most: number,
): { exif: Uint8Array | undefined; xmp: Uint8Array | undefined; hasGainMap: boolean } => {
  const found = itemsOf(bytes);
  const content = (wanted: (item: Item) => boolean): Uint8Array | undefined => {
    const item = found?.items.find(wanted);
    return found && item && contentOf(bytes, found, item.id, most);
  };
  const exif = content(({ type }) => type === 'Exif');
  // Before the block stands how many bytes to skip: often `Exif\0\0`.
  const skip = exif && exif.length >= 4 ? 4 + new Reader(exif).uint(4) : 0;
  return {
    exif: exif && exif.length > skip ? exif.slice(skip) : undefined,
    xmp: content(isXmpItem),
    hasGainMap: found?.items.some(({ type }) => type === 'tmap') ?? false,
  };
};

const bigEndian = (value: number, bytes: 2 | 4): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256);

const box = (type: string, ...parts: (Uint8Array | readonly number[])[]): Uint8Array => {
  const body = concatBytes(parts.map((part) => (part instanceof Uint8Array ? part : Uint8Array.from(part))));
  return concatBytes([
    Uint8Array.from([...bigEndian(8 + body.length, 4), ...[...type].map((letter) => letter.charCodeAt(0))]),
    body,
  ]);
};

/** A block of metadata to put into a file. */
interface NewItem {
  readonly type: 'Exif' | 'mime';
  readonly data: Uint8Array;
}

const infoBox = (id: number, { type }: NewItem): Uint8Array => {
  const text = (value: string): Uint8Array => new TextEncoder().encode(`${value}\0`);
  const kind = new TextEncoder().encode(type);
  const more = type === 'mime' ? [text(''), text('application/rdf+xml')] : [text('')];
  return box('infe', [2, 0, 0, 0, ...bigEndian(id, 2), 0, 0], kind, ...more);
};

/** `iloc` of version 1 with absolute offsets of 32 bits. */
const locationBox = (places: readonly Place[]): Uint8Array => {
  const bytes: number[] = [1, 0, 0, 0, 0x44, 0, ...bigEndian(places.length, 2)];
  for (const { id, method, reference, extents } of places) {
    bytes.push(...bigEndian(id, 2), ...bigEndian(method, 2), ...bigEndian(reference, 2));
    bytes.push(...bigEndian(extents.length, 2));
    for (const { offset, length } of extents) bytes.push(...bigEndian(offset, 4), ...bigEndian(length, 4));
  }
  return box('iloc', bytes);
};

/** `iref` with one more reference for each new item: it describes the primary picture. */
const referenceBox = (existing: Box | undefined, ids: readonly number[], primary: number): Uint8Array => {
  const head = existing?.data ?? Uint8Array.from([0, 0, 0, 0]);
  const idBytes = head[0] === 0 ? 2 : 4;
  const references = ids.map((id) =>
    box('cdsc', [...bigEndian(id, idBytes), 0, 1, ...bigEndian(primary, idBytes)]),
  );
  return box('iref', head, ...references);
};

/**
 * An AVIF file with these blocks of metadata in place of its own: their data go behind the file, the `meta` box lists
 * them, and what it says of places moves by as much as it grows. Undefined for files that are not as encoders write them.
 *
 * @throws ImageError or RangeError where the boxes do not hang together.
 */
export const withAvifMetadata = (
  avif: Uint8Array,
  exif: Uint8Array | undefined,
  xmp: Uint8Array | undefined,
): Uint8Array | undefined => {
  const found = itemsOf(avif);
  if (found === undefined || found.items.length + 2 > MAX_ITEMS) return undefined;
  const { meta, inside, primary } = found;
  const replaced = new Set(
    found.items
      .filter((item) => (exif && item.type === 'Exif') || (xmp && isXmpItem(item)))
      .map(({ id }) => id),
  );
  const items: NewItem[] = [
    // An EXIF block is preceded by the number of bytes to skip.
    ...(exif ? [{ type: 'Exif' as const, data: concatBytes([new Uint8Array(4), exif]) }] : []),
    ...(xmp ? [{ type: 'mime' as const, data: xmp }] : []),
  ];
  const first = 1 + Math.max(...found.items.map(({ id }) => id));
  const iinf = inside.find(({ type }) => type === 'iinf')!;
  const countBytes = iinf.data[0] === 0 ? 2 : 4;
  const kept = [...boxes(iinf.data.subarray(4 + countBytes), LABEL)]
    .filter((info) => !replaced.has(itemOf(info).id))
    .map(({ type, data }) => box(type, data));
  const places = found.places.filter(({ id }) => !replaced.has(id));
  const ids = items.map((_, i) => first + i);
  const isPlain = places.every(
    ({ extents, id }) =>
      id < 65536 && extents.length <= MAX_EXTENTS && extents.every(({ offset }) => offset < 2 ** 31),
  );
  if (!isPlain || first + 2 > 65535 || avif.length > 2 ** 31) return undefined;

  const rebuilt = (shift: number, end: number): Uint8Array => {
    let at = end + 8;
    const added = items.map(({ data }, i): Place => {
      const extents = [{ offset: at, length: data.length }];
      at += data.length;
      return { id: ids[i]!, method: 0, reference: 0, extents };
    });
    const moved = places.map((place) => ({
      ...place,
      extents: place.extents.map(({ offset, length }) => ({
        offset: place.method === 0 && offset >= meta.at + meta.size ? offset + shift : offset,
        length,
      })),
    }));
    const location = locationBox([...moved, ...added]);
    const info = box(
      'iinf',
      iinf.data.subarray(0, 4),
      bigEndian(kept.length + items.length, countBytes),
      ...kept,
      ...items.map((item, i) => infoBox(ids[i]!, item)),
    );
    const reference = inside.find(({ type }) => type === 'iref');
    const own = new Map([
      ['iloc', location],
      ['iinf', info],
      ['iref', referenceBox(withoutReferences(reference, replaced), ids, primary)],
    ]);
    const parts = inside.map(({ type, data }) => own.get(type) ?? box(type, data));
    if (reference === undefined) parts.push(own.get('iref')!);
    return box('meta', meta.data.subarray(0, 4), ...parts);
  };
  // Once for the length, which the numbers in it do not change, and once with them.
  const grown = rebuilt(0, 0).length;
  const end = avif.length - meta.size + grown;
  return concatBytes([
    avif.subarray(0, meta.at),
    rebuilt(grown - meta.size, end),
    avif.subarray(meta.at + meta.size),
    box('mdat', ...items.map(({ data }) => data)),
  ]);
};

/** References of items that are gone would point nowhere. */
const withoutReferences = (reference: Box | undefined, gone: ReadonlySet<number>): Box | undefined => {
  if (reference === undefined || gone.size === 0) return reference;
  const head = reference.data.subarray(0, 4);
  const idBytes = head[0] === 0 ? 2 : 4;
  const kept = [...boxes(reference.data.subarray(4), LABEL)].filter(
    ({ data }) => !gone.has(new Reader(data).uint(idBytes)),
  );
  return { ...reference, data: concatBytes([head, ...kept.map(({ type, data }) => box(type, data))]) };
};
