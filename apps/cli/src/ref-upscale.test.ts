import '@tensorflow/tfjs-backend-cpu';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { openCheckpoint, saveSafetensors } from '@srkit/checkpoints';
import { decodeImage, writeImage } from '@srkit/image';
import {
  ContrasExtractorSep,
  CorrespondenceGenerationArch,
  MRAPARestorationNet,
  RestorationNet,
} from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { draw, drawTo, sizeOf } from './testing/pictures';

const SMALL = { ngf: 4, nBlocks: 1, groups: 2 };
let cli: CliFixture;

beforeAll(async () => {
  cli = await openCliFixture();
  await tf.setBackend('cpu');
  // Narrow ones, which load at once; C2-Matching's has one width.
  const refWidths = [2, 4, 6] as const;
  for (const [name, network] of [
    ['extractor', new ContrasExtractorSep({ widths: [4, 6, 8] }, { seed: 1 })],
    ['vgg', new CorrespondenceGenerationArch({ widths: refWidths }, { seed: 2 })],
    ['mrefsr', new MRAPARestorationNet({ ...SMALL, refWidths }, { seed: 3 })],
    ['wide-vgg', new CorrespondenceGenerationArch({}, { seed: 2 })],
    ['c2', new RestorationNet(SMALL, { seed: 4 })],
  ] as const) {
    await saveSafetensors(cli.at(`${name}.safetensors`), await network.stateDict());
    network.dispose();
  }
  await drawTo(cli.at('small.png'), { width: 8, height: 6 });
  await drawTo(cli.at('a.png'), { width: 32, height: 24 });
  await mkdir(cli.at('refs'));
  await drawTo(cli.at('refs/b.jpg'), { width: 26, height: 40 }, 'jpeg');
  await writeFile(cli.at('refs/broken.png'), 'no picture');
  await mkdir(cli.at('kept-refs'));
  await drawTo(cli.at('kept-refs/b.png'), { width: 26, height: 40 });
});
afterAll(() => cli.remove());

const THREE = [
  '--restoration',
  'mrefsr.safetensors',
  '--extractor',
  'extractor.safetensors',
  '--vgg',
  'vgg.safetensors',
];
const run = (...args: string[]) =>
  cli.run(['ref-upscale', ...args, ...(args.includes('--backend') ? [] : ['--backend', 'wasm'])]);

// Each run is a process of its own.
describe('srkit ref-upscale', { timeout: 240_000 }, () => {
  it('packs the networks, restores a picture and draws what came from where', async () => {
    const files = ['vgg.safetensors', 'mrefsr.safetensors', 'extractor.safetensors'];
    const said = ['--licence', 'ours', '--min-consistency', '0.25'];
    const packed = await cli.run(['convert', '--bundle', ...files, 'all.safetensors', ...said]);
    expect([packed.code, packed.stderr]).toEqual([0, expect.stringContaining('MRAPARestorationNet')]);
    const single = await cli.run(['convert', 'c2.safetensors', 'x.safetensors', '--min-consistency', '0.2']);
    expect([single.code, single.stderr]).toEqual([2, expect.stringContaining('belong to --bundle')]);
    const bundle = await openCheckpoint(cli.at('all.safetensors'));
    expect(bundle.metadata).toMatchObject({
      name: 'mrefsr.safetensors',
      licence: 'ours',
      minConsistency: '0.25',
      vgg: 'CorrespondenceGenerationArch',
    });
    await bundle.close();
    const info = await cli.run(['info', 'all.safetensors']);
    expect([info.code, info.stdout.toString()]).toEqual([
      0,
      expect.stringMatching(
        /bundle .*\nextractor +ContrasExtractorSep x1 .*\nvgg +CorrespondenceGenerationArch x1 .*\nrestoration +MRAPARestorationNet x4 /,
      ),
    ]);
    const maps = ['--match-map', 'map.png', '--sheet', '--trust-map'];
    const options = [
      '--model',
      'all.safetensors',
      '--min-consistency',
      '0',
      '--json',
      '-o',
      'out.png',
      ...maps,
    ];
    const { code, stdout, stderr } = await run('small.png', '--ref', 'a.png', '--ref', 'refs/', ...options);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/small\.png 8x6 -> out\.png 32x24 \| .* 2 of 2 references/),
    ]);
    expect(stderr).toMatch(/reference left out: .*broken\.png/);
    expect(await sizeOf(cli.at('out.png'))).toBe('32x24');
    const [file] = JSON.parse(stdout.toString()).files;
    expect(file).toMatchObject({
      status: 'done',
      unreadable: [{ reference: expect.stringContaining('broken.png') }],
    });
    expect(file.report.references).toHaveLength(2);
    expect(file.trust.forms).toBe(4);
    for (const name of ['map.png', 'out_sheet.png', 'out_trust.png']) {
      const { width, height } = await decodeImage(cli.at(name));
      expect(Math.min(width, height)).toBeGreaterThan(200);
    }
    const arrays = await openCheckpoint(cli.at('map.safetensors'));
    expect(Object.fromEntries(arrays.tensors.map(({ name, shape }) => [name, shape.join('x')]))).toEqual({
      reference: '24x32',
      weight: '24x32',
      matched: '6x8',
      correlation: '6x8',
      position: '6x8x2',
      'weight.0': '6x8',
      'weight.1': '6x8',
    });
    expect(arrays.metadata).toEqual({
      'reference 0': 'a.png',
      'reference 1': expect.stringContaining('b.jpg'),
    });
    await arrays.close();
    expect(JSON.parse(await readFile(cli.at('out_trust.json'), 'utf8'))).toHaveProperty('disagreement.p95');
  });

  it('names references by their files, whatever could not be read before them', async () => {
    await mkdir(cli.at('some'));
    await writeFile(cli.at('some/a-broken.png'), 'no picture');
    await drawTo(cli.at('some/thin.png'), { width: 1, height: 40 });
    await drawTo(cli.at('some/vast.png'), { width: 80, height: 60 });
    const options = ['--max-reference-pixels', '1200', '--min-consistency', '0', '--json', '-o', 'named.png'];
    const { code, stdout, stderr } = await run('small.png', '--ref', 'some', ...options, ...THREE);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/small\.png: some.thin\.png has 1x40 pixels/)]);
    expect(stderr).toMatch(/small\.png: some.vast\.png of 80x60 was reduced to 40x30/);
    const [file] = JSON.parse(stdout.toString()).files;
    expect(file.report.references).toMatchObject([
      { index: 0, path: expect.stringContaining('thin.png'), status: { used: false, reason: 'too small' } },
      { index: 1, path: expect.stringContaining('vast.png'), width: 80, seenAs: { width: 40, height: 30 } },
    ]);
  });

  it('reads of a folder with the picture itself what may be a reference, and says what it leaves out', async () => {
    await mkdir(cli.at('mixed'));
    await drawTo(cli.at('mixed/small.png'), { width: 8, height: 6 });
    await drawTo(cli.at('mixed/sharp.png'), { width: 32, height: 24 });
    await writeFile(cli.at('mixed/notes.txt'), 'no picture');
    const options = ['--model', 'all.safetensors', '--json', '--match-map', 'maps/new/map.png'];
    const { code, stdout, stderr } = await run('mixed/small.png', '--ref', 'mixed', ...options);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/1 other file is of no format .* notes\.txt/)]);
    const { files, leftOut } = JSON.parse(stdout.toString());
    expect(leftOut).toEqual([expect.stringContaining('notes.txt')]);
    expect(files[0].references).toEqual([expect.stringContaining('sharp.png')]);
    // By the threshold of the bundle.
    expect(files[0].report.minConsistency).toBe(0.25);
    expect(existsSync(cli.at('maps/new/map.safetensors'))).toBe(true);
    await rm(cli.at('mixed/sharp.png'));
    // Where its own result lies beside it as well.
    const alone = await run('mixed/small.png', '--ref', 'mixed', ...THREE, '--overwrite');
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringMatching(/nothing but 'mixed.small\.png'/)]);
  });

  it('finds before the work what would stop it at the end', async () => {
    await drawTo(cli.at('clear.png'), { width: 8, height: 6, channels: 4 });
    const jpeg = await run('clear.png', '--ref', 'a.png', '-o', 'clear.jpg', ...THREE);
    expect([jpeg.code, jpeg.stderr]).toEqual([3, expect.stringMatching(/--background white/)]);
    const flat = await run(
      'clear.png',
      '--ref',
      'a.png',
      '-o',
      'clear.jpg',
      '--background',
      'white',
      ...THREE,
    );
    expect([flat.code, await sizeOf(cli.at('clear.jpg'))]).toEqual([0, '32x24']);
    for (const [option, made] of [
      ['--match-map', 'kept_map.safetensors'],
      ['--trust-map', 'kept_trust.json'],
      ['--sheet', 'kept_sheet.png'],
    ] as const) {
      await writeFile(cli.at(made), 'mine');
      const { code, stderr } = await run('small.png', '--ref', 'a.png', '-o', 'kept.png', option, ...THREE);
      expect([code, stderr]).toEqual([1, expect.stringContaining(`'${made}' exists already`)]);
      expect(await readFile(cli.at(made), 'utf8')).toBe('mine');
      expect(existsSync(cli.at('kept.png'))).toBe(false);
      await rm(cli.at(made));
    }
  });

  it('works through a folder of CUFED5 and one of LMR, and goes on where it stopped', async () => {
    await mkdir(cli.at('cufed'));
    for (const name of ['000_0', '000_1', '000_2', '001_0', '001_1']) {
      await drawTo(cli.at(`cufed/${name}.png`), { width: 34, height: 25 });
    }
    const first = await run('cufed', '-o', 'restored/', '--downscale', ...THREE);
    expect([first.code, first.stderr]).toEqual([0, expect.stringContaining('2 done, 0 failed')]);
    expect(await sizeOf(cli.at('restored/000_0_x4.png'))).toBe('32x24');
    const { files } = JSON.parse((await run('cufed', '--dry-run', '--json', ...THREE)).stdout.toString());
    const order = [['000_1.png', '000_2.png'], ['001_1.png']].map((names) =>
      names.map((name) => expect.stringContaining(name)),
    );
    expect(files.map(({ references }: { references: string[] }) => references)).toEqual(order);
    const again = await run('cufed', '-o', 'restored/', '--downscale', ...THREE);
    expect(again.stderr).toContain('0 done, 0 failed, 2 skipped');
    await mkdir(cli.at('lmr/0007_t.png'), { recursive: true });
    for (const name of ['t', 'r1', 'r2'])
      await drawTo(cli.at(`lmr/0007_t.png/${name}.png`), { width: 24, height: 20 });
    const plan = await run('lmr', '--dry-run', '--downscale', ...THREE);
    expect(plan.stdout.toString()).toMatch(
      /t\.png 6x5 -> .*restored.t_x4\.png 24x20 \| 2 references, exhaustive search \| about/,
    );
    expect(existsSync(cli.at('lmr/restored'))).toBe(false);
  });

  it('makes small what the scale divides, of eight bits', async () => {
    const original = draw({ width: 34, height: 25 });
    const cut = { ...original, width: 32, height: 24, data: new Uint8Array(32 * 24 * 3) };
    for (let y = 0; y < 24; y++) cut.data.set(original.data.subarray(y * 102, y * 102 + 96), y * 96);
    await writeImage(cli.at('cut.png'), cut, { format: 'png' });
    await drawTo(cli.at('deep.png'), { width: 34, height: 25, bits: 16 });
    const [one, other] = await Promise.all(
      ['cut', 'deep'].map(async (name) => {
        const made = await run(`${name}.png`, '--ref', 'a.png', '--downscale', ...THREE);
        expect([made.code, made.stderr]).toEqual([0, expect.anything()]);
        return decodeImage(cli.at(`${name}_x4.png`));
      }),
    );
    expect(other!.data).toEqual(one!.data);
  });

  it('takes the model inside srkit where none is named, or by its name', async () => {
    const whole = await run('small.png', '--ref', 'a.png', '-o', 'own.png', '--verbose');
    expect([whole.code, whole.stderr]).toEqual([0, expect.stringMatching(/model srkit-ref-x4/)]);
    expect(await sizeOf(cli.at('own.png'))).toBe('32x24');
    const named = await run('small.png', '--ref', 'a.png', '-o', 'by-name.png', '--model', 'ref');
    expect([named.code, named.stderr]).toEqual([0, expect.anything()]);
    expect(await readFile(cli.at('by-name.png'))).toEqual(await readFile(cli.at('own.png')));
    const alone = await cli.run(['upscale', 'small.png', '--model', 'ref']);
    expect([alone.code, alone.stderr]).toEqual([
      2,
      expect.stringMatching(/takes references: srkit ref-upscale/),
    ]);
    const list = await cli.run(['models', 'list']);
    expect(list.stdout.toString()).toMatch(/srkit-ref-x4 +x4 +built in/);
  });

  it('takes one reference with C2-Matching, and says so', async () => {
    const networks = ['--model', 'c2.safetensors', ...THREE.slice(2, 4), '--vgg', 'wide-vgg.safetensors'];
    const { code, stderr } = await run(
      'small.png',
      '--ref',
      'a.png',
      '--ref',
      'refs/b.jpg',
      '--min-consistency',
      '0',
      '-o',
      'c2.png',
      ...networks,
    );
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/c2\.safetensors is a RestorationNet, which takes one reference/),
    ]);
    expect(stderr).toContain('1 of 2 references');
  });

  it.each([
    [
      'two of three',
      ['small.png', '--ref', 'a.png', ...THREE.slice(0, 4)],
      2,
      /--vgg is missing:[\s\S]*mrefsr_mse\.pth[\s\S]*vgg19-dcbb9e9d\.pth/,
    ],
    [
      'a model that is not there',
      ['small.png', '--ref', 'a.png', '--model', 'reff'],
      3,
      /'reff' is not there/,
    ],
    ['no references', ['small.png', ...THREE], 2, /no references/],
    [
      'a file in the wrong place',
      ['small.png', '--ref', 'a.png', ...THREE.slice(0, 4), '--vgg', 'c2.safetensors'],
      3,
      /c2\.safetensors holds RestorationNet, the restoration, expected the vgg/,
    ],
    ['a folder of nothing', ['refs', ...THREE], 3, /no pictures with references of their own/],
    ['broken references alone', ['small.png', '--ref', 'refs/broken.png', ...THREE], 3, /broken\.png/],
    [
      'a result that is a reference',
      ['small.png', '--ref', 'a.png', '-o', 'a.png', '--overwrite', ...THREE],
      2,
      /a\.png/,
    ],
    [
      'a map that is the result',
      ['small.png', '--ref', 'a.png', '-o', 'same.png', '--match-map', './same.png', ...THREE],
      2,
      /Two of the files made of 'small\.png' would be '\.\/same\.png'/,
    ],
    [
      'two maps of one name',
      ['small.png', '--ref', 'a.png', '-o', 'x.png', '--sheet', 'y.png', '--trust-map', 'y.png', ...THREE],
      2,
      /Two of the files made of 'small\.png' would be 'y\.png'/,
    ],
    [
      'a result that is one of the references of a folder',
      ['small.png', '--ref', 'kept-refs', '-o', 'kept-refs/b.png', '--overwrite', ...THREE],
      2,
      /b\.png' is a reference and would be replaced/,
    ],
    [
      'another ending',
      ['small.png', '--ref', 'a.png', '--match-map', 'map.jpg', ...THREE],
      2,
      /ends in \.png/,
    ],
  ] as const)('refuses %s', async (_what, args, exit, message) => {
    const before = await readFile(cli.at('a.png'));
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([exit, expect.stringMatching(message)]);
    expect(await readFile(cli.at('a.png'))).toEqual(before);
  });
});
