import { afterEach, describe, expect, it } from 'vitest';
import { bigZip } from '../../test-support/big-checkpoint';
import { serveFile } from '../../test-support/file-server';
import { comparable } from '../../test-support/raw';
import { loadStateDict, openCheckpoint } from '../index';
import * as browser from '../index.browser';
const FILE = bigZip(64);
const servers = [];
const serve = async (options = {}) => {
    const server = await serveFile({ bytes: FILE, ranges: true, etag: '"1"', ...options });
    servers.push(server);
    return server;
};
afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
});
describe('a server with ranges', () => {
    it('sends names for a few requests, and everything for a few more', async () => {
        const server = await serve();
        const checkpoint = await openCheckpoint(server.url);
        expect(checkpoint.byteLength).toBe(FILE.length);
        expect(checkpoint.tensors).toHaveLength(64);
        expect(server.requests.length).toBeLessThanOrEqual(4);
        expect(server.sent).toBeLessThan(300_000);
        expect((await checkpoint.read('body.63.weight')).data[5]).toBe(63);
        const before = server.requests.length;
        expect(comparable(await checkpoint.readAll())).toEqual(comparable(await loadStateDict(FILE)));
        expect(server.requests.length - before).toBeLessThan(16);
        await checkpoint.close();
    });
    it('works from a URL object and in a browser', async () => {
        const server = await serve();
        const state = await browser.loadStateDict(new URL(server.url));
        expect(comparable(state)).toEqual(comparable(await loadStateDict(FILE)));
    });
    it('that hides Content-Range is asked for the length with HEAD', async () => {
        const server = await serve({ hideContentRange: true });
        const checkpoint = await openCheckpoint(server.url);
        expect(checkpoint.tensors).toHaveLength(64);
        expect(server.requests).toContain('HEAD');
        expect(server.sent).toBeLessThan(300_000);
    });
    it('whose file changes meanwhile is noticed', async () => {
        const server = await serve();
        const checkpoint = await openCheckpoint(server.url);
        server.file.etag = '"2"';
        await expect(checkpoint.readAll()).rejects.toMatchObject({ code: 'E_CHECKPOINT_CHANGED' });
        server.file.etag = '"1"';
        server.file.bytes = FILE.subarray(0, FILE.length / 2);
        await expect(checkpoint.readAll()).rejects.toMatchObject({ code: 'E_CHECKPOINT_CHANGED' });
        server.file.ranges = false;
        await expect(checkpoint.readAll()).rejects.toMatchObject({ code: 'E_CHECKPOINT_CHANGED' });
    });
    it('that breaks off is reported', async () => {
        const server = await serve({ dropAfter: 40_000 });
        await expect(openCheckpoint(server.url)).rejects.toMatchObject({ code: 'E_CHECKPOINT_NETWORK' });
    });
    it('with an empty file says so', async () => {
        const server = await serve({ bytes: new Uint8Array(0) });
        await expect(openCheckpoint(server.url)).rejects.toMatchObject({ code: 'E_CHECKPOINT_EMPTY' });
    });
});
describe('a server without ranges', () => {
    it('sends the file once, whole', async () => {
        const server = await serve({ ranges: false });
        expect(comparable(await loadStateDict(server.url))).toEqual(comparable(await loadStateDict(FILE)));
        expect(server.requests).toHaveLength(1);
    });
    it('must not announce more than may be held', async () => {
        const server = await serve({
            answer: (_, response) => void response.writeHead(200, { 'content-length': 2 ** 40 }).write('x'),
        });
        await expect(openCheckpoint(server.url)).rejects.toMatchObject({ code: 'E_CHECKPOINT_TOO_LARGE' });
    });
});
describe('errors', () => {
    it.each([
        [404, 'E_CHECKPOINT_NOT_FOUND'],
        [403, 'E_CHECKPOINT_NETWORK'],
        [500, 'E_CHECKPOINT_NETWORK'],
    ])('status %d', async (status, code) => {
        const server = await serve({ answer: (_, response) => void response.writeHead(status).end('<html>') });
        await expect(openCheckpoint(server.url)).rejects.toMatchObject({
            code,
            message: expect.stringContaining(`answered ${status}`),
        });
    });
    it('an HTML page with status 200', async () => {
        const server = await serve({
            bytes: new TextEncoder().encode('\n<!DOCTYPE html><title>Sign in</title>'),
        });
        await expect(openCheckpoint(server.url)).rejects.toMatchObject({
            code: 'E_CHECKPOINT_FORMAT',
            message: expect.stringMatching(/this is an HTML page; the download went wrong/),
        });
    });
    it('nobody there', async () => {
        const server = await serve();
        await server.close();
        await expect(openCheckpoint(server.url)).rejects.toMatchObject({ code: 'E_CHECKPOINT_NETWORK' });
    });
    it('an abort gives its reason, while opening and while reading', async () => {
        const server = await serve({ answer: () => undefined });
        const opening = openCheckpoint(server.url, { signal: AbortSignal.timeout(30) });
        await expect(opening).rejects.toMatchObject({ name: 'TimeoutError' });
        server.file.answer = undefined;
        const checkpoint = await openCheckpoint(server.url);
        server.file.answer = () => undefined;
        const abort = new AbortController();
        const reading = checkpoint.readAll({ signal: abort.signal });
        const reason = new Error('enough');
        setTimeout(() => abort.abort(reason), 20);
        await expect(reading).rejects.toBe(reason);
    });
    it("the caller's own fetch is used", async () => {
        const asked = [];
        const own = async (url) => {
            asked.push(String(url));
            return new Response(FILE);
        };
        expect((await loadStateDict('https://example.invalid/x4.pth', { fetch: own })).size).toBe(64);
        expect(asked).toEqual(['https://example.invalid/x4.pth']);
    });
});
