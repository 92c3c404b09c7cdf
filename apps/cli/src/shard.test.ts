import { mkdir, readdir, stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { drawTo } from './testing/pictures';

let cli: CliFixture;
beforeAll(async () => {
  cli = await openCliFixture();
  await mkdir(cli.at('in'));
  for (let i = 0; i < 8; i++) await drawTo(cli.at(`in/${i}.png`), { width: 96, height: 96 });
});
afterAll(() => cli.remove());

it.each([
  ['upscale', ['--backend', 'wasm', '-m', 'tiny.safetensors'], '_x4'],
  ['degrade', ['--backend', 'wasm', '--scale', '2', '--preset', 'realesrgan-x2plus'], '_lq'],
])(
  '%s in parts does every picture once, and a part that is run again does nothing',
  async (command, options, suffix) => {
    const output = `${command}-out`;
    // Machines that share the folder have caches of their own.
    const part = (i: number) =>
      cli.run([command, 'in', '-o', output, ...options, '--shard', `${i}/3`], {
        env: { SRKIT_CACHE: cli.at(`cache-${command}-${i}`) },
      });
    const parts = [await part(1), await part(2), await part(3)];
    expect(parts.map(({ code }) => code)).toEqual([0, 0, 0]);
    const made = parts.map(({ stderr }) => [...stderr.matchAll(/^\S*in\/\d+\.png .*-> /gm)].length);
    expect(made.reduce((a, b) => a + b, 0)).toBe(8);
    const results = (await readdir(cli.at(output))).filter((name) => name.endsWith('.png')).sort();
    expect(results).toEqual(Array.from({ length: 8 }, (_, i) => `${i}${suffix}.png`));
    const times = () => Promise.all(results.map(async (name) => (await stat(cli.at(output, name))).mtimeMs));
    const before = await times();
    // Elsewhere: what other shards have done is known from the folder, not from the cache.
    const again = await cli.run([command, 'in', '-o', output, ...options, '--shard', '2/3'], {
      env: { SRKIT_CACHE: cli.at('cache-elsewhere') },
    });
    expect([again.code, again.stderr]).toEqual([0, expect.not.stringContaining('-> ')]);
    expect(await times()).toEqual(before);
  },
);
