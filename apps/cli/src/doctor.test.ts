import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { decodeImage } from '@srkit/image';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { drawTo, enlarged, sameBytes } from './testing/pictures';

let cli: CliFixture;
beforeAll(async () => {
  cli = await openCliFixture();
});
afterAll(() => cli.remove());

it('finds a working backend, the codecs and the cache', async () => {
  await mkdir(cli.at('cache'));
  await writeFile(cli.at('cache/mine.pth'), 'x');
  const { code, stdout, stderr } = await cli.run(['doctor', '--json']);
  expect([code, stderr]).toEqual([0, '']);
  const { machine, backends, auto, codecs, cache } = JSON.parse(stdout.toString());
  expect(machine).toMatchObject({ node: process.versions.node, tfjs: expect.stringMatching(/^4\./) });
  expect(backends.map(({ name }: { name: string }) => name)).toEqual(['webgpu', 'wasm', 'tfjs-wasm', 'cpu']);
  expect(backends[1]).toMatchObject({
    works: true,
    build: expect.stringMatching(/^(relaxed )?SIMD$/),
    threads: machine.threads,
    selfTest: { passed: true },
  });
  expect(backends[2]).toMatchObject({ works: true, build: 'SIMD', threads: 1, selfTest: { passed: true } });
  expect(backends[3]).toMatchObject({ works: true, selfTest: { maxError: 0 } });
  expect(auto.reason).not.toBe('');
  expect(codecs.writes).toEqual(['png', 'jpeg', 'webp', 'avif', 'tiff']);
  expect(cache).toMatchObject({ folder: cli.at('cache'), models: [{ file: 'mine.pth', bytes: 1 }] });
});

it('prints a line for each backend', async () => {
  const { stdout } = await cli.run(['doctor'], { env: { SRKIT_THREADS: '2' } });
  expect(stdout.toString()).toMatch(/^srkit \d.*, Node \d.*, TensorFlow\.js 4\..*\n/);
  expect(stdout.toString()).toMatch(
    /^ {2}wasm {6}works, (relaxed )?SIMD, 2 threads, self-test error \d\.\de-\d in [\d.]+ ms$/m,
  );
  expect(stdout.toString()).not.toContain('looks like you are running');
});

it('says why there is nothing to time', async () => {
  const nowhere = { VK_ICD_FILENAMES: cli.at('none.json'), VK_DRIVER_FILES: cli.at('none.json') };
  const { code, stdout } = await cli.run(['doctor', '--bench'], { env: nowhere });
  expect(code).toBe(0);
  expect(stdout.toString()).toMatch(/^bench {5}nothing to time: \S/m);
});

/** Debian's chromium brings a Vulkan driver that computes in software. */
const CHROMIUM = '/usr/lib/chromium';
const swiftShader = {
  LD_LIBRARY_PATH: CHROMIUM,
  VK_ICD_FILENAMES: `${CHROMIUM}/vk_swiftshader_icd.json`,
};

describe.skipIf(!existsSync(swiftShader.VK_ICD_FILENAMES))('WebGPU on a software adapter', () => {
  it('is tested by the doctor, and not taken by auto', async () => {
    const { code, stdout } = await cli.run(['doctor', '--json'], { env: swiftShader });
    const { backends, auto } = JSON.parse(stdout.toString());
    expect([code, backends[0]]).toMatchObject([
      0,
      { name: 'webgpu', works: true, adapter: { architecture: 'swiftshader', hardware: false } },
    ]);
    expect(auto).toEqual({
      name: 'wasm',
      reason: expect.stringMatching(/SwiftShader.* computes in software/),
    });
  });

  it('is timed when asked to, on little, and the process ends by itself', async () => {
    const { code, stdout } = await cli.run(['doctor', '--bench', '--json'], { env: swiftShader });
    const { bench } = JSON.parse(stdout.toString());
    expect(code).toBe(0);
    expect(bench).toMatchObject({ hardware: false, kernels: { length: 3 } });
    for (const { name, teraflops, milliseconds } of bench.kernels) {
      expect(name).toMatch(/, 8x8$/);
      // 2 times 9 products for each of 64 pixels and pair of channels.
      const channels = /192/.test(name) ? 192 * 64 : 64 * 64;
      expect(teraflops * milliseconds * 1e9).toBeCloseTo(2 * 9 * 64 * channels, 0);
      expect(milliseconds).toBeGreaterThan(0);
    }
  }, 120_000);

  it('upscales when asked to, and the process ends by itself', async () => {
    const source = await drawTo(cli.at('a.png'));
    const args = ['upscale', 'a.png', '--model', cli.model, '--backend', 'webgpu'];
    const { code, stderr } = await cli.run(args, { env: swiftShader });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/\| webgpu \(SwiftShader.*\) \| exact/)]);
    expect(sameBytes((await decodeImage(cli.at('a_x4.png'))).data, enlarged(source, 4).data)).toBe(true);
    expect(await cli.run([...args, '--require-gpu'], { env: swiftShader })).toMatchObject({ code: 4 });
  });
});
