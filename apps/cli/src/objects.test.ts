import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { decodeImage, encodeImage } from '@srkit/image';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawPicture } from '../../../packages/datasets/src/testing/draw-pictures';
import { type ObjectServer, startObjectServer } from '../../../packages/jobs/src/testing/object-server';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { drawTo } from './testing/pictures';

let cli: CliFixture;
let server: ObjectServer;
beforeAll(async () => {
  cli = await openCliFixture();
});
afterAll(() => cli.remove());
beforeEach(async () => {
  server = await startObjectServer('photos', 'large');
  await mkdir(cli.at('in'), { recursive: true });
});
afterEach(async () => {
  await server.stop();
  for (const name of ['in', 'out']) await rm(cli.at(name), { recursive: true, force: true });
});

const put = async (name: string, number: number, [width, height] = [16, 12]): Promise<void> => {
  const data = Buffer.from(await encodeImage(drawPicture(width!, height!, number), { format: 'png' }));
  server.objects.set(`photos/${name}`, { data, meta: {}, type: undefined });
};
const upscale = (...args: string[]) => cli.upscale(args, { env: server.env });
const degrade = (...args: string[]) =>
  cli.run(['degrade', ...args, '--backend', 'wasm'], { env: server.env });
const results = () => [...server.objects.keys()].filter((name) => name.startsWith('large/')).sort();
const leftBehind = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('srkit-objects-')).length;

describe('pictures in an object store', () => {
  it('are upscaled into it, and only what is missing or has changed when the job is run again', async () => {
    await put('2024/a.png', 1);
    await put('2024/trip/b ü.png', 2);
    server.objects.set('photos/2024/notes.txt', { data: Buffer.from('x'), meta: {}, type: undefined });
    const before = await leftBehind();
    const job = ['s3://photos/2024/', '--recursive', '-o', 's3://large/out/'];
    const first = await upscale(...job);
    expect([first.code, first.stderr]).toEqual([
      0,
      expect.stringMatching(/s3:\/\/photos\/2024\/a\.png 16x12 -> s3:\/\/large\/out\/a_x4\.png 64x48/),
    ]);
    expect(first.stderr).toContain('notes.txt');
    expect(results()).toEqual(['large/out/a_x4.png', 'large/out/trip/b ü_x4.png']);
    const { data, type } = server.objects.get('large/out/a_x4.png')!;
    expect([(await decodeImage(data)).width, type]).toEqual([64, 'image/png']);
    expect(await leftBehind()).toBe(before);
    const again = await upscale(...job);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('0 done, 0 failed, 2 skipped')]);
    server.objects.delete('large/out/a_x4.png');
    expect((await upscale(...job)).stderr).toContain('1 done, 0 failed, 1 skipped');
    await put('2024/a.png', 3);
    const changed = await upscale(...job);
    expect([changed.code, changed.stderr]).toEqual([
      1,
      expect.stringMatching(/E_OUTPUT_EXISTS\].*'s3:\/\/large\/out\/a_x4\.png' exists already/),
    ]);
    expect((await upscale(...job, '--overwrite')).stderr).toContain('2 done');
  });

  it('come and go between it and folders, one by one as well', async () => {
    await put('a.png', 1);
    expect((await upscale('s3://photos/a.png', '-o', cli.at('out/'))).code).toBe(0);
    expect(await readdir(cli.at('out'))).toEqual(['a_x4.png']);
    await drawTo(cli.at('in/c.png'));
    const json = await upscale(cli.at('in/c.png'), '-o', 's3://large/c.webp', '--json');
    expect(JSON.parse(json.stdout.toString()).files).toMatchObject([
      { output: 's3://large/c.webp', status: 'done' },
    ]);
    expect(server.objects.get('large/c.webp')!.type).toBe('image/webp');
    const dry = await upscale('s3://photos/', '-o', 's3://large/', '--dry-run');
    expect(dry.stdout.toString()).toMatch(/s3:\/\/photos\/a\.png 16x12 -> s3:\/\/large\/a_x4\.png/);
  });

  it('are degraded into it', async () => {
    await put('a.png', 1, [96, 88]);
    const job = ['s3://photos/', '-o', 's3://large/pairs/', '--count', '2', '--crop', '8', '--save-recipes'];
    const first = await degrade(...job, '--json');
    expect(first.code, first.stderr).toBe(0);
    const [file] = JSON.parse(first.stdout.toString()).files;
    expect(file.samples[0]).toMatchObject({
      lq: 's3://large/pairs/a_0001_lq.png',
      recipe: 's3://large/pairs/a_0001_lq.json',
    });
    expect(results()).toEqual(
      ['0001', '0002'].flatMap((i) =>
        ['gt.png', 'lq.json', 'lq.png'].map((end) => `large/pairs/a_${i}_${end}`),
      ),
    );
    server.objects.delete('large/pairs/a_0002_lq.png');
    const lq = server.objects.get('large/pairs/a_0001_lq.png')!.data;
    const again = await degrade(...job);
    expect(again.code, again.stderr).toBe(0);
    expect(results()).toHaveLength(6);
    expect(server.objects.get('large/pairs/a_0001_lq.png')!.data).toBe(lq);
  });

  it('are never half there: what cannot be sent is an error, and the job goes on', async () => {
    await put('a.png', 1);
    await put('b.png', 2);
    server.fault = (method, path) => (method === 'PUT' && path.includes('a_x4') ? 403 : undefined);
    const result = await upscale('s3://photos/', '-o', 's3://large/');
    expect([result.code, result.stderr]).toEqual([
      1,
      expect.stringMatching(/ObjectError \[E_OBJECT_ACCESS\] 's3:\/\/large\/a_x4\.png'/),
    ]);
    expect(results()).toEqual(['large/b_x4.png']);
  });

  it.each([
    [
      ['s3://photos/none.png', '-o', 's3://large/'],
      3,
      /InputError \[E_OBJECT_MISSING\] 's3:\/\/photos\/none\.png'/,
    ],
    [['s3://photos/', '--recursive', '-o', 's3://large/'], 3, /E_INPUT_EMPTY.*no png/],
    [['s3://nobody/', '-o', 's3://large/'], 3, /InputError \[E_OBJECT_MISSING\]/],
    [['s3://photos/a.png'], 2, /no.*-o s3:\/\/BUCKET|Add -o FOLDER/],
    [['s3://photos/../x/', '-o', 's3://large/'], 2, /E_CONFIG_OBJECT/],
    [['s3://photos/b.png', '-o', 's3://photos/b.png', '--overwrite'], 2, /would replace the input/],
  ])('%j is refused', async (args, code, message) => {
    await put('../evil.png', 1);
    const result = await upscale(...args);
    expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)]);
    expect(results()).toEqual([]);
  });

  it('need credentials', async () => {
    await put('a.png', 1);
    const env = { ...server.env, AWS_ACCESS_KEY_ID: 'wrong' };
    const result = await cli.upscale(['s3://photos/', '-o', 's3://large/'], { env });
    expect([result.code, result.stderr]).toEqual([1, expect.stringContaining('AWS_ACCESS_KEY_ID')]);
    expect(result.stderr).not.toContain('secret');
  });
});
