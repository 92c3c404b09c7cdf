import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { decodeImage, probeImage } from '@srkit/image';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { browserSource } from '../scripts/browser-sources';
import { bundle, quickBuild } from '../scripts/quick-build.mjs';
import { buildPage } from './support/build-page';
import { findChromium } from './support/find-chromium';
import { launchChromium } from './support/launch-chromium';
import { serveFolder } from './support/serve-folder';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const example = (path: string): string => join(ROOT, 'examples', path);
const run = promisify(execFile);

const work = join(ROOT, 'out/examples', String(process.pid));
const folder = mkdtempSync(join(tmpdir(), 'srkit-examples-'));
const built = (name: string): string => join(work, 'dist', name);
const photo = join(folder, 'photo.png');

beforeAll(async () => {
  mkdirSync(work, { recursive: true });
  const programs = [
    'node-script/upscale.mjs',
    'training-loop/train.mjs',
    'fine-grained/features.mjs',
    ...['loss', 'network', 'dataset'].map((name) => `custom-training/${name}.mjs`),
  ];
  await bundle([...programs, 'next-route/app/api/upscale/route.js'].map(example), work);
  await sharp(join(ROOT, 'samples/harbour.png')).resize(24, 16).toFile(photo);
});

afterAll(() => {
  rmSync(work, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

describe('in Node', () => {
  it('the script enlarges a picture', async () => {
    const output = join(folder, 'photo_x4.png');
    const { stdout } = await run(process.execPath, [built('upscale.js'), photo, output]);
    expect(stdout).toMatch(/^96x64 by .* on srkit-wasm/);
    expect(await probeImage(output)).toMatchObject({ width: 96, height: 64, format: 'png' });
  }, 120_000);

  it('the training loop learns', async () => {
    const { stdout } = await run(process.execPath, [built('train.js'), '40']);
    const losses = [...stdout.matchAll(/l1 (\d\.\d+)/g)].map(([, value]) => Number(value));
    expect(losses).toHaveLength(40);
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(losses.slice(-4))).toBeLessThan(mean(losses.slice(0, 4)));
  }, 120_000);

  it.each([
    ['loss', 0.9, /$/],
    ['network', 0.9, /net_g_latest\.safetensors/],
    ['dataset', 1, /the same weights: true/],
  ])(
    "a %s of one's own is trained",
    async (name, share, said) => {
      const { stdout } = await run(process.execPath, [built(`${name}.js`), '30']);
      const losses = [...stdout.matchAll(/l_pix (\d\.\d+)/g)].map(([, value]) => Number(value));
      const mean = (values: number[]): number =>
        values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean(losses.slice(-5))).toBeLessThan(share * mean(losses.slice(0, 5)));
      expect(stdout).toMatch(said);
    },
    120_000,
  );

  it('the fine-grained calls run', async () => {
    const { stdout } = await run(process.execPath, [built('features.js')]);
    expect(stdout).toContain('[ 1, 16, 20, 3 ] -> [ 1, 64, 80, 3 ]');
    expect(stdout).toContain('body.0.weight');
  }, 120_000);

  it("Next's route answers with a picture, and with what was wrong", async () => {
    const script = join(work, 'ask.mjs');
    writeFileSync(
      script,
      `import { readFileSync, writeFileSync } from 'node:fs';
      const { POST } = await import(${JSON.stringify(pathToFileURL(built('route.js')).href)});
      const ask = (body) => POST(new Request('http://localhost/api/upscale', { method: 'POST', body }));
      writeFileSync('answer.png', new Uint8Array(await (await ask(readFileSync('photo.png'))).arrayBuffer()));
      const bad = await ask('no picture');
      console.log(bad.status, (await bad.json()).code);
      process.exit();`,
    );
    const { stdout } = await run(process.execPath, [script], { cwd: folder });
    expect(stdout).toMatch(/^400 E_IMAGE_/);
    expect(await probeImage(join(folder, 'answer.png'))).toMatchObject({ width: 96, height: 64 });
  }, 120_000);
});

/** A classic script, as esbuild makes it for a page, with the model inside. */
const CLASSIC = `
  import { startSrkitWasm } from '@srkit/backend-wasm';
  import { decodeImage } from '@srkit/image';
  import { DEFAULT_MODEL_NAME, loadModel } from '@srkit/models';
  import { defaultModelBytes } from '@srkit/models/default';
  import { Upscaler } from '@srkit/upscale';
  window.enlarge = async (url) => {
    await startSrkitWasm();
    const picture = await decodeImage(await (await fetch(url)).blob());
    const model = await loadModel(defaultModelBytes(), { name: DEFAULT_MODEL_NAME });
    const { image } = await new Upscaler(model).upscale(picture);
    return [image.width, image.height];
  };`;

const executable = findChromium();

describe.skipIf(!executable)('in a page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executable!);
  });
  afterAll(() => browser?.close());

  it('of Vite, a worker enlarges the chosen picture', async () => {
    const site = join(folder, 'vite');
    await buildPage('examples/vite-page', site);
    const { url, server } = await serveFolder(site);
    const page = await browser.newPage();
    await page.goto(url);
    await page.setInputFiles('input', photo);
    await page.waitForFunction(() => /^\d+x\d+$/.test(document.querySelector('p')?.textContent ?? ''));
    expect(await page.textContent('p')).toBe('96x64');
    await page.close();
    server.close();
  }, 120_000);

  it('a classic script of esbuild has the model inside, and needs no charset', async () => {
    const site = join(folder, 'esbuild');
    await build({
      stdin: { contents: CLASSIC, resolveDir: ROOT },
      outfile: join(site, 'page.js'),
      bundle: true,
      minify: true,
      format: 'iife',
      platform: 'browser',
      logLevel: 'error',
      plugins: [
        {
          name: 'srkit-sources',
          setup: ({ onResolve }) => {
            onResolve({ filter: /^@srkit\// }, ({ path }) => {
              const source = browserSource(path);
              return source === undefined ? undefined : { path: source };
            });
          },
        },
      ],
    });
    copyFileSync(photo, join(site, 'photo.png'));
    writeFileSync(join(site, 'index.html'), '<script src="page.js"></script>');
    expect(readFileSync(join(site, 'page.js'), 'utf8').length).toBeGreaterThan(100_000);
    const { url, server } = await serveFolder(site);
    const page = await browser.newPage();
    await page.goto(url);
    const { width, height } = await decodeImage(photo);
    const enlarge = "window.enlarge('photo.png')";
    expect(await page.evaluate(enlarge)).toEqual([4 * width, 4 * height]);
    await page.close();
    server.close();
  }, 120_000);
});

describe('on many machines', () => {
  const bin = join(folder, 'bin');
  beforeAll(async () => {
    mkdirSync(bin);
    writeFileSync(join(bin, 'srkit'), `#!/bin/sh\nexec ${process.execPath} ${await quickBuild()} "$@"\n`);
    chmodSync(join(bin, 'srkit'), 0o755);
    mkdirSync(join(folder, 'photos'));
    for (let i = 0; i < 6; i++) copyFileSync(photo, join(folder, `photos/${i}.png`));
  });
  const env = (more: Record<string, string>) => ({
    ...process.env,
    PATH: `${bin}:${process.env['PATH']}`,
    SRKIT_CACHE: join(folder, 'cache'),
    ...more,
  });
  const results = (name: string): string[] =>
    readdirSync(join(folder, name))
      .filter((each) => each.endsWith('.png'))
      .sort();
  const all = Array.from({ length: 6 }, (_, i) => `${i}_x4.png`);

  it('the array of Slurm does every picture', async () => {
    for (const id of ['3', '4']) {
      const array = { SLURM_ARRAY_TASK_ID: id, SLURM_ARRAY_TASK_MIN: '3', SLURM_ARRAY_TASK_COUNT: '2' };
      await run('bash', [example('slurm/upscale.sbatch'), 'photos', 'large'], {
        cwd: folder,
        env: env(array),
      });
    }
    expect(results('large')).toEqual(all);
  }, 120_000);

  it('the indexed job of Kubernetes does every picture', async () => {
    const job = parse(readFileSync(example('kubernetes/upscale-job.yaml'), 'utf8'));
    const { command, args } = job.spec.template.spec.containers[0] as Record<'command' | 'args', string[]>;
    expect(args).toContain(`auto/${job.spec.completions}`);
    const [program, ...rest] = [...command, ...args].map((word) =>
      word.replace('/data/large', 'large-too').replace('/data/', '').replace('auto/8', 'auto/2'),
    );
    for (const index of ['0', '1']) {
      await run(program!, rest, { cwd: folder, env: env({ JOB_COMPLETION_INDEX: index }) });
    }
    expect(results('large-too')).toEqual(all);
  }, 120_000);

  it('the workers of a queue have flags that there are', async () => {
    const workers = parse(readFileSync(example('kubernetes/queue-workers.yaml'), 'utf8'));
    const { command, args } = workers.spec.template.spec.containers[0] as Record<
      'command' | 'args',
      string[]
    >;
    const [program, ...rest] = [...command, ...args].map((word) => word.replace('/data/', ''));
    mkdirSync(join(folder, 'large'), { recursive: true });
    const nobody = { SRKIT_REDIS_URL: 'redis://127.0.0.1:1' };
    // All but the server is as it should be.
    await expect(run(program!, rest, { cwd: folder, env: env(nobody) })).rejects.toThrow(/E_QUEUE_CONNECT/);
  }, 120_000);
});
