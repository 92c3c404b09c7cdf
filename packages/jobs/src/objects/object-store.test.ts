import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ObjectServer, startObjectServer } from '../testing/object-server';
import { ObjectResults } from './object-results';
import { ObjectStore } from './object-store';
import { isObjectUrl, parseObjectUrl } from './object-url';

describe('places of objects', () => {
  it('are bucket and key, taken as they stand', () => {
    expect(parseObjectUrl('s3://photos/2024/a b%20#?犬.png')).toEqual({
      bucket: 'photos',
      key: '2024/a b%20#?犬.png',
    });
    expect(parseObjectUrl('s3://photos')).toEqual({ bucket: 'photos', key: '' });
    expect(parseObjectUrl('S3://photos/a/')).toEqual({ bucket: 'photos', key: 'a/' });
    expect(['s3://a', 's3:/a', 'a/s3://b', 'http://a'].map(isObjectUrl)).toEqual([true, false, false, false]);
  });

  it.each([
    's3://',
    's3:///key',
    's3://a b/c',
    's3://photos/../x',
    's3://photos/a//b',
    's3://photos/./a',
    's3://photos/a\n',
    `s3://photos/${'k'.repeat(1025)}`,
    'photos/a',
  ])('are refused in another form: %j', (url) => {
    expect(() => parseObjectUrl(url)).toThrow(/E_CONFIG_OBJECT|names no place of objects/);
  });
});

describe('an object store', () => {
  let server: ObjectServer;
  let store: ObjectStore;
  let folder: string;
  const before = { ...process.env };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'srkit-store-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    server = await startObjectServer('photos', 'results');
    Object.assign(process.env, server.env);
    store = await ObjectStore.open({ partBytes: 5 * 2 ** 20 });
  });
  afterEach(async () => {
    store.close();
    await server.stop();
    process.env = { ...before };
  });
  const put = (name: string, data: string | Buffer): void =>
    void server.objects.set(name, { data: Buffer.from(data), meta: {}, type: undefined });
  const file = async (data: string | Buffer): Promise<string> => {
    const path = join(folder, 'file');
    await writeFile(path, data);
    return path;
  };

  it('lists all pages, with or without folders below, and says what is there', async () => {
    for (const name of ['a/1.png', 'a/2 ä&<.png', 'a/3.png', 'a/4.png', 'a/b/5.png', 'c.png'])
      put(`photos/${name}`, name);
    const keys = async (url: string, recursive: boolean) =>
      (await store.list(url, { recursive })).map((object) => object.url.slice('s3://photos/'.length));
    expect(await keys('s3://photos/a/', false)).toEqual(['a/1.png', 'a/2 ä&<.png', 'a/3.png', 'a/4.png']);
    expect(await keys('s3://photos/a/', true)).toHaveLength(5);
    expect(await keys('s3://photos', false)).toEqual(['c.png']);
    expect(await store.facts('s3://photos/c.png')).toMatchObject({ bytes: 5, mark: undefined });
    expect(await store.facts('s3://photos/none')).toBeUndefined();
    await expect(store.list('s3://nobody/', { recursive: true })).rejects.toMatchObject({
      code: 'E_OBJECT_MISSING',
    });
  });

  it('goes on with a download that breaks off, of the same contents and no other', async () => {
    const data = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 31) & 255));
    put('photos/a.png', data);
    let cuts = 2;
    server.fault = (method) => (method === 'GET' && cuts-- > 0 ? 'cut' : undefined);
    expect(Buffer.from(await store.read('s3://photos/a.png', 1e6)).equals(data)).toBe(true);
    expect(server.log.filter((line) => line.startsWith('GET'))).toHaveLength(3);
    let isCut = false;
    server.fault = (method) => {
      if (method !== 'GET' || isCut) return undefined;
      isCut = true;
      // As long as before, so that a download that goes on would end with half of each.
      setTimeout(() => put('photos/a.png', Buffer.alloc(data.length, 7)), 10);
      return 'cut';
    };
    await expect(store.read('s3://photos/a.png', 1e6)).rejects.toMatchObject({ name: 'ObjectError' });
  });

  it('reads no more than it may', async () => {
    put('photos/a.png', Buffer.alloc(1001));
    await expect(store.read('s3://photos/a.png', 1000)).rejects.toMatchObject({ code: 'E_OBJECT_TOO_LARGE' });
    expect((await store.read('s3://photos/a.png', 1001)).length).toBe(1001);
    put('photos/empty.png', '');
    expect((await store.read('s3://photos/empty.png', 10)).length).toBe(0);
  });

  it('tries again what fails for a passing reason, and says what does not pass', async () => {
    let busy = 2;
    server.fault = (method) => (method === 'PUT' && busy-- > 0 ? 503 : undefined);
    await store.write('s3://results/a.png', await file('picture'), { mark: 'm', type: 'image/png' });
    expect(server.objects.get('results/a.png')).toMatchObject({
      meta: { 'srkit-made': 'm' },
      type: 'image/png',
    });
    expect((await store.facts('s3://results/a.png'))?.mark).toBe('m');
    server.fault = () => 403;
    await expect(store.read('s3://photos/a.png', 10)).rejects.toMatchObject({
      code: 'E_OBJECT_ACCESS',
      message: expect.stringMatching(/AWS_ACCESS_KEY_ID/),
    });
    await expect(store.facts('s3://photos/a.png')).rejects.toMatchObject({ code: 'E_OBJECT_ACCESS' });
    server.fault = undefined;
    await expect(store.read('s3://photos/none', 10)).rejects.toMatchObject({ code: 'E_OBJECT_MISSING' });
    await server.stop();
    const error = await store.facts('s3://photos/a.png').catch((cause) => cause);
    expect(error).toMatchObject({ code: 'E_OBJECT_STORE', message: expect.stringMatching(/ECONNREFUSED/) });
    expect(String(error)).not.toContain('secret');
  });

  it('writes large files in parts, and leaves none behind when one fails', async () => {
    const data = Buffer.alloc(12 * 2 ** 20, 'srkit!');
    const path = await file(data);
    await store.write('s3://results/big.tif', path, { mark: 'm' });
    expect(server.objects.get('results/big.tif')!.data.equals(data)).toBe(true);
    expect(server.objects.get('results/big.tif')!.meta).toEqual({ 'srkit-made': 'm' });
    server.fault = (method, name) => (method === 'PUT' && name === 'results/bad.tif' ? 403 : undefined);
    await expect(store.write('s3://results/bad.tif', path, { mark: 'm' })).rejects.toMatchObject({
      code: 'E_OBJECT_ACCESS',
    });
    expect([server.objects.has('results/bad.tif'), server.uploads.size]).toEqual([false, 0]);
  });

  it('is left when the caller aborts', async () => {
    put('photos/a.png', 'x');
    const reason = new Error('enough');
    await expect(store.read('s3://photos/a.png', 10, AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(
      store.write('s3://results/a', await file('x'), { mark: '', signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });

  it('is left in the middle of a request as well, which leaves no parts behind', async () => {
    put('photos/a.png', Buffer.alloc(1000, 1));
    const path = await file(Buffer.alloc(11 * 2 ** 20));
    for (const [method, ask] of [
      ['GET', (signal: AbortSignal) => store.read('s3://photos/a.png', 1e4, signal)],
      ['PUT', (signal: AbortSignal) => store.write('s3://results/a.tif', path, { mark: '', signal })],
    ] as const) {
      const controller = new AbortController();
      const reason = new Error(`enough of ${method}`);
      server.fault = (asked) => {
        if (asked !== method) return undefined;
        setTimeout(() => controller.abort(reason), 10);
        return 'hang';
      };
      await expect(ask(controller.signal)).rejects.toBe(reason);
    }
    expect([server.uploads.size, server.objects.has('results/a.tif')]).toEqual([0, false]);
  });

  it('has the results of a job, and knows which are of this job and these inputs', async () => {
    put('photos/a.png', 'first');
    const item = { inputs: ['s3://photos/a.png'], outputs: ['s3://results/a.png', 's3://results/a.json'] };
    const open = (job: string, anew = false) => ObjectResults.open({ store, job, anew });
    const results = await open('job');
    expect(await results.isDone(item)).toBe(false);
    const write = async (url: string) => writeFile(results.fileOf(url), 'made');
    await results.publish(item, async () => {
      await write(item.outputs[0]!);
      await write(item.outputs[1]!);
    });
    expect(server.objects.get('results/a.json')).toMatchObject({ type: 'application/json' });
    const again = await open('job');
    expect([await again.isDone(item), await again.allThere(item)]).toEqual([true, true]);
    for (const other of [await open('another'), await open('job', true)]) {
      expect(await other.isDone(item)).toBe(false);
      const claim = await other.claim(item);
      if (typeof claim === 'string') throw new Error(claim);
      expect([claim.existing, claim.existing.map(claim.made)]).toEqual([item.outputs, [false, false]]);
      await other.close();
    }
    put('photos/a.png', 'changed');
    expect(await again.isDone(item)).toBe(false);
    // What a failure leaves is sent by nobody.
    const failing = again.publish({ ...item, outputs: ['s3://results/b.png'] }, async () => {
      await writeFile(again.fileOf('s3://results/b.png'), 'half');
      throw new Error('full');
    });
    await expect(failing).rejects.toThrow('full');
    expect(server.objects.has('results/b.png')).toBe(false);
    await results.close();
    await again.close();
  });
});
