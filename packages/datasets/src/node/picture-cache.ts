import { createHash } from 'node:crypto';
import type { Raster } from '@srkit/core';
import type { DecodedPictures } from '../stores/store';

/** What threads share: plain buffers, which a message can carry. */
export interface CacheMemory {
  readonly pixels: SharedArrayBuffer;
  readonly table: SharedArrayBuffer;
}

/** Pictures begin at multiples of this many bytes, so that their places fit 32 bits. */
const UNIT = 64;
/** Pictures of training sets are larger than this; a table for smaller ones would be full first. */
const LEAST_PICTURE = 8192;
const KEY_WORDS = 4;
/** State, key, place, width, height. */
const ENTRY_WORDS = KEY_WORDS + 4;
const HEADER_WORDS = 1;
const [FREE, WRITING, READY] = [0, 1, 2];
/** Entries that are looked at for a key. */
const PROBES = 32;

/** Memory for pictures of so many bytes together. It is taken from the system as it is filled. */
export const cacheMemory = (bytes: number): CacheMemory => {
  const entries = 2 ** Math.ceil(Math.log2(Math.max(bytes / LEAST_PICTURE, 64)));
  return {
    pixels: new SharedArrayBuffer(Math.floor(bytes / UNIT) * UNIT),
    table: new SharedArrayBuffer(4 * (HEADER_WORDS + entries * ENTRY_WORDS)),
  };
};

/**
 * Decoded pictures that all threads of a loader find: what one has decoded no other one decodes again. What is in stays in,
 * and nothing enters when it is full: the places of an epoch are in random order, so that no picture is likelier to be needed
 * soon than another, and throwing out the oldest would throw out what comes next.
 *
 * An entry is claimed, filled and then declared ready; one whose thread dies in between is never ready, and lost.
 */
export class PictureCache implements DecodedPictures {
  readonly #pixels: Uint8Array;
  readonly #table: Int32Array;
  readonly #entries: number;
  /** Of the store that the pictures are of: two of a set may have the same names. */
  readonly #store: number;

  constructor({ pixels, table }: CacheMemory, store: number) {
    this.#pixels = new Uint8Array(pixels);
    this.#table = new Int32Array(table);
    this.#entries = (this.#table.length - HEADER_WORDS) / ENTRY_WORDS;
    this.#store = store;
  }

  /** A copy of a picture, RGB of 8 bits; undefined when it is not there. */
  get(name: string): Raster | undefined {
    const key = this.#keyOf(name);
    for (let probe = 0; probe < PROBES; probe++) {
      const entry = this.#entryAt(key, probe);
      const state = Atomics.load(this.#table, entry);
      if (state === FREE) return undefined;
      if (state !== READY || key.some((word, i) => this.#table[entry + 1 + i] !== word)) continue;
      const facts = entry + 1 + KEY_WORDS;
      const [from, width, height] = [
        this.#table[facts]! * UNIT,
        this.#table[facts + 1]!,
        this.#table[facts + 2]!,
      ];
      return { width, height, channels: 3, data: this.#pixels.slice(from, from + 3 * width * height) };
    }
    return undefined;
  }

  /** Keeps a picture, if there is room. */
  put(name: string, { width, height, data }: Raster): void {
    const key = this.#keyOf(name);
    for (let probe = 0; probe < PROBES; probe++) {
      const entry = this.#entryAt(key, probe);
      if (Atomics.compareExchange(this.#table, entry, FREE, WRITING) !== FREE) continue;
      const at = this.#room(Math.ceil(data.byteLength / UNIT));
      if (at === undefined) {
        Atomics.store(this.#table, entry, FREE);
        return;
      }
      this.#pixels.set(data, at * UNIT);
      this.#table.set([...key, at, width, height], entry + 1);
      Atomics.store(this.#table, entry, READY);
      return;
    }
  }

  /** Takes so many units. */
  #room(units: number): number | undefined {
    for (;;) {
      const at = Atomics.load(this.#table, 0);
      if (units > this.#pixels.length / UNIT - at) return undefined;
      if (Atomics.compareExchange(this.#table, 0, at, at + units) === at) return at;
    }
  }

  #keyOf(name: string): Int32Array {
    const digest = createHash('sha256').update(`${this.#store}\0${name}`).digest();
    return Int32Array.from({ length: KEY_WORDS }, (_, i) => digest.readInt32LE(4 * i));
  }

  #entryAt(key: Int32Array, probe: number): number {
    return HEADER_WORDS + (((key[0]! >>> 0) + probe) % this.#entries) * ENTRY_WORDS;
  }
}
