import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bigLegacy, bigZip } from '../../test-support/big-checkpoint';
import { dict, global, tensor } from '../../test-support/pickle-builder';
import { comparable } from '../../test-support/raw';
import { floats, torchZip } from '../../test-support/torch-builder';
import { loadStateDict, openCheckpoint, writeSafetensors } from '../index';
import { openSource } from '../open-source';
import { openFileSource } from './file-source';
let folder;
let files;
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'srkit-'));
    const zip = bigZip(1024);
    const write = (name, bytes) => {
        writeFileSync(join(folder, name), bytes);
        return join(folder, name);
    };
    files = {
        zip: write('zip.pth', zip),
        legacy: write('legacy.pth', bigLegacy(1024)),
        safetensors: write('st.safetensors', writeSafetensors(await loadStateDict(zip))),
    };
});
afterAll(() => rmSync(folder, { recursive: true }));
// File handles of this process that point into the test's folder.
const openHandles = () => process.platform === 'linux'
    ? Number(execFileSync('sh', [
        '-c',
        `ls -l /proc/${process.pid}/fd 2>/dev/null | grep -c "${folder}" || true`,
    ]).toString())
    : 0;
describe('a file of 64 MB', () => {
    it.each(['zip', 'legacy', 'safetensors'])('%s: listing its names does not read its storages', async (kind) => {
        const source = await openFileSource(files[kind]);
        let bytesRead = 0;
        const counting = {
            ...source,
            read(offset, length) {
                bytesRead += length;
                return source.read(offset, length);
            },
        };
        const checkpoint = await openSource(counting, {});
        expect(checkpoint.byteLength).toBeGreaterThan(64 * 1024 * 1024);
        expect(checkpoint.tensors).toHaveLength(64);
        expect(bytesRead).toBeLessThan(200_000);
        const before = bytesRead;
        expect((await checkpoint.read('body.7.weight')).data[123]).toBe(7);
        expect(bytesRead - before).toBeLessThan(1.1 * 1024 * 1024);
        await checkpoint.close();
    });
    it.each(['zip', 'legacy', 'safetensors'])('%s: is read with progress in bytes', async (kind) => {
        const done = [];
        const state = await loadStateDict(files[kind], {
            onProgress: (progress) => {
                expect(progress).toMatchObject({ total: 64 * 1024 * 1024, unit: 'bytes' });
                done.push(progress.done);
            },
        });
        expect(done[0]).toBe(0);
        expect(done.at(-1)).toBe(64 * 1024 * 1024);
        expect(done).toEqual([...done].sort((a, b) => a - b));
        expect(state.get('body.63.weight').data.at(-1)).toBe(63);
    });
});
describe('file handles', () => {
    it('are freed when opening fails, reading fails, on abort and at the end', async () => {
        const bad = join(folder, 'bad.pth');
        writeFileSync(bad, torchZip(dict({ w: tensor(), x: global('os', 'system') })));
        await expect(openCheckpoint(bad)).rejects.toMatchObject({ code: 'E_CHECKPOINT_FORBIDDEN' });
        writeFileSync(bad, 'not a checkpoint');
        await expect(loadStateDict(bad)).rejects.toMatchObject({ code: 'E_CHECKPOINT_FORMAT' });
        const damaged = torchZip(dict({ w: tensor() }), { 0: floats(6) });
        damaged[60] ^= 1;
        writeFileSync(bad, damaged);
        await expect(loadStateDict(bad)).rejects.toMatchObject({ code: 'E_CHECKPOINT_CHECKSUM' });
        await expect(loadStateDict(files.zip, { key: 'nowhere' })).rejects.toMatchObject({
            code: 'E_CHECKPOINT_KEY',
        });
        await expect(loadStateDict(files.zip, { signal: AbortSignal.abort() })).rejects.toMatchObject({
            name: 'AbortError',
        });
        const abort = new AbortController();
        const reading = loadStateDict(files.zip, {
            signal: abort.signal,
            onProgress: ({ done }) => done > 5_000_000 && abort.abort(),
        });
        await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
        await expect(loadStateDict(files.zip, {
            onProgress: () => {
                throw new Error('from the callback');
            },
        })).rejects.toThrow('from the callback');
        expect((await loadStateDict(files.zip)).size).toBe(64);
        expect(openHandles()).toBe(0);
        const open = await openCheckpoint(files.zip);
        if (process.platform === 'linux')
            expect(openHandles()).toBe(1);
        await open.close();
        expect(openHandles()).toBe(0);
    });
    it('of a file that is cut while open give an error, not zeros', async () => {
        const path = join(folder, 'cut.pth');
        writeFileSync(path, bigZip(64));
        const checkpoint = await openCheckpoint(path);
        truncateSync(path, 1_000_000);
        await expect(checkpoint.readAll()).rejects.toMatchObject({
            code: 'E_CHECKPOINT_CHANGED',
            message: expect.stringMatching(/cut.pth": expected \d+ bytes, but the file now ends at 1000000/),
        });
        await checkpoint.close();
    });
});
describe('sources', () => {
    it('of all kinds give the same tensors', async () => {
        const bytes = bigZip(4);
        const path = join(folder, 'ünï cöde #1.pth');
        writeFileSync(path, bytes);
        const expected = comparable(await loadStateDict(path));
        const shifted = new Uint8Array(bytes.length + 3);
        shifted.set(bytes, 3);
        for (const source of [
            pathToFileURL(path),
            pathToFileURL(path).href,
            bytes,
            shifted.subarray(3),
            bytes.buffer,
            new Blob([bytes]),
            new File([bytes], 'x.pth'),
        ]) {
            expect(comparable(await loadStateDict(source))).toEqual(expected);
        }
    });
    it.each([
        [
            'a missing file',
            () => join(folder, 'nowhere.pth'),
            'E_CHECKPOINT_NOT_FOUND',
            /nowhere.pth": no such file/,
        ],
        [
            'a file in a missing folder',
            () => join(folder, 'no/where.pth'),
            'E_CHECKPOINT_NOT_FOUND',
            /no such file/,
        ],
        ['a file as a folder', () => join(files.zip, 'x'), 'E_CHECKPOINT_NOT_FOUND', /no such file/],
        ['a folder', () => folder, 'E_CHECKPOINT_IO', /is a folder/],
        ['a device', () => '/dev/null', 'E_CHECKPOINT_IO', /not a regular file/],
        ['an empty path', () => '', 'E_CHECKPOINT_NOT_FOUND', /no such file/],
        ['a path with NUL', () => 'a\0b', 'E_CHECKPOINT_IO', /a\\u\{0\}b/],
        ['a number', () => 5, 'E_CHECKPOINT_SOURCE', /got a number/],
        ['null', () => null, 'E_CHECKPOINT_SOURCE', /got null/],
        ['a promise', () => Promise.resolve('x'), 'E_CHECKPOINT_SOURCE', /got a promise: await it first/],
    ])('%s is refused', async (_, source, code, message) => {
        await expect(openCheckpoint(source())).rejects.toMatchObject({
            name: 'CheckpointError',
            code,
            message: expect.stringMatching(message),
        });
    });
    it('pipes are refused instead of waited for', async () => {
        if (process.platform === 'win32')
            return;
        const pipe = join(folder, 'pipe');
        execFileSync('mkfifo', [pipe]);
        await expect(openCheckpoint(pipe)).rejects.toMatchObject({ code: 'E_CHECKPOINT_IO' });
    });
    it('leave no files behind', () => {
        expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    });
});
