import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JobQueue } from '../../../packages/jobs/src/queue/job-queue';
import { startObjectServer } from '../../../packages/jobs/src/testing/object-server';
import {
  hasRedis,
  type RedisServer,
  startRedis,
  startTlsRedis,
} from '../../../packages/jobs/src/testing/redis-server';
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

describe('a model for other machines', () => {
  const add = async (model: string) => {
    const root = cli.at('named');
    await mkdir(root, { recursive: true });
    await drawTo(cli.at('named/a.png'));
    const roots = ['--root', `named=${root}`, '--redis', 'redis://127.0.0.1:1'];
    return cli.run([
      'queue',
      'add',
      cli.at('named/a.png'),
      '-o',
      cli.at('named/large'),
      '-m',
      model,
      ...roots,
    ]);
  };

  it.each([
    ['psnr', 1, /E_QUEUE_CONNECT/],
    ['RealESRGAN_x4plus', 1, /E_QUEUE_CONNECT/],
    ['pnsr', 2, /--model is 'pnsr', expected a built-in or released model/],
    ['/etc/model.pth', 2, /is in no root/],
  ])('%s', async (model, code, message) => {
    const result = await add(model);
    expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)]);
  });
});

describe.skipIf(!hasRedis)('a server that speaks TLS (needs redis-server and openssl)', () => {
  let redis: RedisServer;
  const password = 's/e@c:r#t%';
  beforeAll(async () => {
    const files = { key: cli.at('key.pem'), certificate: cli.at('certificate.pem') };
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const out = ['-keyout', files.key, '-out', files.certificate];
    execFileSync('openssl', ['req', '-x509', ...kind, ...subject, ...out], { stdio: 'ignore' });
    redis = await startTlsRedis(files, '--requirepass', password);
  });
  afterAll(() => redis.stop());
  const status = (scheme: string, word: string, env: Readonly<Record<string, string>> = {}) => {
    const url = `${scheme}://:${encodeURIComponent(word)}@127.0.0.1:${redis.port}`;
    return cli.run(['queue', 'status'], { env: { SRKIT_REDIS_URL: url, ...env } });
  };

  it('is trusted by its certificate, and asked with a password of any letters', async () => {
    const trusting = { NODE_EXTRA_CA_CERTS: cli.at('certificate.pem') };
    const { code, stdout } = await status('rediss', password, trusting);
    expect([code, stdout.toString()]).toEqual([0, expect.stringContaining('0 waiting')]);
    for (const [result, message] of [
      [await status('rediss', password), /self-signed certificate.*NODE_EXTRA_CA_CERTS/],
      [await status('rediss', 'wrong', trusting), /WRONGPASS.*password/],
      [await status('redis', password), /rediss:\/\/ is for servers that speak TLS/],
    ] as const) {
      expect([result.code, result.stderr]).toEqual([1, expect.stringMatching(message)]);
      expect(result.stderr).not.toContain(encodeURIComponent(password));
    }
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
    expect(added.stderr).toContain('kill: 12 items added');
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
    expect(again.stderr).toContain('0 items added, 12 known already');
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
    expect((await queue('fail', ['retry'])).stdout.toString()).toContain('1 item back');
    expect((await work('fail')).code).toBe(0);
    expect((await readFile(cli.at('out/b.png'))).length).toBeGreaterThan(50);
  });

  it('has pictures to degrade, networks to evaluate and objects, each done once', async () => {
    await mkdir(cli.at('in/set'));
    for (const name of ['a', 'b']) await drawTo(cli.at(`in/set/${name}.png`), { width: 96, height: 88 });
    const object = await readFile(cli.at('in/set/a.png'));
    const server = await startObjectServer('bucket');
    server.objects.set('bucket/from/c.png', { data: object, meta: {}, type: undefined });
    const env = { env: server.env };
    const roots = [...ROOTS, '--root', 's3=s3://bucket'];
    const name = 'kinds';
    const model = ['-m', 'models/tiny.safetensors'];
    const degrade = [
      'add-degrade',
      'in/set',
      '-o',
      'out',
      ...ROOTS,
      '--crop',
      '16',
      '--count',
      '2',
      '--seed',
      '3',
    ];
    const adding = [
      [...degrade, '--save-recipes'],
      ['add-eval', ...model, '--dataset', 'mine=in/set', '-o', 'out', ...ROOTS, '--metrics', 'psnr'],
      ['add', 's3://bucket/from/', '-o', 's3://bucket/to/', ...roots, ...model],
    ];
    try {
      for (const args of adding) {
        const added = await queue(name, args, env);
        expect([added.code, added.stderr]).toEqual([0, expect.stringContaining('added')]);
      }
      const args = ['work', ...roots, '--backend', 'wasm', '--drain', '--stalled-after', '3'];
      const first = await queue(name, args, env);
      expect([first.code, first.stderr]).toEqual([
        0,
        expect.stringContaining('4 done, 0 failed by this worker'),
      ]);
      const made = (await readdir(cli.at('out'))).filter((file) => !file.startsWith('.')).sort();
      const samples = ['a', 'b'].flatMap((stem) => [1, 2].map((i) => `${stem}_000${i}`));
      expect(made.filter((file) => file.includes('_000'))).toEqual(
        samples.flatMap((stem) => [`${stem}_gt.png`, `${stem}_lq.json`, `${stem}_lq.png`]),
      );
      // The samples are those of the command.
      const alone = ['degrade', 'in/set', '-o', 'alone', '--crop', '16', '--count', '2', '--seed', '3'];
      expect((await cli.run([...alone, '--backend', 'wasm'])).code).toBe(0);
      for (const stem of samples) {
        expect(await readFile(cli.at(`alone/${stem}_lq.png`))).toEqual(
          await readFile(cli.at(`out/${stem}_lq.png`)),
        );
      }
      expect([...server.objects.keys()]).toContain('bucket/to/c.png');
      // What the worker has measured is not measured again, and the tables are written.
      const evaluating = [
        'eval',
        ...model,
        '--dataset',
        'mine=in/set',
        '-o',
        'out',
        '--metrics',
        'psnr',
        '--json',
      ];
      const notes = await readFile(cli.at('out/pictures.jsonl'), 'utf8');
      const table = await cli.run([...evaluating, '--backend', 'wasm']);
      expect(JSON.parse(table.stdout.toString()).means).toHaveLength(2);
      expect(await readFile(cli.at('out/pictures.jsonl'), 'utf8')).toBe(notes);
      // A queue that has forgotten everything finds the results.
      for (const args of adding) await queue('again', args, env);
      const sizes = server.objects.size;
      const again = await queue('again', args, env);
      expect([again.code, again.stderr]).toEqual([
        0,
        expect.stringContaining('4 done, 0 failed by this worker'),
      ]);
      expect(again.stderr.match(/done in an earlier run/g)).toHaveLength(3);
      expect(server.objects.size).toBe(sizes);
    } finally {
      await server.stop();
    }
  });

  it('has scenes to build, which the command then puts together', async () => {
    const photos = cli.at('in/photos');
    await mkdir(photos);
    for (let i = 0; i < 3; i++) await drawTo(`${photos}/${i}.png`, { width: 64, height: 64 });
    const scene = [
      '--images',
      'in/photos',
      '--pairs-from-matching',
      '--scene',
      'hall',
      '--tolerant',
      '-o',
      'out',
    ];
    const added = await queue('lmr', ['add-build-lmr', ...scene, ...ROOTS]);
    expect([added.code, added.stderr]).toEqual([0, expect.stringContaining('lmr: 1 item added')]);
    const worked = await work('lmr');
    expect([worked.code, worked.stderr]).toEqual([
      0,
      expect.stringMatching(/hall: 3 photos.*training group/),
    ]);
    const built = await cli.run(['dataset', 'build-lmr', ...scene]);
    expect([built.code, built.stderr]).toEqual([0, expect.stringContaining('done in an earlier run')]);
    expect(await readdir(cli.at('out'))).toContain('statistics.json');
  });

  it('computes nothing that a stranger puts into it', async () => {
    // Large enough to be degraded, if anything of it were.
    await drawTo(cli.at('in/a.png'), { width: 96, height: 88 });
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
    const base = { version: 1, state: [1, 1], overwrite: true };
    const sampling = {
      ...{ ...base, command: 'degrade', input: 'in:a.png', output: 'out:pairs' },
      ...{ below: '', saveRecipes: false },
    };
    const scene = {
      ...{ ...base, command: 'build-lmr', scene: 'hall', input: 'in:photos' },
      ...{ output: 'out:lmr', patches: false, options: {} },
    };
    const measuring = {
      ...{ ...base, command: 'eval', dataset: 'mine', input: 'in:set', output: 'out:results' },
      ...{ metrics: ['psnr'], lr: 'auto', channel: 'y' },
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
      { ...good, output: 'out:a.sh', command: 'degrade' },
      { ...sampling, input: 'in:up/secret.png' },
      { ...sampling, output: 'in:up/evil' },
      { ...sampling, output: 'out:../evil' },
      { ...sampling, below: '../..' },
      { ...sampling, below: '/tmp' },
      { ...sampling, options: 'in:up/secret.yml' },
      { ...sampling, options: '/etc/passwd' },
      { ...sampling, preset: 'evil' },
      { ...sampling, count: 1e6 },
      { ...scene, scene: '../evil' },
      { ...scene, scene: '..' },
      { ...scene, input: 'in:up' },
      { ...scene, sparse: 'in:up/sparse' },
      { ...scene, output: 'in:up/evil' },
      { ...scene, options: { seed: -1 } },
      { ...scene, options: { shell: 'rm' } },
      { ...measuring, input: 'in:up' },
      { ...measuring, output: 'in:up/evil' },
      { ...measuring, model: '/etc/passwd' },
      { ...measuring, metrics: ['lpips'] },
      { ...measuring, metrics: [] },
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
