import { mkdir, readdir } from 'node:fs/promises';
import { decodeImage } from '@srkit/image';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { drawTo } from './testing/pictures';
import type { CliOptions } from './testing/run-cli';
import { writeTinyModel } from './testing/tiny-model';

let cli: CliFixture;
beforeAll(async () => {
  cli = await openCliFixture();
  await mkdir(cli.at('photos'));
  for (let i = 0; i < 8; i++)
    await drawTo(cli.at('photos', `${i}.png`), { width: 120 + i, height: 90, channels: i === 0 ? 1 : 3 });
  // It adds a light that the photos do not have, which is soon unlearned.
  await writeTinyModel(cli.at('start.safetensors'), { value: 0.1 });
  await mkdir(cli.at('none'));
  await drawTo(cli.at('none/small.png'), { width: 20, height: 20 });
});
afterAll(() => cli.remove());

const finetune = (args: readonly string[], options?: CliOptions) =>
  cli.run(
    [
      'finetune',
      '--from',
      'start.safetensors',
      '--degradation',
      'bicubic',
      '--crop',
      '32',
      '--batch',
      '2',
      ...args,
    ],
    options,
  );

describe('srkit finetune', () => {
  it('writes a model that gained, and its before and after', async () => {
    const args = ['photos', '--iterations', '60', '--lr', '0.01', '--json'];
    const { code, stderr, stdout } = await finetune(args);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/only reduced: .*\(\+\d+\.\d\d dB\); bicubic/)]);
    expect(stderr).toMatch(/the model as it is: \d+\.\d\d dB on held-out crops; bicubic \d+\.\d\d/);
    const report = JSON.parse(stdout.toString());
    expect(report).toMatchObject({
      gained: true,
      iteration: 60,
      degradation: 'bicubic',
      model: 'photos.safetensors',
      sheet: 'photos.png',
      training: 'photos.training',
    });
    const info = await cli.run(['info', 'photos.safetensors', '--json']);
    expect(JSON.parse(info.stdout.toString())).toMatchObject({
      architecture: { name: 'SRVGGNetCompact', scale: 4 },
    });
    // Rows of five panels at 400 pixels, with text and margins.
    const { width, height } = await decodeImage(cli.at('photos.png'));
    expect(width).toBe(16 + 5 * 416);
    expect(height).toBeGreaterThan(6 * 384);
    expect(await readdir(cli.at('photos.training'))).toEqual(
      expect.arrayContaining(['events', 'finetune.json', 'log.ndjson', 'models', 'previews', 'states']),
    );
    const again = await finetune(args);
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/E_OUTPUT_EXISTS.*--overwrite/)]);
  });

  it('does not replace a model where nothing was gained, and keeps what was trained', async () => {
    const { code, stderr } = await finetune([
      'photos',
      '--iterations',
      '1',
      '--lr',
      '0.000001',
      '-o',
      'n.safetensors',
    ]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/E_TRAINING_NO_GAIN.*n\.training\/models\/net_g_latest\.safetensors/s),
    ]);
    expect(await readdir(cli.folder)).not.toContain('n.safetensors');
    expect(await readdir(cli.at('n.training/models'))).toContain('net_g_latest.safetensors');
  });

  it('goes on after Ctrl-C', async () => {
    const args = ['photos', '--iterations', '40', '-o', 'ended.safetensors'];
    let told = false;
    const ended = await finetune(args, {
      onStderr: (text, child) => {
        if (!told && /^4\/40: /m.test(text)) told = child.kill('SIGINT');
      },
    });
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringMatching(/the same line goes on from here/)]);
    const { code, stderr } = await finetune(args);
    expect(stderr).toMatch(/goes on after iteration \d+/);
    expect([0, 1]).toContain(code);
    expect(stderr).toMatch(/before and after, to look at: ended\.png/);
  });

  it('measures how long an iteration takes, and leaves nothing behind in a dry run', async () => {
    const { code, stdout } = await finetune([
      'photos',
      '--minutes',
      '3',
      '--dry-run',
      '--json',
      '-o',
      'dry.safetensors',
    ]);
    expect(code).toBe(0);
    const { iterations, seconds, pieces, heldOut } = JSON.parse(stdout.toString());
    expect(iterations).toBe(Math.max(10, Math.round((3 * 60 * 0.95) / seconds)));
    expect([pieces, heldOut]).toEqual([36, 12]);
    expect((await readdir(cli.folder)).filter((name) => name.startsWith('dry'))).toEqual([]);
  });

  it.each([
    [['nowhere'], 3, /nowhere/],
    [['none'], 3, /E_DATASET_SIZE.*smaller than a crop of 32x32/],
    [['photos/1.png'], 3, /E_DATASET_SIZE.*One photo gives 6 pieces/],
    [['photos', '--from', 'no-such-model'], 3, /E_CHECKPOINT_NOT_FOUND.*srkit models list/],
    [['photos', '-o', 'model.pth'], 2, /ends in \.safetensors/],
    [['photos', '--minutes', '1', '--iterations', '5'], 2, /contradicts/],
    [['photos', '--crop', '33'], 2, /cropSize is 33, expected a multiple of 4/],
  ] as const)('refuses %j', async (args, expected, message) => {
    const { code, stderr } = await finetune(['-o', 'bad.safetensors', ...args]);
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
  });
});
