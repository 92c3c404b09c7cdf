import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { decodeImage, encodeImage, probeImage, type Raster, writeImage } from '@srkit/image';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { draw, drawTo, enlarged, sameBytes, sizeOf } from './testing/pictures';
import { writeTinyModel } from './testing/tiny-model';

let cli: CliFixture;
beforeAll(async () => {
  cli = await openCliFixture();
});
afterAll(() => cli.remove());

describe('one picture', () => {
  it('lies beside its input as NAME_x4.png, and only stderr says so', async () => {
    const source = await drawTo(cli.at('holiday.jpg'), {}, 'jpeg').then(() =>
      decodeImage(cli.at('holiday.jpg')),
    );
    const { code, stdout, stderr } = await cli.upscale(['holiday.jpg']);
    expect(stderr).toMatch(/^backend wasm: --backend wasm\n/);
    expect(stderr).toMatch(
      /holiday\.jpg 8x6 -> holiday_x4\.png 32x24 \| tiny\.safetensors \| wasm \| exact, halo 3, untiled \| \d+\.\d s\n$/,
    );
    expect(stdout).toHaveLength(0);
    expect(code).toBe(0);
    const result = await decodeImage(cli.at('holiday_x4.png'));
    expect(sameBytes(result.data, enlarged(source, 4).data)).toBe(true);
  });

  it('stays what it is: grey, alpha, 16 bits, 1x1 and 1x5000', async () => {
    const drawings = {
      grey: { channels: 1 },
      'grey with alpha': { channels: 2 },
      '16-bit': { channels: 3, bits: 16 },
      '16-bit RGBA': { channels: 4, bits: 16 },
      '1x1': { width: 1, height: 1 },
      '1x5000': { width: 1, height: 5000 },
    } as const;
    await mkdir(cli.at('kinds'));
    const sources = new Map<string, Raster>();
    for (const [name, drawing] of Object.entries(drawings)) {
      sources.set(name, await drawTo(cli.at(`kinds/${name}.png`), drawing));
    }
    const { code, stderr } = await cli.upscale(['kinds', '-o', 'kinds-out']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('6 done, 0 failed')]);
    for (const [name, source] of sources) {
      const result = await decodeImage(cli.at(`kinds-out/${name}_x4.png`));
      const { width, height, channels, data } = enlarged(source, 4);
      expect(result).toMatchObject({ width, height, channels });
      expect(result.data.constructor).toBe(data.constructor);
      // Where the picture is fully transparent its colour is filled in from around.
      if (channels % 2 === 1) expect(sameBytes(result.data, data)).toBe(true);
    }
  });

  it('takes any scale, under both names of the option', async () => {
    await drawTo(cli.at('scale.png'));
    for (const option of ['--scale', '--outscale']) {
      const { code } = await cli.upscale(['scale.png', option, '2.5', '--overwrite']);
      expect(code).toBe(0);
      expect(await sizeOf(cli.at('scale_x2.5.png'))).toBe('20x15');
    }
  });

  it.each([
    [['-o', 'b.JPG', '--quality', '60'], 'b.JPG', 'jpeg'],
    [['--format', 'auto', '--suffix', '-big'], 'formats-big.jpeg', 'jpeg'],
    [['-o', 'c.avif'], 'c.avif', 'avif'],
  ] as const)('writes the format that %j asks for', async (options, output, format) => {
    await drawTo(cli.at('formats.jpeg'), {}, 'jpeg');
    const { code, stderr } = await cli.upscale(['formats.jpeg', ...options]);
    expect([code, stderr]).toEqual([0, expect.stringContaining(output)]);
    expect((await probeImage(cli.at(output))).format).toBe(format);
  });

  it('goes through a pipe', async () => {
    const raster = draw({ width: 5, height: 4 });
    const input = await encodeImage(raster, { format: 'png' });
    const { code, stdout, stderr } = await cli.upscale(['-', '-o', '-'], { input });
    expect([code, stderr]).toEqual([0, expect.stringContaining('- 5x4 -> stdout 20x16')]);
    expect(sameBytes((await decodeImage(stdout)).data, enlarged(raster, 4).data)).toBe(true);
    const webp = await cli.upscale(['-', '-o', '-', '--format', 'auto'], {
      input: await encodeImage(raster, { format: 'webp' }),
    });
    expect((await probeImage(webp.stdout)).format).toBe('webp');
  });

  it('uses the model inside srkit when none is named', async () => {
    await drawTo(cli.at('default.png'));
    const { code, stderr } = await cli.run(['upscale', 'default.png', '--backend', 'wasm']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('| srkit-photo-x4 | wasm |')]);
  });

  it('knows the other built-in models by their names', async () => {
    await drawTo(cli.at('named.png'));
    const named = await cli.run(['upscale', 'named.png', '--model', 'psnr', '--backend', 'wasm']);
    expect([named.code, named.stderr]).toEqual([0, expect.stringContaining('| srkit-psnr-x4 | wasm |')]);
    const { code, stderr } = await cli.run(['upscale', 'named.png', '--model', 'srkit-psnr-x5', '--dry-run']);
    expect([code, stderr]).toEqual([3, expect.stringContaining('E_CHECKPOINT_NOT_FOUND')]);
  });
});

describe('alpha and JPEG', () => {
  it('go together where alpha hides nothing, or with --background, as the message says', async () => {
    const seen = await drawTo(cli.at('opaque.png'), { channels: 4 });
    for (let i = 3; i < seen.data.length; i += 4) seen.data[i] = 255;
    await writeImage(cli.at('opaque.png'), seen, { format: 'png', overwrite: true });
    expect((await cli.upscale(['opaque.png', '-o', 'opaque.jpg'])).code).toBe(0);
    expect((await probeImage(cli.at('opaque.jpg'))).channels).toBe(3);
    await drawTo(cli.at('veiled.png'), { channels: 4 });
    const refused = await cli.upscale(['veiled.png', '-o', 'veiled.jpg']);
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('--background white')]);
    expect((await cli.upscale(['veiled.png', '-o', 'veiled.jpg', '--background', 'white'])).code).toBe(0);
    const grey = await cli.upscale(['veiled.png', '-o', 'grey.jpg', '--background', 'greyish']);
    expect([grey.code, grey.stderr]).toEqual([2, expect.stringContaining('E_CONFIG_BACKGROUND')]);
  });
});

it('says that an animation has more frames than are taken, and counts them', async () => {
  const frame = (level: number) =>
    sharp({ create: { width: 8, height: 8, channels: 3, background: { r: level, g: 0, b: 0 } } })
      .png()
      .toBuffer();
  const frames = await Promise.all([0, 100, 200].map(frame));
  await sharp(frames, { join: { animated: true } })
    .gif()
    .toFile(cli.at('three.gif'));
  const { code, stdout, stderr } = await cli.upscale(['three.gif', '-o', 'three.png', '--json']);
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining('three.gif: the first of 3 frames; the others are left out\n'),
  ]);
  expect(JSON.parse(stdout.toString()).files).toMatchObject([{ status: 'done', framesLeftOut: 2 }]);
});

it('reads a damaged picture with --tolerant only, and says what is lost', async () => {
  await drawTo(cli.at('whole.jpg'), { width: 64, height: 64, noise: true }, 'jpeg');
  const bytes = await readFile(cli.at('whole.jpg'));
  await writeFile(cli.at('cut.jpg'), bytes.subarray(0, bytes.length >> 1));
  const refused = await cli.upscale(['cut.jpg', '-o', 'cut.png']);
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('E_IMAGE_DAMAGED')]);
  const { code, stderr } = await cli.upscale(['cut.jpg', '-o', 'cut.png', '--tolerant']);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^cut\.jpg: .*\n/m)]);
});

describe('options of Real-ESRGAN and its ncnn program', () => {
  it('-i, -n, -s and -t are known', async () => {
    await drawTo(cli.at('alias.png'), { width: 20, height: 20 });
    const args = ['-i', 'alias.png', '-o', 'alias-out.png', '-n', cli.model, '-s', '2', '-t', '16'];
    const { code, stderr } = await cli.run(['upscale', ...args, '--backend', 'wasm']);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/-> alias-out\.png 40x40 .* 4 tiles of 16x16/)]);
  });

  it.each([
    ['-g', /The fastest graphics card is taken by itself/],
    ['-x', /no averaging over turned pictures/],
    ['-dn', /The strength is --denoise/],
    ['--face_enhance', /no network for faces/],
    ['--tile_pad', /It is --tile-pad/],
  ])('%s is answered', async (option, hint) => {
    const { code, stderr } = await cli.run(['upscale', 'alias.png', option, '0']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(hint)]);
  });
});

it.skipIf(process.platform !== 'linux')(
  "names a limit of 'ulimit -v', and computes all the same",
  async () => {
    await drawTo(cli.at('limited.png'));
    const limited = (args: readonly string[]) =>
      new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
        const script = `ulimit -v 8000000; exec "$0" "$@"`;
        execFile(
          'bash',
          ['-c', script, process.execPath, cli.main, ...args],
          { cwd: cli.folder, env: { ...process.env, SRKIT_CACHE: cli.at('cache') } },
          (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
        );
      });
    const upscaled = await limited(['upscale', 'limited.png', '--model', cli.model]);
    expect([upscaled.code, upscaled.stderr]).toEqual([
      0,
      expect.stringMatching(/^backend cpu: .*'ulimit -v' limits here; 'ulimit -v unlimited'/),
    ]);
    const asked = await limited([
      'upscale',
      'limited.png',
      '--model',
      cli.model,
      '--backend',
      'wasm',
      '--overwrite',
    ]);
    expect([asked.code, asked.stderr]).toEqual([4, expect.stringMatching(/DeviceError .*ulimit -v/)]);
    const doctor = await limited(['doctor']);
    expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringMatching(/auto +takes cpu: .*ulimit -v/)]);
  },
);

describe('tiles', () => {
  it('are exact by default and the same as none; --fast says so', async () => {
    const source = await drawTo(cli.at('tiles.png'), { width: 40, height: 30 });
    const exact = await cli.upscale(['tiles.png', '-o', 'exact.png', '--tile', '16']);
    expect(exact.stderr).toContain('| exact, halo 3, 6 tiles of 16x16 |');
    expect(sameBytes((await decodeImage(cli.at('exact.png'))).data, enlarged(source, 4).data)).toBe(true);
    const fast = await cli.upscale([
      'tiles.png',
      '-o',
      'fast.png',
      '--tile',
      '16',
      '--fast',
      '--tile-pad',
      '2',
    ]);
    expect(fast.stderr).toContain('| fast, halo 2, 6 tiles of 16x16, seams blended over 2 |');
  });

  it('with a narrow halo say what exact ones would cost, and how far off a seam is', async () => {
    await drawTo(cli.at('narrow.png'), { width: 96, height: 90 });
    const narrow = ['narrow.png', '--fast', '--tile', '32', '--tile-pad', '1'];
    const { stderr, stdout } = await cli.upscale([...narrow, '--json']);
    expect(stderr).toMatch(
      /note: tiles with a halo of 1 pixels, where this network sees 3, are not exact\. These compute 1\.\d\d times the picture; exact bands, .* 1\.\d\d times\./,
    );
    expect(stderr).toMatch(/\| at a seam off by up to \d+ levels of 255, \d\.\d\d on average \|/);
    const [{ report }] = JSON.parse(String(stdout)).files;
    expect(report.tiles).toMatchObject({ exact: false, halo: 1, sees: 3, foreseen: null });
    expect(report.seam).toMatchObject({ halo: 3, at: { width: 32, height: 32 } });
    const plan = await cli.upscale([...narrow, '--dry-run', '-o', 'unwritten.png']);
    expect(String(plan.stdout)).toContain('note: tiles with a halo of 1 pixels');
  });

  it('smaller than the halo work, and the cost is told once', async () => {
    await drawTo(cli.at('small1.png'), { width: 20, height: 20 });
    await drawTo(cli.at('small2.png'), { width: 20, height: 20 });
    const { code, stderr } = await cli.upscale(['small1.png', 'small2.png', '--tile', '2']);
    expect(code).toBe(0);
    expect(stderr.match(/note: exact tiles compute [\d.]+ times .* halo is 3 .*--fast/g)).toHaveLength(1);
  });

  it('with too narrow a halo are refused when exact', async () => {
    await drawTo(cli.at('narrow.png'));
    const { code, stderr } = await cli.upscale(['narrow.png', '--tile-pad', '1']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/ConfigError \[E_CONFIG_HALO\] tilePad is 1, .*--fast/),
    ]);
  });
});

describe('what it prints', () => {
  it('is one JSON document with --json', async () => {
    await drawTo(cli.at('j1.png'));
    await drawTo(cli.at('j2.png'));
    const { code, stdout } = await cli.upscale(['j1.png', 'missing.png', 'j2.png', '-o', 'json', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout.toString())).toMatchObject({
      model: { name: 'tiny.safetensors', architecture: 'SRVGGNetCompact', scale: 4 },
      backend: { name: 'wasm', reason: '--backend wasm' },
      files: [
        {
          input: 'j1.png',
          status: 'done',
          report: { backend: 'wasm', output: { width: 32 } },
          profile: 'none',
        },
        { input: 'missing.png', status: 'failed', error: { name: 'ImageError', code: 'E_IMAGE_NOT_FOUND' } },
        { input: 'j2.png', status: 'done' },
      ],
      summary: { done: 2, failed: 1, skipped: 0, left: 0 },
      interrupted: false,
    });
  });

  it('is nothing with --quiet, and more with --verbose', async () => {
    await drawTo(cli.at('quiet.png'));
    expect((await cli.upscale(['quiet.png', '--quiet'])).stderr).toBe('');
    const { stderr } = await cli.upscale(['gone.png', '--verbose']);
    expect(stderr).toMatch(/model tiny\.safetensors: SRVGGNetCompact x4, \d+ parameters/);
    expect(stderr).toMatch(/ImageError \[E_IMAGE_NOT_FOUND\].*\n\s+at /);
  });

  it('is the plan with --dry-run, and nothing is written', async () => {
    await mkdir(cli.at('dry'));
    await drawTo(cli.at('dry/a.png'), { width: 64, height: 48 });
    const { code, stdout } = await cli.upscale(['dry', '-o', 'dry-out/', '--dry-run', '--tile', '32']);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(
      /^dry\/a\.png 64x48 -> dry-out\/a_x4\.png 256x192 \| exact, halo 3, 4 tiles of 32x32 \| computes 1\.\d\d times the picture, holds [\d.]+ [KM]iB beside the weights\n$/,
    );
    const json = await cli.upscale(['dry', '-o', 'dry-out/', '--dry-run', '--json']);
    expect(JSON.parse(json.stdout.toString()).files[0]).toMatchObject({
      status: 'planned',
      plan: { width: 256, height: 192, tiles: { count: 1, exact: true } },
    });
    expect(existsSync(cli.at('dry-out'))).toBe(false);
    expect(await readdir(cli.at('dry'))).toEqual(['a.png']);
  });

  it('survives a closed pipe without a word', async () => {
    await drawTo(cli.at('pipe.png'), { width: 300, height: 300 });
    const { code, stderr } = await cli.upscale(['pipe.png', '-o', '-', '--quiet'], {
      onChild: (child) => child.stdout?.once('data', () => child.stdout?.destroy()),
    });
    expect([code, stderr]).toEqual([0, '']);
  });
});

it('interpolates with the partner for --denoise', async () => {
  await drawTo(cli.at('noise.png'), { width: 4, height: 4 });
  await writeTinyModel(cli.at('realesr-general-x4v3.safetensors'));
  await writeTinyModel(cli.at('realesr-general-wdn-x4v3.safetensors'), { value: 1 });
  const at = (strength: string, ...more: string[]) =>
    cli.run(
      [
        'upscale',
        'noise.png',
        '-o',
        `noise${strength}.png`,
        '--backend',
        'wasm',
        '--denoise',
        strength,
      ].concat(more.length > 0 ? more : ['--model', 'realesr-general-x4v3.safetensors']),
    );
  expect(await at('1')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('| realesr-general-x4v3.safetensors |'),
  });
  expect(await at('0.5')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(
      'realesr-general-x4v3.safetensors+realesr-general-wdn-x4v3 (denoise 0.5)',
    ),
  });
  const pixels = async (strength: string) => (await decodeImage(cli.at(`noise${strength}.png`))).data;
  expect(await pixels('0.5')).not.toEqual(await pixels('1'));
  await copyFile(cli.model, cli.at('other.safetensors'));
  expect(await at('0.3', '--model', 'other.safetensors')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /--denoise needs a model with a second checkpoint.*realesr-general-x4v3.*--denoise-model/,
    ),
  });
  expect(
    await at(
      '0.2',
      '--model',
      'other.safetensors',
      '--denoise-model',
      'realesr-general-wdn-x4v3.safetensors',
    ),
  ).toMatchObject({ code: 0 });
  expect(await readFile(cli.at('noise0.2.png'))).toBeInstanceOf(Buffer);
});

describe('what pictures carry', () => {
  const CASES = '../../../packages/image/fixtures/cases/';
  const bring = (name: string): Promise<void> =>
    copyFile(new URL(`${CASES}${name}`, import.meta.url), cli.at(name));

  it('--keep-metadata takes dates over and leaves the place out, --keep-gps does not', async () => {
    await bring('exif6.jpg');
    const kept = async (...flags: string[]): Promise<number> => {
      const { code } = await cli.upscale(['exif6.jpg', '-o', 'kept.tif', '--overwrite', ...flags]);
      expect(code).toBe(0);
      const { metadata } = await decodeImage(cli.at('kept.tif'));
      return metadata?.exif?.length ?? 0;
    };
    const [none, some, all] = [
      await kept(),
      await kept('--keep-metadata'),
      await kept('--keep-metadata', '--keep-gps'),
    ];
    expect(none).toBe(0);
    expect(some).toBeGreaterThan(0);
    expect(all).toBeGreaterThan(some);
    expect((await cli.upscale(['exif6.jpg', '--keep-gps'])).stderr).toMatch(
      /--keep-gps needs --keep-metadata/,
    );
  });

  it('--keep-colours and --no-check reach the upscaler', async () => {
    await drawTo(cli.at('plain.png'));
    const { stdout, code } = await cli.upscale(['plain.png', '--keep-colours', '--no-check', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout.toString()).files[0].report.fidelity).toBeNull();
  });
});
