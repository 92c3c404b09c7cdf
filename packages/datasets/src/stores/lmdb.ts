import { DatasetError } from '@srkit/core';
import type { ByteSource } from './byte-source';

/*
 * LMDB's file (data format 1, that of LMDB 0.9 and Python's `lmdb`; 64 bits, little endian): pages of one size. The first two
 * say where the tree's root is, the one of the later transaction counts. A branch's nodes name pages by the smallest key in
 * them, a leaf's hold keys and values; a value too large for a leaf lies in pages of its own, one after the other.
 */
const MAGIC = 0xbeefc0de;
const HEADER = 16;
const META_BYTES = 152;
const NO_PAGE = 2n ** 64n - 1n;

const BRANCH = 0x01;
const LEAF = 0x02;
const OVERFLOW = 0x04;
const META = 0x08;

const BIG_VALUE = 0x01;

/** What LMDB itself can write. */
const PAGE_SIZES = { least: 256, most: 65_536 };
const MOST_LEVELS = 32;
const MAX_KEY = 2000;

/** Pages that lookups of neighbouring keys share. */
const CACHED_PAGES = 1024;

interface Page {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly isLeaf: boolean;
  /** Where its nodes begin. */
  readonly nodes: readonly number[];
}

const utf8 = new TextDecoder();

const compareBytes = (a: Uint8Array, b: Uint8Array): number => {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
};

/** Reads an LMDB that nobody writes to meanwhile. Whatever the file says is checked against its size before it is used. */
export class Lmdb {
  readonly #source: ByteSource;
  readonly #pageSize: number;
  readonly #root: number | undefined;
  readonly #levels: number;
  readonly #pages: number;
  readonly #cache = new Map<number, Page>();
  /** Keys that the file says it has. */
  readonly entries: number;

  private constructor(source: ByteSource, pageSize: number, meta: DataView) {
    this.#source = source;
    this.#pageSize = pageSize;
    this.#pages = Math.floor(source.size / pageSize);
    this.#levels = meta.getUint16(94, true);
    const [entries, root] = [meta.getBigUint64(120, true), meta.getBigUint64(128, true)];
    if (this.#levels > MOST_LEVELS)
      throw damaged(source, 128, `says that its tree has ${this.#levels} levels`);
    this.#root = root === NO_PAGE ? undefined : Number(root);
    // No key without a node of eight bytes.
    if (entries > BigInt(source.size)) throw damaged(source, 120, `says that it has ${entries} keys`);
    this.entries = Number(entries);
  }

  /** @throws DatasetError `E_DATASET_LMDB` for what is no LMDB, one of another format, or damaged. */
  static async open(source: ByteSource): Promise<Lmdb> {
    const first = await source.read(0, META_BYTES);
    const meta0 = metaOf(source, first, 0);
    const pageSize = meta0.getUint32(40, true);
    const isPower = (pageSize & (pageSize - 1)) === 0;
    if (pageSize < PAGE_SIZES.least || pageSize > PAGE_SIZES.most || !isPower) {
      throw damaged(source, 40, `says that its pages have ${pageSize} bytes`);
    }
    const meta1 = metaOf(source, await source.read(pageSize, META_BYTES), pageSize);
    const later = meta1.getBigUint64(144, true) > meta0.getBigUint64(144, true) ? meta1 : meta0;
    return new Lmdb(source, pageSize, later);
  }

  /** A value; undefined where there is no such key. @throws DatasetError `E_DATASET_LMDB`, `E_DATASET_TOO_LARGE`. */
  async get(key: string, maxBytes: number): Promise<Uint8Array | undefined> {
    const wanted = new TextEncoder().encode(key);
    if (this.#root === undefined) return undefined;
    let number = this.#root;
    for (let level = 1; level <= this.#levels; level++) {
      const page = await this.#page(number);
      const [at, exact] = this.#find(page, number, wanted);
      if (page.isLeaf) return exact ? this.#value(page, number, page.nodes[at]!, maxBytes) : undefined;
      number = this.#child(page, page.nodes[at]!);
    }
    throw damaged(
      this.#source,
      number * this.#pageSize,
      `has more than the ${this.#levels} levels that it names`,
    );
  }

  /** All keys in their order, which is that of bytes. */
  async keys(signal?: AbortSignal): Promise<string[]> {
    const keys: string[] = [];
    if (this.#root === undefined) return keys;
    const seen = new Set<number>();
    const walk = async (number: number, level: number): Promise<void> => {
      signal?.throwIfAborted();
      const offset = number * this.#pageSize;
      if (seen.has(number)) throw damaged(this.#source, offset, 'names a page twice');
      if (level > this.#levels) throw damaged(this.#source, offset, 'has more levels than it names');
      seen.add(number);
      const page = await this.#page(number);
      for (const node of page.nodes) {
        if (page.isLeaf) keys.push(utf8.decode(this.#key(page, number, node)));
        else await walk(this.#child(page, node), level + 1);
      }
    };
    await walk(this.#root, 1);
    return keys;
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  /** The last node whose key is not larger, and whether it is the same; a branch's first node stands for all below. */
  #find(page: Page, number: number, wanted: Uint8Array): readonly [at: number, exact: boolean] {
    let [low, high] = [page.isLeaf ? 0 : 1, page.nodes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = compareBytes(this.#key(page, number, page.nodes[middle]!), wanted);
      if (order === 0) return [middle, true];
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return [page.isLeaf ? low : low - 1, false];
  }

  #key({ bytes, view }: Page, number: number, node: number): Uint8Array {
    const length = view.getUint16(node + 6, true);
    if (length > MAX_KEY || node + 8 + length > bytes.length) {
      throw damaged(this.#source, number * this.#pageSize + node, `has a key of ${length} bytes`);
    }
    return bytes.subarray(node + 8, node + 8 + length);
  }

  #child({ view }: Page, node: number): number {
    return view.getUint32(node, true) + view.getUint16(node + 4, true) * 2 ** 32;
  }

  async #value(page: Page, number: number, node: number, maxBytes: number): Promise<Uint8Array> {
    const { bytes, view } = page;
    const offset = number * this.#pageSize + node;
    const length = view.getUint32(node, true);
    const flags = view.getUint16(node + 4, true);
    const start = node + 8 + this.#key(page, number, node).length;
    if (length > maxBytes) {
      throw new DatasetError(
        'E_DATASET_TOO_LARGE',
        `${this.#source.label}, offset ${offset}: a value of ${length} bytes; a file of its kind may have ${maxBytes}.`,
      );
    }
    if (flags === 0) {
      if (start + length > bytes.length)
        throw damaged(this.#source, offset, `has a value of ${length} bytes`);
      return bytes.slice(start, start + length);
    }
    if (flags !== BIG_VALUE || start + 8 > bytes.length) {
      throw damaged(this.#source, offset, 'holds a database inside, or several values of one key');
    }
    const first = view.getBigUint64(start, true);
    const at = Number(first) * this.#pageSize;
    if (first >= BigInt(this.#pages) || at + HEADER + length > this.#source.size) {
      throw damaged(this.#source, offset, `has a value of ${length} bytes in page ${first}, beyond its end`);
    }
    const whole = await this.#source.read(at, HEADER + length);
    const header = new DataView(whole.buffer, whole.byteOffset, HEADER);
    const pages = header.getUint32(12, true);
    if (header.getUint16(10, true) !== OVERFLOW || pages * this.#pageSize < HEADER + length) {
      throw damaged(this.#source, at, `is not the ${length} bytes that are named`);
    }
    return whole.subarray(HEADER);
  }

  async #page(number: number): Promise<Page> {
    const known = this.#cache.get(number);
    if (known) return known;
    const offset = number * this.#pageSize;
    if (number >= this.#pages) throw damaged(this.#source, offset, `names page ${number}, beyond its end`);
    const bytes = await this.#source.read(offset, this.#pageSize);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [flags, lower] = [view.getUint16(10, true), view.getUint16(12, true)];
    const count = (lower - HEADER) / 2;
    const isTree = flags === BRANCH || flags === LEAF;
    if (!isTree || view.getBigUint64(0, true) !== BigInt(number) || !Number.isInteger(count) || count < 1) {
      throw damaged(this.#source, offset, `is no page ${number} of a tree`);
    }
    if (lower > bytes.length) throw damaged(this.#source, offset, `has ${count} keys in a page`);
    const nodes = Array.from({ length: count }, (_, i) => view.getUint16(HEADER + 2 * i, true));
    if (nodes.some((node) => node < lower || node + 8 > bytes.length)) {
      throw damaged(this.#source, offset, 'has a key outside of its page');
    }
    const page = { bytes, view, isLeaf: flags === LEAF, nodes };
    if (this.#cache.size >= CACHED_PAGES) this.#cache.delete(this.#cache.keys().next().value as number);
    this.#cache.set(number, page);
    return page;
  }
}

const damaged = ({ label }: ByteSource, offset: number, what: string): DatasetError =>
  new DatasetError(
    'E_DATASET_LMDB',
    `${label} is a damaged LMDB: at byte ${offset} it ${what}. Copy it anew, or make it again.`,
  );

const metaOf = (source: ByteSource, bytes: Uint8Array, offset: number): DataView => {
  if (bytes.length < META_BYTES) throw damaged(source, offset, 'ends');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if ((view.getUint16(10, true) & META) === 0 || view.getUint32(16, true) !== MAGIC) {
    if (offset > 0) throw damaged(source, offset, 'has no second meta page');
    throw new DatasetError(
      'E_DATASET_LMDB',
      `${source.label} is no LMDB of a 64-bit little-endian machine. Expected data.mdb as Python's lmdb writes it.`,
    );
  }
  const version = view.getUint32(20, true);
  if (version !== 1) {
    throw new DatasetError(
      'E_DATASET_LMDB',
      `${source.label} has LMDB's data format ${version}, expected 1, that of LMDB 0.9. Write it with Python's lmdb, as BasicSR's scripts do.`,
    );
  }
  return view;
};
