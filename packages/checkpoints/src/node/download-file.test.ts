import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileServer, type ServedFile, serveFile } from '../../test-support/file-server';
import { downloadFile } from '../index';

const BYTES = Uint8Array.from({ length: 500_000 }, (_, i) => (i * 7919) >> 3);
const OTHER = BYTES.map((byte) => byte ^ 1);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let folder: string;
let path: string;
let server: FileServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'srkit-'));
  path = join(folder, 'net.pth');
  server = await serveFile({ bytes: BYTES, ranges: true, etag: '"1"' });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const serve = (options: Partial<ServedFile>) => Object.assign(server.file, options);
const part = () => statSync(`${path}.part`).size;

/** Makes a part of some bytes, by a connection that breaks when they have been written: what is on its way is lost. */
const interrupt = async (): Promise<number> => {
  serve({ stallAfter: 200_000 });
  const downloading = downloadFile(server.url, path, {
    onProgress: ({ done }) => done >= 200_000 && server.drop(),
  });
  await expect(downloading).rejects.toMatchObject({ code: 'E_CHECKPOINT_NETWORK' });
  serve({ stallAfter: undefined });
  expect(existsSync(path)).toBe(false);
  server.requests.length = 0;
  return part();
};

const expectWhole = (bytes = BYTES) => {
  expect(sha256(readFileSync(path))).toBe(sha256(bytes));
  expect(readdirSync(folder)).toEqual(['net.pth']);
};

describe('downloadFile', () => {
  it('downloads, reports progress and verifies', async () => {
    const done: number[] = [];
    const result = await downloadFile(server.url, path, {
      sha256: sha256(BYTES).toUpperCase(),
      onProgress: (progress) => {
        expect(progress).toMatchObject({ total: BYTES.length, unit: 'bytes' });
        done.push(progress.done);
      },
    });
    expect(result).toEqual({ path, bytes: BYTES.length, sha256: sha256(BYTES), resumed: false });
    expect([done[0], done.at(-1)]).toEqual([0, BYTES.length]);
    expectWhole();
  });

  it('removes what a download that was killed had not finished noting', async () => {
    const left = join(folder, `.srkit-00000000-2-1-${'0'.repeat(16)}.tmp`);
    writeFileSync(left, '');
    utimesSync(left, 0, 0);
    await downloadFile(server.url, path);
    expectWhole();
  });

  it('goes on after a broken connection', async () => {
    const had = await interrupt();
    expect(had).toBe(200_000);
    const result = await downloadFile(server.url, path, { sha256: sha256(BYTES) });
    expect(result).toMatchObject({ bytes: BYTES.length, resumed: true });
    expect(server.requests).toEqual(['GET bytes=200000-']);
    expectWhole();
  });

  it('goes on by date when there is no ETag', async () => {
    serve({ etag: undefined, lastModified: 'Wed, 21 Oct 2015 07:28:00 GMT' });
    await interrupt();
    expect(await downloadFile(server.url, path)).toMatchObject({ resumed: true });
    expectWhole();
  });

  it('starts again when the file has changed', async () => {
    await interrupt();
    serve({ bytes: OTHER, etag: '"2"' });
    expect(await downloadFile(server.url, path)).toMatchObject({ resumed: false, sha256: sha256(OTHER) });
    expectWhole(OTHER);
  });

  it('starts again when the server continues another file all the same', async () => {
    await interrupt();
    serve({
      answer: (request, response) => {
        const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
        response.writeHead(from ? 206 : 200, {
          etag: '"2"',
          'content-length': OTHER.length - from,
          ...(from ? { 'content-range': `bytes ${from}-${OTHER.length - 1}/${OTHER.length}` } : {}),
        });
        response.end(OTHER.subarray(from));
      },
    });
    expect(await downloadFile(server.url, path)).toMatchObject({ resumed: false, sha256: sha256(OTHER) });
    expectWhole(OTHER);
  });

  it('starts again when the server ignores ranges, names no version, or the URL is another', async () => {
    await interrupt();
    serve({ ranges: false });
    expect(await downloadFile(server.url, path)).toMatchObject({ resumed: false });
    expectWhole();
    rmSync(path);

    serve({ ranges: true, etag: undefined });
    await interrupt();
    expect(await downloadFile(server.url, path)).toMatchObject({ resumed: false });
    expectWhole();
    rmSync(path);

    serve({ etag: '"1"' });
    await interrupt();
    expect(await downloadFile(`${server.url}?v=2`, path)).toMatchObject({ resumed: false });
    expectWhole();
  });

  it('starts again from a part of unknown origin', async () => {
    writeFileSync(`${path}.part`, 'something');
    expect(await downloadFile(server.url, path)).toMatchObject({ resumed: false });
    expectWhole();
    rmSync(path);
    writeFileSync(`${path}.part`, 'something');
    writeFileSync(`${path}.part.json`, '{"url": 5');
    expect(await downloadFile(server.url, path)).toMatchObject({ resumed: false });
    expectWhole();
  });

  it('finishes a part that is complete without asking again', async () => {
    await interrupt();
    writeFileSync(`${path}.part`, BYTES);
    expect(await downloadFile(server.url, path)).toMatchObject({ resumed: true, sha256: sha256(BYTES) });
    expect(server.requests).toEqual([]);
    expectWhole();
  });

  it('throws away bytes with another SHA-256', async () => {
    await expect(downloadFile(server.url, path, { sha256: sha256(OTHER) })).rejects.toMatchObject({
      code: 'E_CHECKPOINT_SHA256',
      message: expect.stringContaining(sha256(BYTES)),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps the part when aborted, and goes on from it', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    serve({
      answer: (_, response) => {
        response.writeHead(200, { etag: '"1"', 'content-length': BYTES.length });
        response.write(BYTES.subarray(0, 100_000));
      },
    });
    const downloading = downloadFile(server.url, path, {
      signal: abort.signal,
      onProgress: ({ done }) => done >= 100_000 && abort.abort(reason),
    });
    await expect(downloading).rejects.toBe(reason);
    expect(part()).toBe(100_000);
    serve({ answer: undefined });
    expect(await downloadFile(server.url, path)).toMatchObject({ resumed: true });
    expectWhole();
    await expect(
      downloadFile(server.url, path, { overwrite: true, signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    expectWhole();
  });

  it('lets calls for one path follow each other', async () => {
    serve({
      answer: (_, response) => {
        response.writeHead(200, { 'content-length': BYTES.length });
        response.write(BYTES.subarray(0, 100_000));
        setTimeout(() => response.end(BYTES.subarray(100_000)), 100);
      },
    });
    let waits = 0;
    const onWait = (): void => void waits++;
    const results = await Promise.allSettled([1, 2].map(() => downloadFile(server.url, path, { onWait })));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'E_CHECKPOINT_EXISTS' },
    });
    expect(waits).toBe(1);
    expectWhole();
  });

  it('shows the file before it gets its name, and throws away what is refused', async () => {
    const seen: unknown[] = [];
    const refusal = new Error('no network');
    const refused = downloadFile(server.url, path, {
      check: async (received) => {
        seen.push(received, existsSync(path), sha256(readFileSync(received.path)));
        throw refusal;
      },
    });
    await expect(refused).rejects.toBe(refusal);
    const whole = { path: `${path}.part`, bytes: BYTES.length, sha256: sha256(BYTES) };
    expect(seen).toEqual([whole, false, sha256(BYTES)]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<[string, ServedFile['answer']]>([
    ['no answer', () => undefined],
    [
      'half an answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': BYTES.length });
        response.write(BYTES.subarray(0, 100_000));
      },
    ],
  ])('gives up a server that falls silent: %s', async (_, answer) => {
    serve({ answer });
    await expect(downloadFile(server.url, path, { silence: 200 })).rejects.toMatchObject({
      code: 'E_CHECKPOINT_NETWORK',
      message: expect.stringContaining('has sent nothing for 0.2 seconds'),
    });
  });

  it("writes through nobody else's links", async () => {
    const victim = join(folder, 'victim');
    for (const name of ['net.pth.part', 'net.pth.part.json']) {
      writeFileSync(victim, 'precious');
      symlinkSync('victim', join(folder, name));
      await downloadFile(server.url, path, { overwrite: true });
      expect(readFileSync(victim, 'utf8')).toBe('precious');
      expect(readdirSync(folder).sort()).toEqual(['net.pth', 'victim']);
    }
  });

  it('overwrites only when told', async () => {
    writeFileSync(path, 'precious');
    await expect(downloadFile(server.url, path)).rejects.toMatchObject({ code: 'E_CHECKPOINT_EXISTS' });
    expect(readFileSync(path, 'utf8')).toBe('precious');
    expect(server.requests).toEqual([]);
    await downloadFile(server.url, path, { overwrite: true });
    expectWhole();
  });

  it.each<[string, ServedFile['answer'], string]>([
    ['404', (_, response) => void response.writeHead(404).end(), 'E_CHECKPOINT_NOT_FOUND'],
    ['503', (_, response) => void response.writeHead(503).end(), 'E_CHECKPOINT_NETWORK'],
    [
      'a page',
      (_, response) =>
        void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<p>'),
      'E_CHECKPOINT_DOWNLOAD',
    ],
    [
      'a length beyond the limit',
      (_, response) => void response.writeHead(200, { 'content-length': 2 ** 50 }).write('x'),
      'E_CHECKPOINT_TOO_LARGE',
    ],
    [
      'a body shorter than announced',
      (_, response) => {
        response.writeHead(200, { 'content-length': 10 });
        response.write('x', () => response.destroy());
      },
      'E_CHECKPOINT_NETWORK',
    ],
  ])('refuses %s', async (_, answer, code) => {
    serve({ answer });
    await expect(downloadFile(server.url, path)).rejects.toMatchObject({ name: 'CheckpointError', code });
    expect(existsSync(path)).toBe(false);
  });

  it('says when the folder is missing', async () => {
    await expect(downloadFile(server.url, join(folder, 'no', 'net.pth'))).rejects.toMatchObject({
      code: 'E_CHECKPOINT_NOT_FOUND',
    });
  });
});
