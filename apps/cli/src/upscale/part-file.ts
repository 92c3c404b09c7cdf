import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { UpscaledPart } from '@srkit/upscale';

/** Names the layout of the file. */
const MAGIC = 'srkit parts 1\n';
/** Behind it the key and the memory, in digits of one width so that every header has one length. */
const MEMORY_DIGITS = 16;
/** A record's numbers, before its samples; then how many samples there are, their type, and the checksum of it all. */
const FIELDS = ['along', 'strips', 'pass', 'strip', 'line', 'x', 'y', 'width', 'height'] as const;
const TYPES = [Uint8Array, Uint16Array, Float32Array] as const;
/** Read and append, through no link. */
const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
const HEAD_BYTES = 4 * (FIELDS.length + 3);

const headOf = (part: UpscaledPart): Int32Array => {
  const type = TYPES.findIndex((each) => part.data instanceof each);
  return Int32Array.from([...FIELDS.map((field) => part[field]), part.data.length, type, 0]);
};

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const headerOf = (key: string, memory: number): Buffer =>
  Buffer.from(`${MAGIC}${key} ${String(memory).padStart(MEMORY_DIGITS, '0')}\n`);

/** Of the numbers but the checksum, and of the samples. */
const checksum = (head: Int32Array, data: Uint8Array): number =>
  crc32(data, crc32(bytesOf(head.subarray(0, -1)))) | 0;

/**
 * The finished bands of a result, one after the other, so that the work goes on after the process has ended, however it
 * ended: a band that was not written whole is left out. Synchronous, because the thread that computes may be ended at any
 * moment. For one process at a time.
 */
export class PartFile {
  readonly #file: number;
  readonly #key: string;
  #memory: number;
  /** Up to where there are whole records. */
  #end: number;
  /** The disk is full, or gone: the work goes on without. */
  #failed = false;

  private constructor(file: number, key: string, memory: number) {
    this.#file = file;
    this.#key = key;
    this.#memory = memory;
    this.#end = headerOf(key, memory).length;
  }

  /**
   * @param key Names picture, model and options: a file of others is begun anew.
   * @param memory Budget in bytes with which it would be begun.
   * @returns Undefined where something lies under that name that is no such file, such as a link that somebody has put there
   *   for another file to be overwritten, or where none can be made.
   */
  static open(path: string, key: string, memory: number): PartFile | undefined {
    let file: number;
    try {
      file = openSync(path, FLAGS, 0o600);
    } catch {
      return undefined;
    }
    const { size, nlink } = fstatSync(file);
    const found = Buffer.alloc(headerOf(key, memory).length);
    readSync(file, found, 0, found.length, 0);
    const magic = found.subarray(0, Math.min(size, MAGIC.length)).toString('latin1');
    if (nlink !== 1 || !MAGIC.startsWith(magic)) {
      closeSync(file);
      return undefined;
    }
    const kept = Number(found.subarray(-1 - MEMORY_DIGITS, -1).toString('latin1'));
    const isOfKey = Number.isSafeInteger(kept) && kept > 0 && found.equals(headerOf(key, kept));
    const parts = new PartFile(file, key, isOfKey ? kept : memory);
    if (!isOfKey) parts.clear(memory);
    return parts;
  }

  /** The budget in bytes that the bands are cut for. */
  get memory(): number {
    return this.#memory;
  }

  /** Begins anew, with that budget in bytes. */
  clear(memory: number): void {
    ftruncateSync(this.#file, 0);
    this.#memory = memory;
    const header = headerOf(this.#key, memory);
    this.#end = header.length;
    this.#write([header]);
  }

  /** The bands that are there. What is damaged, and all behind it, is cut off when they have been read. */
  *read(): Generator<UpscaledPart> {
    const { size } = fstatSync(this.#file);
    for (;;) {
      const part = this.#readAt(this.#end, size);
      if (!part) break;
      this.#end += HEAD_BYTES + part.data.byteLength;
      yield part;
    }
    if (this.#end < size) ftruncateSync(this.#file, this.#end);
  }

  #readAt(at: number, size: number): UpscaledPart | undefined {
    const head = new Int32Array(HEAD_BYTES / 4);
    if (at + HEAD_BYTES > size) return undefined;
    readSync(this.#file, bytesOf(head), 0, HEAD_BYTES, at);
    const numbers = Object.fromEntries(FIELDS.map((field, i) => [field, head[i]!]));
    const [samples, type, sum] = head.subarray(-3) as unknown as [number, number, number];
    const Samples = TYPES[type];
    if (!Samples || samples < 0 || samples * Samples.BYTES_PER_ELEMENT > size - at - HEAD_BYTES)
      return undefined;
    const data = new Samples(samples);
    readSync(this.#file, bytesOf(data), 0, data.byteLength, at + HEAD_BYTES);
    if (checksum(head, bytesOf(data)) !== sum) return undefined;
    const { along, ...rest } = numbers as Record<(typeof FIELDS)[number], number>;
    return { ...rest, along: along === 1 ? 1 : 2, data };
  }

  /** Adds a band. A disk that is full ends the recording, not the work. */
  append(part: UpscaledPart): void {
    const head = headOf(part);
    const data = bytesOf(part.data);
    head[head.length - 1] = checksum(head, data);
    this.#write([bytesOf(head), data]);
  }

  #write(pieces: readonly Uint8Array[]): void {
    if (this.#failed) return;
    try {
      for (const piece of pieces) {
        for (let at = 0; at < piece.length; ) at += writeSync(this.#file, piece, at);
      }
    } catch {
      this.#failed = true;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
