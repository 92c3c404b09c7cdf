import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { loadStateDict, openCheckpoint } from '@srkit/checkpoints';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { drawTo } from './testing/pictures';
import type { CliOptions } from './testing/run-cli';

/** Keys of an official file for pairs, small enough for a test. */
const OPTIONS = `
name: small
model_type: RealESRNetModel
scale: 2
num_gpu: auto
manual_seed: 3
high_order_degradation: False
datasets:
  train:
    name: any
    type: RealESRGANPairedDataset
    dataroot_gt: gt
    dataroot_lq: lq
    io_backend: { type: disk }
    gt_size: 32
    use_hflip: true
    use_rot: False
    use_shuffle: true
    num_worker_per_gpu: 0
    batch_size_per_gpu: 2
    prefetch_mode: ~
  val:
    name: any
    type: PairedImageDataset
    dataroot_gt: gt
    dataroot_lq: lq
network_g: { type: SRVGGNetCompact, num_feat: 4, num_conv: 1, upscale: 2 }
path: { pretrain_network_g: ~, resume_state: ~ }
train:
  ema_decay: 0.9
  optim_g: { type: Adam, lr: !!float 1e-2, betas: [0.9, 0.99] }
  scheduler: { type: MultiStepLR, milestones: [20], gamma: 0.5 }
  total_iter: 40
  pixel_opt: { type: L1Loss, loss_weight: 1.0, reduction: mean }
val:
  val_freq: 20
  metrics: { psnr: { type: calculate_psnr, crop_border: 2, test_y_channel: true } }
logger: { print_freq: 10, save_checkpoint_freq: 5, use_tb_logger: true }
dist_params: { backend: nccl }
`;

/** `SRKIT_KILLS=20 npx vitest run apps/cli/src/train.test.ts -t kills` kills more often. */
const KILLS = Number(process.env['SRKIT_KILLS'] ?? 3);

let cli: CliFixture;
beforeAll(async () => {
  cli = await openCliFixture();
  await writeFile(cli.at('small.yml'), OPTIONS);
  for (const folder of ['gt', 'lq']) await mkdir(cli.at(folder));
  for (const name of ['a.png', 'b.png', 'c.png']) {
    await drawTo(cli.at('gt', name), { width: 48, height: 40 });
    await drawTo(cli.at('lq', name), { width: 24, height: 20 });
  }
});
afterAll(() => cli.remove());

const train = (args: readonly string[], options?: CliOptions) =>
  cli.run(['train', '-opt', 'small.yml', '--backend', 'wasm', ...args], options);

/** Everything in the last state of a folder that training goes on from. */
const lastState = async (folder: string) => {
  const [last] = (await readdir(cli.at(folder, 'states'))).sort().reverse();
  const file = cli.at(folder, 'states', last as string);
  const { metadata, close } = await openCheckpoint(file);
  await close();
  const { seconds: _, ...facts } = JSON.parse(metadata['training'] as string) as Record<string, unknown>;
  return { facts, tensors: await loadStateDict(file) };
};

describe('an official option file', () => {
  it('trains a model, which is recognised, and converted for PyTorch', async () => {
    const { code, stderr, stdout } = await train(['-o', 'run', '--json']);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/dist_params +training runs on one device/)]);
    expect(stderr).toMatch(/40\/40 \| l_pix 0\.\d+ \| lr 5\.0e-3 \|/);
    expect(stderr).toMatch(/^20: psnr \d+\.\d{4}$/m);
    expect(JSON.parse(stdout.toString())).toMatchObject({ iteration: 40, totalIter: 40 });
    expect((await readdir(cli.at('run/models'))).sort()).toContain('net_g_latest.safetensors');
    const info = await cli.run(['info', 'run/models/net_g_latest.safetensors', '--json']);
    expect(JSON.parse(info.stdout.toString())).toMatchObject({
      architecture: { name: 'SRVGGNetCompact', scale: 2 },
    });
    const files = ['net_g.pth', '40.state'];
    for (const file of files) await cli.run(['convert', 'run/states/00000040.safetensors', file]);
    const { keys, metadata, close } = await openCheckpoint(cli.at('net_g.pth'));
    await close();
    expect([keys, metadata]).toEqual([['params', 'params_ema'], {}]);
    const state = await openCheckpoint(cli.at('40.state'));
    await state.close();
    expect(state.metadata).toMatchObject({ iter: 40, optimizers: [{ param_groups: [{ lr: 5e-3 }] }] });
  });

  it(
    `goes on bit for bit after ${KILLS} kills, whenever they come, on other threads, and twice at once is refused`,
    async () => {
      // Each kill takes some iterations away.
      const total = String(Math.max(40, 20 * KILLS));
      const args = ['--max-iter', total, '--quiet'];
      const whole = total === '40' ? 'run' : 'whole';
      if (whole !== 'run') expect((await train(['-o', whole, ...args])).code).toBe(0);
      let killed = 0;
      for (let i = 0; i < KILLS; i++) {
        const { signal } = await train(['-o', 'killed', ...args], {
          env: { SRKIT_THREADS: String(1 + (i % 2)) },
          onChild: (child) => setTimeout(() => child.kill('SIGKILL'), 600 + Math.random() * 900),
        });
        if (signal === null) break;
        killed++;
      }
      if (KILLS > 3) process.stderr.write(`${killed} of ${KILLS} kills came before the training had ended\n`);
      const [first, second] = await Promise.all([
        train(['-o', 'killed', ...args]),
        train(['-o', 'killed', ...args]),
      ]);
      const codes = [first.code, second.code].sort();
      if (codes[1] !== 0) {
        expect(codes).toEqual([0, 2]);
        expect(first.stderr + second.stderr).toMatch(/E_CONFIG_FOLDER_TAKEN/);
      }
      expect(await lastState('killed')).toEqual(await lastState(whole));
    },
    60_000 + 20_000 * KILLS,
  );

  it('a disk that fills up in the middle of a state loses nothing', async () => {
    const args = ['-o', 'full', '--quiet'];
    expect((await train([...args, '--max-iter', '5'])).code).toBe(0);
    const [state] = await readdir(cli.at('full/states'));
    const blocks = Math.floor((await stat(cli.at('full/states', state!))).size / 1024) - 1;
    // Files may grow to that many KiB: a write fails in the middle, as on a full disk.
    const line = `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`;
    const limited = await new Promise<{ code: number | null; stderr: string }>((resolve) => {
      const command = [
        process.execPath,
        cli.main,
        'train',
        '-opt',
        'small.yml',
        '--backend',
        'wasm',
        ...args,
      ];
      const child = spawn('bash', ['-c', line, 'bash', ...command], { cwd: cli.folder });
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
      });
      child.on('close', (code) => resolve({ code, stderr }));
    });
    expect(limited.stderr).toMatch(
      /E_TRAINING_SAVE\].*states\/00000010\.safetensors cannot be written .*The last state is whole: full\/states\/00000005\.safetensors.*Make room, and start again/,
    );
    expect(limited.code).not.toBe(0);
    expect(await readdir(cli.at('full/states'))).toEqual([state]);
    expect((await train(args)).code).toBe(0);
    expect(await lastState('full')).toEqual(await lastState('run'));
  });

  it('pictures that vanish while it trains are named, and it goes on where they are back', async () => {
    await cp(cli.at('gt'), cli.at('gone'), { recursive: true });
    const args = ['-o', 'vanished', '--set', 'datasets.train.dataroot_gt=gone'];
    const { code, stderr } = await train(args, {
      onStderr: (text) => {
        if (/^10\/40/m.test(text)) rmSync(cli.at('gone/b.png'), { force: true });
      },
    });
    // Missing where it is looked for, or where it is read.
    const named = /DatasetError \[E_DATASET_(MISSING|PICTURE)\].*'b\.png'/;
    expect([code, stderr]).toEqual([3, expect.stringMatching(named)]);
    const [{ facts }] = [await lastState('vanished')];
    expect(facts['iteration']).toBeGreaterThanOrEqual(10);
    await cp(cli.at('gt/b.png'), cli.at('gone/b.png'));
    expect((await train([...args, '--quiet'])).code).toBe(0);
    const [mine, whole] = [await lastState('vanished'), await lastState('run')];
    expect(mine.tensors).toEqual(whole.tensors);
  });

  it('ends at SIGTERM after the iteration that runs, with everything saved', async () => {
    let told = false;
    const { code, stderr } = await train(
      ['-o', 'ended', '--max-iter', '100000', '--set', 'logger.save_checkpoint_freq=90000'],
      {
        // A second signal would end it at once.
        onStderr: (text, child) => {
          if (!told && /^10\/100000/m.test(text)) told = child.kill('SIGTERM');
        },
      },
    );
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/of 100000 iterations \(the same line goes on from here\)/),
    ]);
    expect(await readdir(cli.at('ended/states'))).toHaveLength(1);
  });

  it('is planned without being run', async () => {
    const { code, stdout } = await train([
      '--dry-run',
      '--json',
      '--set',
      'train.optim_g.lr=2e-4',
      '--max-iter',
      '7',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout.toString())).toMatchObject({ recipe: { totalIter: 7, optimG: { lr: 2e-4 } } });
    expect(await readdir(cli.folder)).not.toContain('experiments');
  });

  it.each([
    [
      ['--set', 'train.optim_g.lrr=1'],
      2,
      /option file: train\.optim_g: there is no option 'lrr'; did you mean lr\?/,
    ],
    [['--set', 'train.optim_g.lr=fast'], 2, /train\.optim_g\.lr is "fast", expected a number/],
    [['--set', 'network_g.type=SRVGG'], 2, /'SRVGG', expected one of RRDBNet/],
    [['--set', 'datasets.train.dataroot_gt=nowhere', '-o', 'none'], 3, /nowhere/],
    [['--set', 'datasets.train.gt_size=400', '-o', 'none2'], 3, /400/],
    [['--opt', 'missing.yml'], 3, /missing\.yml/],
  ] as const)('that cannot be, %j, is refused', async (args, expected, message) => {
    const { code, stderr } = await train(args);
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
  });
});

it('says what changed where a folder holds another training', async () => {
  const { code, stderr } = await train(['-o', 'run', '--set', 'train.ema_decay=0.5', '--max-iter', '50']);
  expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining('emaDecay: 0.9, now 0.5')]);
  expect(await readFile(cli.at('run/log.ndjson'), 'utf8')).not.toContain('"iteration":41');
});
