import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { writeSafetensors } from '@srkit/checkpoints';
import { SHIPPED_MODELS } from '@srkit/models';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { drawTo } from './testing/pictures';
import { tinyState } from './testing/tiny-model';

/** A checkpoint that takes more than one packet. */
const file = writeSafetensors(tinyState({ numFeat: 64, numConv: 8 }));
const otherFile = writeSafetensors(tinyState({ numFeat: 8 }));
const digest = createHash('sha256').update(file).digest('hex');

const requests: IncomingMessage[] = [];
/** Drop the connection after this many bytes of the next answer. */
let dropAfter = Number.POSITIVE_INFINITY;

const serve = (request: IncomingMessage, response: ServerResponse): void => {
  requests.push(request);
  if (request.url?.includes('missing')) {
    response.writeHead(404).end();
    return;
  }
  if (request.url?.includes('text')) {
    response.writeHead(200).end('this is no checkpoint');
    return;
  }
  if (request.url?.includes('slow')) {
    // Without a version, so that nothing can be gone on with.
    response.writeHead(200, { 'Content-Length': file.length });
    const half = file.length >> 1;
    response.write(file.subarray(0, half));
    setTimeout(700).then(() => response.end(file.subarray(half)));
    return;
  }
  const served = request.url?.includes('/B/') ? otherFile : file;
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, {
    'Content-Length': served.length - from,
    'Accept-Ranges': 'bytes',
    ETag: `"${digest}"`,
    ...(from > 0 && { 'Content-Range': `bytes ${from}-${served.length - 1}/${served.length}` }),
  });
  const drop = from + dropAfter < served.length;
  const part = served.subarray(from, Math.min(served.length, from + dropAfter));
  dropAfter = Number.POSITIVE_INFINITY;
  if (drop) dropWhenWritten(response, part, cli.at('cache', `${basename(request.url!)}.part`));
  else response.end(part);
};

/** Breaks the connection once the command has written the part to its disk: what is on its way is lost. */
const dropWhenWritten = async (response: ServerResponse, part: Uint8Array, path: string): Promise<void> => {
  response.write(part);
  const written = async (): Promise<boolean> =>
    (await stat(path).catch(() => undefined))?.size === part.length;
  while (!response.destroyed && !(await written())) await setTimeout(5);
  response.destroy();
};

const server = createServer(serve);
let cli: CliFixture;
let base: string;
beforeAll(async () => {
  cli = await openCliFixture();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mirror`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await cli.remove();
});
beforeEach(async () => {
  requests.length = 0;
  await rm(cli.at('cache'), { recursive: true, force: true });
});

const models = (...args: string[]) => cli.run(['models', ...args], { env: { SRKIT_MODELS_BASE: base } });

describe('models pull', () => {
  it('downloads a released model from the mirror, once', async () => {
    const { code, stdout, stderr } = await models('pull', 'realesr-general-x4v3', '--sha256', digest);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`SHA-256 ${digest}`)]);
    expect(requests.map(({ url }) => url)).toEqual(['/mirror/v0.2.5.0/realesr-general-x4v3.pth']);
    expect(stdout.toString()).toBe(`${cli.at('cache', 'realesr-general-x4v3.pth')}\n`);
    expect((await readFile(stdout.toString().trim())).equals(file)).toBe(true);

    const again = await models('pull', 'realesr-general-x4v3.pth', '--sha256', digest);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('is there already')]);
    expect(requests).toHaveLength(1);

    // And it is found by its name.
    await drawTo(cli.at('a.png'));
    const upscaled = await cli.run([
      'upscale',
      'a.png',
      '--model',
      'realesr-general-x4v3',
      '--backend',
      'wasm',
    ]);
    expect([upscaled.code, upscaled.stderr]).toEqual([
      0,
      expect.stringContaining('| realesr-general-x4v3 |'),
    ]);
    const list = JSON.parse((await models('list', '--json')).stdout.toString());
    expect(list.filter(({ pulled }: { pulled: unknown }) => pulled)).toMatchObject([
      {
        name: 'realesr-general-x4v3',
        pulled: { bytes: file.length },
        url: `${base}/v0.2.5.0/realesr-general-x4v3.pth`,
      },
    ]);
  });

  it('goes on after a dropped connection', async () => {
    dropAfter = 200_000;
    const first = await models('pull', 'RealESRGAN_x4plus_netD');
    expect([first.code, first.stderr]).toEqual([
      1,
      expect.stringMatching(/CheckpointError \[E_CHECKPOINT_\w+\]/),
    ]);
    const second = await models('pull', 'RealESRGAN_x4plus_netD');
    expect([second.code, second.stderr]).toEqual([
      0,
      expect.stringContaining('went on where an earlier pull stopped'),
    ]);
    expect(requests[1]?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
    expect((await readFile(cli.at('cache/RealESRGAN_x4plus_netD.pth'))).equals(file)).toBe(true);
  });

  it('throws away what has the wrong SHA-256', async () => {
    // The table knows the first digits of the one, and all of the others.
    for (const args of [
      ['ESRGAN_SRx4_DF2KOST_official-ff704c30'],
      ['RealESRGAN_x4plus'],
      ['realesr-general-wdn-x4v3'],
      ['RealESRGAN_x2plus', '--sha256', 'ab'.repeat(32)],
    ]) {
      const { code, stderr } = await models('pull', ...args);
      expect([code, stderr]).toEqual([3, expect.stringMatching(/CheckpointError \[E_CHECKPOINT_SHA256\]/)]);
    }
    const listed = JSON.parse((await models('list', '--json')).stdout.toString());
    expect(listed.some(({ pulled }: { pulled: unknown }) => pulled)).toBe(false);
  });

  it('takes a URL, a digest and a folder', async () => {
    const pull = (sha256: string) =>
      models('pull', `${base}/my.safetensors?x=1`, '--sha256', sha256, '--dir', cli.at('dir'));
    expect(await pull(digest.toUpperCase())).toMatchObject({ code: 0 });
    expect((await readFile(cli.at('dir/my.safetensors'))).equals(file)).toBe(true);
    await writeFile(cli.at('dir/my.safetensors'), 'altered');
    expect(await pull(digest)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Delete the file and pull again'),
    });
  });

  it('keeps files of one name from several URLs apart', async () => {
    const [one, other] = [`${base}/A/model.safetensors`, `${base}/B/model.safetensors`];
    const paths = [await models('pull', one), await models('pull', other)].map(({ code, stdout }) => {
      expect(code).toBe(0);
      return stdout.toString().trim();
    });
    expect((await readFile(paths[0]!)).equals(file)).toBe(true);
    expect((await readFile(paths[1]!)).equals(otherFile)).toBe(true);
    // Once each.
    await models('pull', one);
    expect(requests).toHaveLength(2);
    const list = await models('list');
    for (const url of [one, other]) expect(list.stdout.toString()).toContain(url);
    await drawTo(cli.at('a.png'));
    const upscale = (model: string) =>
      cli.run(['upscale', 'a.png', '--model', model, '--backend', 'wasm', '--overwrite']);
    const byName = await upscale('model.safetensors');
    expect([byName.code, byName.stderr]).toEqual([
      2,
      expect.stringMatching(/pulled from several URLs: .*Give the URL to --model/),
    ]);
    // As the message advises, and from the disk.
    expect((await upscale(one)).code).toBe(0);
    expect(requests).toHaveLength(2);
  });

  it('takes a file of another URL for no download, wherever it lies', async () => {
    await rm(cli.at('dir'), { recursive: true, force: true });
    const pull = (from: string, ...more: string[]) =>
      models('pull', `${base}/${from}/model.safetensors`, '--dir', cli.at('dir'), ...more);
    expect((await pull('A')).code).toBe(0);
    expect((await pull('A')).code).toBe(0);
    const refused = await pull('B');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/E_CHECKPOINT_EXISTS\] .*came from .*\/A\/model.* Choose another --dir/),
    ]);
    expect((await pull('A', '--sha256', digest)).code).toBe(0);
    await writeFile(cli.at('dir/model.safetensors'), otherFile);
    const changed = await pull('A');
    expect([changed.code, changed.stderr]).toEqual([
      3,
      expect.stringMatching(/has changed since it was pulled.*Delete the file and pull again/),
    ]);
    await rm(cli.at('dir/model.safetensors'));
    expect((await pull('A')).code).toBe(0);
  });

  it('publishes one whole file when two pull at once, and one of them is killed', async () => {
    const url = `${base}/slow/model.safetensors`;
    const pull = (options = {}) => cli.run(['models', 'pull', url], options);
    const killed = pull({
      onChild: async (child: ChildProcess) => {
        // While half of the file is there, whoever of the three asked for it.
        while (requests.length === 0) await setTimeout(5);
        child.kill('SIGKILL');
      },
    });
    const [first, second, third] = await Promise.all([killed, pull(), pull()]);
    expect(first.signal).toBe('SIGKILL');
    for (const { code, stdout, stderr } of [second!, third!]) {
      expect([code, stderr]).toEqual([0, expect.stringContaining(`SHA-256 ${digest}`)]);
      expect((await readFile(stdout.toString().trim())).equals(file)).toBe(true);
    }
    expect((await readdir(dirname(second!.stdout.toString().trim()))).sort()).toEqual(['model.safetensors']);
  });

  it('publishes nothing that is no checkpoint', async () => {
    const { code, stderr } = await models('pull', `${base}/text/model.pth`);
    expect([code, stderr]).toEqual([3, expect.stringContaining('E_CHECKPOINT_FORMAT')]);
    expect(
      (await readdir(cli.at('cache'), { recursive: true })).filter((name) => /model/.test(name)),
    ).toEqual([]);
  });

  it.each([
    ['nonsense', 2, /'nonsense' is not the name of a released model/],
    ['URL/', 2, /ends in no file name/],
    ['URL/missing.pth', 3, /CheckpointError \[E_CHECKPOINT_NOT_FOUND\]/],
  ])('explains what is wrong with %s', async (name, code, message) => {
    const result = await models('pull', name.replace('URL', base));
    expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)]);
  });
});

describe('models list and info', () => {
  it('tell what there is', async () => {
    const list = await models('list');
    expect(list.stdout.toString()).toMatch(/^srkit-photo-x4 +x4 +built in /);
    expect(list.stdout.toString()).toMatch(/^srkit-psnr-x4 +x4 +built in /m);
    expect(list.stdout.toString()).toMatch(/^srkit-compact-x4 +x4 +built in /m);
    expect(list.stdout.toString()).toMatch(/^RealESRGAN_x2plus +x2 +- +Photos/m);
    const info = await models('info', 'realesr-general-x4v3');
    expect(info.stdout.toString()).toMatch(/interpolates with realesr-general-wdn-x4v3/);
    expect(info.stdout.toString()).toMatch(/no; srkit models pull realesr-general-x4v3/);
    expect(await models('info', 'x')).toMatchObject({ code: 2 });
  });
});

it('the help of upscale names every model inside srkit', async () => {
  const { stdout } = await cli.run(['upscale', '--help']);
  const [, about] = /--model <model>([\s\S]*?)--key/.exec(stdout.toString())!;
  for (const { shortName } of SHIPPED_MODELS) expect(about).toMatch(new RegExp(`\\b${shortName} \\(`));
});
