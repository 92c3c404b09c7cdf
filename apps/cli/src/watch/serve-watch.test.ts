import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeImage } from '@srkit/image';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../../../tests/support/find-chromium';
import { launchChromium } from '../../../../tests/support/launch-chromium';
import { draw } from '../testing/pictures';
import { serveWatch, type Watch } from './serve-watch';

const START = {
  event: 'start',
  iteration: 0,
  backend: 'cpu',
  recipe: { name: '<b>mine</b>', kind: 'realesrnet', totalIter: 40 },
};
const loss = (iteration: number) => ({
  event: 'losses',
  iteration,
  losses: { l_pix: 1 / iteration, grad_norm_g: 2 },
  lr: { net_g: 1e-4 },
  seconds: 3 * iteration,
});
const lines = (...entries: object[]) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

let folder: string;
let watch: Watch;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'srkit-watch-'));
  watch = await serveWatch(folder);
});
afterAll(async () => {
  await watch.close();
  await rm(folder, { recursive: true, force: true });
});

/** As a browser would ask, but with any host and path. */
const ask = (path: string, { host, method = 'GET' }: { host?: string; method?: string } = {}) =>
  new Promise<{ status: number; body: Buffer; headers: Record<string, unknown> }>((resolve, reject) => {
    const { hostname, port } = new URL(watch.url);
    const asked = request(
      { hostname, port, path, method, headers: host === undefined ? {} : { host } },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode!, body: Buffer.concat(parts), headers: response.headers }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });

describe('the page of a training', () => {
  it('gives the log as it grows, up to the last whole line, and says when it got shorter', async () => {
    expect(await ask('/log?from=0')).toMatchObject({ status: 200, headers: { 'x-next': '0' } });
    const [first, second] = [lines(START), lines(loss(1))];
    await writeFile(join(folder, 'log.ndjson'), `${first}{"event":"lo`);
    const one = await ask('/log?from=0');
    expect([one.body.toString(), one.headers['x-next']]).toEqual([first, String(first.length)]);
    await writeFile(join(folder, 'log.ndjson'), first + second);
    const two = await ask(`/log?from=${one.headers['x-next']}`);
    expect(two.body.toString()).toBe(second);
    expect((await ask('/log?from=100000')).status).toBe(416);
    expect((await ask('/log?from=-1')).status).toBe(400);
  });

  it('is for this machine under its own name, hands out nothing else, and changes nothing', async () => {
    const { port } = new URL(watch.url);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:1${port}`])
      expect((await ask('/', { host })).status).toBe(403);
    expect((await ask('/', { host: `localhost:${port}` })).status).toBe(200);
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await mkdir(join(folder, 'previews'), { recursive: true });
    await writeFile(join(folder, 'previews/notes.txt'), 'secret');
    for (const path of [
      '/secret.txt',
      '/previews/../secret.txt',
      '/previews/%2e%2e%2fsecret.txt',
      '/previews/notes.txt',
      '//etc/passwd',
      '/previews/00000009.png',
    ])
      expect(await ask(path)).toMatchObject({ status: 404 });
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
    expect((await ask('/')).headers['content-security-policy']).toContain("default-src 'none'");
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((each) => each && !each.internal && each.family === 'IPv4');
    if (outside) await expect(fetch(`http://${outside.address}:${port}/`)).rejects.toThrow();
  });

  it('refuses a port that is taken', async () => {
    const { port } = new URL(watch.url);
    await expect(serveWatch(folder, Number(port))).rejects.toThrow(/port \d+ cannot be used \(EADDRINUSE\)/);
  });

  const chromium = findChromium();
  it.skipIf(!chromium)('draws curves and previews in a browser, and goes on', async () => {
    const entries = [START, ...[1, 2, 4, 8].map(loss)];
    const validation = { event: 'validation', iteration: 8, metrics: { psnr: 27.5 } };
    const note = { event: 'note', iteration: 8, note: '<img src=x onerror=alert(1)>' };
    await writeFile(join(folder, 'log.ndjson'), lines(...entries, validation, note));
    const png = await encodeImage(draw({ width: 40, height: 20 }), { format: 'png' });
    await writeFile(join(folder, 'previews/00000008.png'), png);
    const browser = await launchChromium(chromium!);
    try {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.goto(watch.url);
      await page.locator('figure').nth(3).waitFor();
      const titles = await page.locator('figcaption').allInnerTexts();
      expect(titles.map((title) => title.replace(/\s+/g, ' '))).toEqual([
        'l_pix 0.125',
        'gradient norms 2',
        'learning rates 1.0e-4',
        'validation: psnr 27.5',
      ]);
      expect(await page.locator('h1').innerText()).toBe('<b>mine</b>');
      expect(await page.locator('#notes').innerText()).toBe('8: <img src=x onerror=alert(1)>');
      expect(await page.locator('#state').innerText()).toBe(
        'realesrnet on cpu: iteration 8 of 40, 1:36 left',
      );
      const width = () =>
        page.locator('#preview').evaluate((image) => (image as HTMLImageElement).naturalWidth);
      await expect.poll(width).toBe(40);
      await appendFile(join(folder, 'log.ndjson'), lines(loss(40)));
      await page.locator('#state', { hasText: 'iteration 40 of 40, done' }).waitFor();
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
