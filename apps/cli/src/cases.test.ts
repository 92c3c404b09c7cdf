import { existsSync, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';

// Files and folders that broke the command once, as a user gives them.

const CASES = fileURLToPath(new URL('../../../../shared/cases', import.meta.url));

describe.skipIf(!existsSync(CASES))('what broke the command once', () => {
  let cli: CliFixture;
  beforeAll(async () => {
    cli = await openCliFixture();
  });
  afterAll(() => cli.remove());

  it('a folder of formats that are not read: what is left out is counted and named', async () => {
    const { code, stderr } = await cli.upscale([join(CASES, 'folders/mixed-heic-bmp'), '-o', 'mixed/']);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /6 other files are of no format that srkit reads: IMG_1\.HEIC, b\.bmp, c\.bmp, d\.jp2, noext/,
    );
    expect(await readdir(cli.at('mixed'))).toEqual(['a_x4.png']);
  });

  it('one stem with several endings: the advice is never what was given, and works', async () => {
    const folder = join(CASES, 'folders/same-stem');
    const first = await cli.upscale([folder, '-o', 'stem/']);
    expect([first.code, first.stderr]).toEqual([2, expect.stringMatching(/both become .*different folders/)]);
    const second = await cli.upscale([folder, '-o', 'stem/', '--format', 'auto']);
    expect(second.code).toBe(2);
    expect(second.stderr).not.toContain('--format auto');
    for (const name of ['a.gif', 'a.jpg', 'a.png']) {
      expect((await cli.upscale([join(folder, name), '-o', `stem-${name}/`])).code).toBe(0);
    }
  });

  it('one name in two folders: two results when the folder above is given', async () => {
    const folder = join(CASES, 'folders/same-name-two-folders');
    const both = await cli.upscale([join(folder, 'x'), join(folder, 'y'), '-o', 'names/']);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('both become')]);
    const above = await cli.upscale([folder, '--recursive', '-o', 'names/']);
    expect(above.code).toBe(0);
    expect((await readdir(cli.at('names'))).sort()).toEqual(['x', 'y']);
  });

  it.each([
    ['cyclic.yml', 'E_CONFIG_BASICSR'],
    ['nest.json', 'E_CONFIG_OPTIONS'],
  ])('options that contain themselves or nest without end: %s', async (name, errorCode) => {
    const picture = join(CASES, 'folders/same-name-two-folders/x/1.png');
    const args = [
      'degrade',
      picture,
      '-o',
      'low/',
      '--backend',
      'wasm',
      '--options',
      join(CASES, 'options', name),
    ];
    const { code, stderr } = await cli.run(args);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(new RegExp(`ConfigError \\[${errorCode}\\] .{1,400}\\n$`)),
    ]);
  });

  it('every picture gives its result or an error that names it', async () => {
    // The animations have one stem, and the largest is another test's.
    const names = readdirSync(join(CASES, 'pictures')).filter((name) => !/^(anim\.webp|png16384)/.test(name));
    const inputs = names.map((name) => join(CASES, 'pictures', name));
    const { code, stdout } = await cli.upscale([...inputs, '-o', 'pictures/', '--json']);
    expect(code).toBe(3);
    const { files } = JSON.parse(stdout.toString()) as {
      files: { input: string; error?: { code: string } }[];
    };
    const failed = files.flatMap(({ input, error }) =>
      error ? [[input.slice(CASES.length), error.code]] : [],
    );
    expect(failed).toEqual([
      ['/pictures/f32.tif', 'E_IMAGE_UNSUPPORTED'],
      ['/pictures/jpeg-cut-eoi.jpg', 'E_IMAGE_DAMAGED'],
    ]);
    const tolerant = await cli.upscale([
      join(CASES, 'pictures/jpeg-cut-eoi.jpg'),
      '-o',
      'cut.png',
      '--tolerant',
    ]);
    expect([tolerant.code, tolerant.stderr]).toEqual([
      0,
      expect.stringMatching(/damaged, and read as far as it goes/),
    ]);
  });

  it.each([
    ['lfs_pointer.pth', /This is a Git LFS pointer, not the file\. Run: git lfs pull/],
    ['drive_page.pth', /This is an HTML page; the download went wrong/],
    ['torchscript.pt', /TorchScript archive/],
    ['whole_model.pth', /E_CHECKPOINT_FORBIDDEN/],
    ['model.onnx', /ONNX file without its graph/],
    ['aimed-setcopy2.pth', /E_CHECKPOINT_TOO_LARGE/],
    ['aimed-laughs.pth', /E_CHECKPOINT_TOO_LARGE/],
    ['aimed-recurse.pth', /E_CHECKPOINT_NESTING/],
  ])('info names %s as what it is', async (name, message) => {
    const { code, stderr } = await cli.run(['info', join(CASES, 'checkpoints', name)]);
    expect([code, stderr]).toEqual([3, expect.stringMatching(message)]);
  });
});
