import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JobQueue } from '../../../packages/jobs/src/queue/job-queue';
import { hasRedis, type RedisServer, startRedis } from '../../../packages/jobs/src/testing/redis-server';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { drawTo } from './testing/pictures';
import { writeTinyModel } from './testing/tiny-model';

let cli: CliFixture;
beforeAll(async () => {
  cli = await openCliFixture();
});
afterAll(() => cli.remove());

describe('queues that cannot be', () => {
  it.each([
    [['status'], 2, /no Redis server.*SRKIT_REDIS_URL/],
    [['status', '--redis', 'ftp://x'], 2, /no URL of the form redis:/],
    [['status', '--redis', 'redis://127.0.0.1:1'], 1, /QueueError \[E_QUEUE_CONNECT\]/],
    [['work', '--redis', 'redis://127.0.0.1:1'], 2, /There is no root/],
    [['add', '-', '-o', 'out'], 2, /stdin/],
  ])('%j', async (args, code, message) => {
    const result = await cli.run(['queue', ...args]);
    expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)]);
  });
});

describe.skipIf(!hasRedis)('a queue of pictures (needs redis-server)', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
    await mkdir(cli.at('models'));
    await writeTinyModel(cli.at('models/slow.safetensors'), { numFeat: 12, numConv: 2 });
    await writeTinyModel(cli.at('models/tiny.safetensors'));
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    for (const name of ['in', 'out']) await rm(cli.at(name), { recursive: true, force: true });
    for (const name of ['in', 'out']) await mkdir(cli.at(name));
  });

  const ROOTS = ['in', 'out', 'models'].flatMap((name) => ['--root', `${name}=${name}`]);
  const queue = (name: string, args: readonly string[], options = {}) =>
    cli.run(['queue', args[0]!, '--redis', redis.url, '--queue', name, ...args.slice(1)], options);
  const work = (name: string, options = {}) =>
    queue(name, ['work', ...ROOTS, '--backend', 'wasm', '--drain', '--stalled-after', '3'], options);

  it('survives a worker that is killed: every picture is made, and none twice', async () => {
    for (let i = 0; i < 12; i++) await drawTo(cli.at(`in/${i}.png`), { width: 96, height: 96 });
    const model = ['-m', 'models/slow.safetensors'];
    const added = await queue('kill', ['add', 'in', '-o', 'out', ...ROOTS, ...model]);
    expect(added.stderr).toContain('kill: 12 pictures added');
    // The first is killed in the middle of its second picture.
    const killed = work('kill', {
      onStderr: (text: string, child: { kill(name: string): void }) => {
        if (text.includes('-> ')) child.kill('SIGKILL');
      },
    });
    const [first, second] = await Promise.all([killed, work('kill')]);
    expect([first.signal, second.code]).toEqual(['SIGKILL', 0]);
    expect((await readdir(cli.at('out'))).filter((name) => name.endsWith('.png'))).toHaveLength(12);
    const made = (text: string): string[] =>
      [...text.matchAll(/^\S*in\/(\d+)\.png .* -> /gm)].map(([, i]) => i!);
    const all = [...made(first.stderr), ...made(second.stderr)];
    // What was finished when the worker died may not have been told, but was not made again.
    expect(new Set(all).size).toBe(all.length);
    const status = JSON.parse((await queue('kill', ['status', '--json'])).stdout.toString());
    expect(status).toMatchObject({ waiting: 0, active: 0, delayed: 0, done: 12, failed: 0 });
    const before = (await stat(cli.at('out/3.png'))).mtimeMs;
    const again = await queue('kill', ['add', 'in', '-o', 'out', ...ROOTS, ...model]);
    expect(again.stderr).toContain('0 pictures added, 12 pictures known already');
    await work('kill');
    expect((await stat(cli.at('out/3.png'))).mtimeMs).toBe(before);
  });

  it('tells what has failed, and tries it again when it is told to', async () => {
    await drawTo(cli.at('in/a.png'));
    await writeFile(cli.at('in/b.png'), 'no picture');
    await queue('fail', ['add', 'in', '-o', 'out', ...ROOTS, '-m', 'models/tiny.safetensors']);
    const result = await work('fail');
    expect([result.code, result.stderr]).toEqual([
      1,
      expect.stringContaining('1 done, 1 failed by this worker'),
    ]);
    const status = (await queue('fail', ['status'])).stdout.toString();
    expect(status).toMatch(/0 waiting, 0 running, 0 to be tried again, 1 done, 1 failed/);
    expect(status).toMatch(/failed: in:b\.png: ImageError/);
    await drawTo(cli.at('in/b.png'));
    expect((await queue('fail', ['retry'])).stdout.toString()).toContain('1 picture back');
    expect((await work('fail')).code).toBe(0);
    expect((await readFile(cli.at('out/b.png'))).length).toBeGreaterThan(50);
  });

  it('computes nothing that a stranger puts into it', async () => {
    await drawTo(cli.at('in/a.png'));
    await writeFile(cli.at('secret.png'), await readFile(cli.at('in/a.png')));
    await symlink(cli.at(), cli.at('in/up'));
    const good = {
      version: 1,
      command: 'upscale',
      input: 'in:a.png',
      state: [1, 1],
      output: 'out:a.png',
      overwrite: true,
    };
    const bad: object[] = [
      { ...good, input: 'in:../secret.png' },
      { ...good, input: 'in:up/secret.png' },
      { ...good, input: '/etc/passwd' },
      { ...good, input: 'home:secret.png' },
      { ...good, output: 'out:../evil.png' },
      { ...good, output: 'in:up/evil.png' },
      { ...good, output: 'out:evil.sh' },
      { ...good, output: 'in:a.png' },
      { ...good, model: '/etc/passwd' },
      { ...good, model: 'https://example.com/evil.pth' },
      { ...good, model: 'models:../secret.png' },
      { ...good, outscale: 1e9 },
      { ...good, command: 'rm' },
      { ...good, shell: 'rm -rf /' },
      { ...good, version: 2 },
      { nothing: true },
    ];
    const opened = await JobQueue.open(redis.url, 'evil');
    await opened.add(bad as never, 3);
    await opened.close();
    const before = (await readdir(cli.folder)).sort();
    const result = await work('evil');
    expect(result.stderr).toContain(`0 done, ${bad.length} failed by this worker`);
    expect((await readdir(cli.folder)).sort()).toEqual(before);
    expect(await readdir(cli.at('out'))).toEqual([]);
  });
});
