import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../../scripts/quick-build.mjs';
import type { EchoMethods } from '../testing/echo-worker';
import { openWorker } from './node';
import { WorkerPool } from './worker-pool';

let folder: string;
let url: URL;
beforeAll(async () => {
  // Threads run JavaScript. Inside the repository, so that dependencies are found from there.
  const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'workers-'));
  await bundle([fileURLToPath(new URL('../testing/echo-worker.ts', import.meta.url))], folder);
  url = pathToFileURL(join(folder, 'dist/echo-worker.js'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (start: unknown = 'hello', env = {}) =>
  openWorker<EchoMethods, string>(url, start, { remedy: 'Try less.', env });

describe('a worker', () => {
  it('says what it started with, answers, and tells how far it is', async () => {
    const worker = await open('hello', { ECHO: 'from the environment' });
    const done: number[] = [];
    const onProgress = (progress: { done: number }): void => void done.push(progress.done);
    expect(worker.facts).toBe('hello from the environment');
    expect(await worker.call('echo', new Uint8Array([1, 2]), { onProgress })).toEqual(new Uint8Array([1, 2]));
    expect(done).toEqual([1]);
    await worker.close();
  });

  it('that is asked several things at once does one after the other', async () => {
    const worker = await open();
    const answers = await Promise.allSettled([
      worker.call('thread', 40),
      worker.call('fail', 'E_CONFIG_X'),
      worker.call('echo', new Uint8Array([1])),
      worker.call('echo', new Uint8Array([2]), { signal: AbortSignal.abort(new Error('stopped')) }),
      worker.call('echo', new Uint8Array([3])),
    ]);
    expect(answers.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, false, true]);
    expect(answers.at(-1)).toMatchObject({ value: new Uint8Array([3]) });
    await worker.close();
    await expect(worker.call('echo', new Uint8Array(1))).rejects.toMatchObject({ code: 'E_DEVICE_LOST' });
  });

  it('throws errors with the name, code and stack that they had there', async () => {
    const worker = await open();
    const error = await worker.call('fail', 'E_CONFIG_X').catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'ConfigError', code: 'E_CONFIG_X', message: 'as told' });
    expect((error as Error).stack).toContain('echo-worker');
    expect(await worker.call('echo', new Uint8Array(1))).toHaveLength(1);
    await worker.close();
    await expect(open('refuse')).rejects.toMatchObject({ message: 'refused to start' });
  });

  it('that dies is reported, with what to do, and called no more', async () => {
    const worker = await open();
    for (const _ of [1, 2]) {
      await expect(worker.call('die', null)).rejects.toMatchObject({
        code: 'E_DEVICE_LOST',
        message: 'The computation ended unexpectedly (exit code 7). Try less.',
      });
    }
    expect(worker.ended).toBe(true);
    await expect(openWorker(new URL('file:///none.js'), 0, { remedy: 'Try less.' })).rejects.toMatchObject({
      code: 'E_DEVICE_LOST',
    });
  });
});

describe('a pool', () => {
  it('starts as many workers as are needed, and no more than it may', async () => {
    let started = 0;
    const pool = new WorkerPool<EchoMethods, string>({
      size: 2,
      open() {
        started++;
        return open();
      },
    });
    await pool.call('echo', new Uint8Array(1));
    await pool.call('echo', new Uint8Array(1));
    expect(started).toBe(1);
    const threads = await Promise.all([1, 2, 3, 4, 5].map(() => pool.call('thread', 30)));
    expect([started, new Set(threads).size]).toEqual([2, 2]);
    await pool.close();
  });

  it('replaces a worker that an abort has ended, or that has died', async () => {
    const pool = new WorkerPool<EchoMethods, string>({ size: 1, open });
    const controller = new AbortController();
    const endless = pool.call('thread', 60_000, { signal: controller.signal });
    const next = pool.call('echo', new Uint8Array(3));
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(endless).rejects.toThrow('enough');
    expect(await next).toHaveLength(3);
    await expect(pool.call('die', null)).rejects.toMatchObject({ code: 'E_DEVICE_LOST' });
    expect(await pool.call('echo', new Uint8Array(4))).toHaveLength(4);
    await pool.close();
  });

  it('that is closed rejects all calls, starts nothing more, and ends what was starting', async () => {
    const opened: Awaited<ReturnType<typeof open>>[] = [];
    const pool = new WorkerPool<EchoMethods, string>({
      size: 2,
      open: async () => {
        const worker = await open();
        opened.push(worker);
        return worker;
      },
    });
    await pool.call('echo', new Uint8Array(1));
    // One runs, one has to be started, two wait.
    const calls = [1, 2, 3, 4].map(() => pool.call('thread', 60_000).catch((error: Error) => error));
    await pool.close();
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: 'E_DEVICE_LOST' });
    expect(opened).toHaveLength(2);
    expect(opened.every((worker) => worker.ended)).toBe(true);
    await expect(pool.call('echo', new Uint8Array(1))).rejects.toThrow('closed');
  });

  it('goes on when a worker does not start', async () => {
    let attempts = 0;
    const pool = new WorkerPool<EchoMethods, string>({
      size: 1,
      open: () => open(attempts++ === 0 ? 'refuse' : 'hello'),
    });
    const calls = [1, 2].map(() => pool.call('echo', new Uint8Array(1)));
    await expect(calls[0]).rejects.toThrow('refused to start');
    expect(await calls[1]).toHaveLength(1);
    await pool.close();
  });
});
