import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawOf } from '../dataset';
import { openDataset } from '../index';
import { blobSource } from './byte-source';
import { Lmdb } from './lmdb';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const facts = JSON.parse(readFileSync(fixture('many.lmdb.json'), 'utf8')) as Record<string, [number, string]>;
const bytes = readFileSync(fixture('many.lmdb/data.mdb'));

const open = (data: Uint8Array) =>
  Lmdb.open(blobSource(new Blob([data as Uint8Array<ArrayBuffer>]), 'data.mdb'));

/** Everything that a reader does with a file. */
const readAll = async (data: Uint8Array): Promise<Map<string, string>> => {
  const database = await open(data);
  const found = new Map<string, string>();
  for (const key of await database.keys()) {
    const value = await database.get(key, 2 ** 20);
    if (value) found.set(key, createHash('sha256').update(value).digest('hex'));
  }
  return found;
};

describe('an LMDB of Python’s', () => {
  it('gives every key with its value, in leaves and in pages of their own, and none that was removed', async () => {
    const found = await readAll(bytes);
    expect(found.size).toBe(Object.keys(facts).length);
    for (const [key, [, hash]] of Object.entries(facts)) expect(found.get(key)).toBe(hash);
    const database = await open(bytes);
    for (const key of ['0005_s006', '', '0000', 'zzz', '0000_s0011']) {
      expect(await database.get(key, 100)).toBeUndefined();
    }
    await expect(database.get('large_a', 100)).rejects.toMatchObject({ code: 'E_DATASET_TOO_LARGE' });
    expect((await readAll(readFileSync(fixture('empty.lmdb/data.mdb')))).size).toBe(0);
  });

  it('may have the pages of another machine', async () => {
    const large = readFileSync(fixture('large-pages.lmdb/data.mdb'));
    expect(large.readUInt32LE(40)).toBe(16_384);
    const expected = JSON.parse(readFileSync(fixture('large-pages.lmdb.json'), 'utf8')) as typeof facts;
    const found = await readAll(large);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(expected).map(([key, [, hash]]) => [key, hash])),
    );
    expect([found.size, found.has('07'), found.has('large')]).toEqual([90, false, true]);
  });

  it('is a set: by its own list, by its keys, by names with endings', async () => {
    const root = fixture('many.lmdb');
    const listed = await openDataset({ type: 'images', root, metaInfo: 'meta_info.txt' });
    expect(listed.length).toBe(Object.keys(facts).length);
    const { name, gt } = await listed.sample(listed.names.indexOf('large_a.png'), drawOf(0));
    expect([name, gt.width, [...gt.data.subarray(0, 6)]]).toEqual(['large_a.png', 48, [1, 0, 3, 8, 0, 3]]);
    await listed.close();
    const all = await openDataset({ type: 'images', root, limit: 3 });
    expect(all.names).toEqual(['0000_s001.png', '0001_s002.png', '0002_s003.png']);
    expect((await all.sample(2, drawOf(0))).gt.width).toBe(4);
    await all.close();
  });

  it('of another version, cut, or something else is named', async () => {
    const changed = (at: number, value: number): Uint8Array => {
      const copy = Uint8Array.from(bytes);
      copy[at] = value;
      return copy;
    };
    await expect(open(changed(20, 2))).rejects.toThrow('data format 2, expected 1');
    await expect(open(changed(16, 0))).rejects.toThrow(/no LMDB/);
    await expect(open(new Uint8Array(100))).rejects.toMatchObject({ code: 'E_DATASET_LMDB' });
    await expect(open(new Uint8Array(0))).rejects.toMatchObject({ code: 'E_DATASET_LMDB' });
    await expect(readAll(bytes.subarray(0, 8192))).rejects.toMatchObject({ code: 'E_DATASET_LMDB' });
    const folder = join(await mkdtemp(join(tmpdir(), 'srkit-lmdb-')), 'x.lmdb');
    await mkdir(folder);
    await writeFile(join(folder, 'data.mdb'), 'not a database, but long enough'.repeat(20));
    await expect(openDataset({ type: 'images', root: folder })).rejects.toThrow(/no LMDB/);
  });

  it('names a page twice, or a value longer than its page: refused, naming the byte', async () => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const meta = view.getBigUint64(4096 + 144, true) > view.getBigUint64(144, true) ? 4096 : 0;
    const root = Number(view.getBigUint64(meta + 128, true)) * 4096;
    const nodeOf = (page: number, i: number) => page + view.getUint16(page + 16 + 2 * i, true);
    const twice = Uint8Array.from(bytes);
    const [first, second] = [nodeOf(root, 0), nodeOf(root, 1)];
    twice.set(bytes.subarray(first, first + 6), second);
    await expect((await open(twice)).keys()).rejects.toThrow(/names a page twice/);
    const leaf = view.getUint32(first, true) * 4096;
    expect(view.getUint16(leaf + 10, true)).toBe(2);
    const node = nodeOf(leaf, 0);
    const long = Uint8Array.from(bytes);
    new DataView(long.buffer).setUint32(node, 5000, true);
    const [key] = await (await open(bytes)).keys();
    await expect((await open(long)).get(key!, 2 ** 20)).rejects.toThrow(
      `at byte ${node} it has a value of 5000 bytes`,
    );
  });

  it('that is damaged anywhere is refused or read, and ends', { timeout: 60_000 }, async () => {
    let state = 20261127;
    const next = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    let refused = 0;
    for (let run = 0; run < 300; run++) {
      const copy = Uint8Array.from(run % 5 === 4 ? bytes.subarray(0, next(bytes.length)) : bytes);
      // Mostly where the structure is: heads of pages and their lists of nodes.
      const at =
        copy.length === 0
          ? 0
          : (next(Math.ceil(copy.length / 4096)) * 4096 + next(run % 2 ? 160 : 4096)) % copy.length;
      for (let i = 0; i <= run % 3; i++) copy[at + i] = [0, 255, next(256)][run % 3]!;
      await readAll(copy).catch((error: Error & { code?: string }) => {
        refused++;
        expect(error.code, error.stack).toMatch(/^E_DATASET_(LMDB|TOO_LARGE)$/);
      });
    }
    expect(refused).toBeGreaterThan(60);
  });
});
