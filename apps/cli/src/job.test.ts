import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { drawTo, sizeOf } from './testing/pictures';
import { writeTinyModel } from './testing/tiny-model';

const JOURNAL = '.srkit-job.json';

let cli: CliFixture;
beforeAll(async () => {
  cli = await openCliFixture();
  await writeTinyModel(cli.at('slow.safetensors'), { numFeat: 12, numConv: 2 });
});
afterAll(() => cli.remove());
beforeEach(() =>
  Promise.all(['in', 'out'].map((name) => rm(cli.at(name), { recursive: true, force: true }))),
);

const drawAll = async (names: readonly string[], side = 8): Promise<void> => {
  await mkdir(cli.at('in'), { recursive: true });
  for (const name of names) await drawTo(cli.at('in', name), { width: side, height: side });
};

describe('inputs', () => {
  it('can be folders, whose folders wait for --recursive', async () => {
    await drawAll(['b10.png', 'b2.png', 'a.PNG']);
    await mkdir(cli.at('in/deep'));
    await drawTo(cli.at('in/deep/c.png'));
    await writeFile(cli.at('in/notes.txt'), 'no picture');
    const flat = await cli.upscale(['in', '-o', 'out']);
    expect(flat.stderr.match(/^in\S+/gm)).toEqual(['in/a.PNG', 'in/b2.png', 'in/b10.png']);
    expect(flat.stderr).toMatch(/3 done, 0 failed, 0 skipped in \d+\.\d s\n$/);
    expect((await readdir(cli.at('out'))).sort()).toEqual(['a_x4.png', 'b10_x4.png', 'b2_x4.png']);
    const deep = await cli.upscale(['in', '-o', 'out', '--recursive', '--overwrite']);
    expect(deep.code).toBe(0);
    expect(await sizeOf(cli.at('out/deep/c_x4.png'))).toBe('32x24');
  });

  it('can be patterns that the shell has not expanded, and each file counts once', async () => {
    await drawAll(['a.png', 'b.png']);
    const { code, stderr } = await cli.upscale(['in/*.png', './in/a.png', '-o', 'out']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('2 done, 0 failed, 0 skipped')]);
  });

  it('leave out earlier results', async () => {
    await drawAll(['a.png', 'b.png']);
    expect((await cli.upscale(['in'])).code).toBe(0);
    const again = await cli.upscale(['in', '--overwrite']);
    expect(again.stderr).toContain('left out 2 earlier results among the inputs\n');
    expect((await readdir(cli.at('in'))).sort()).toEqual(['a.png', 'a_x4.png', 'b.png', 'b_x4.png']);
  });
});

describe('a job with a bad file', () => {
  it('does the rest and goes on with what is missing when it is run again', async () => {
    await drawAll(['a.png', 'c.png']);
    await writeFile(cli.at('in/b.png'), 'no picture');
    const first = await cli.upscale(['in', '-o', 'out']);
    expect(first.code).toBe(3);
    expect(first.stderr).toMatch(/^in\/b\.png: ImageError \[E_IMAGE_NOT_AN_IMAGE\] /m);
    expect(first.stderr).toMatch(/2 done, 1 failed, 0 skipped in/);
    await drawTo(cli.at('in/b.png'));
    const second = await cli.upscale(['in', '-o', 'out']);
    expect([second.code, second.stderr]).toEqual([
      0,
      expect.stringMatching(/1 done, 0 failed, 2 skipped in/),
    ]);
    expect((await readdir(cli.at('out'))).sort()).toEqual(['a_x4.png', 'b_x4.png', 'c_x4.png']);
  });

  it('never replaces results that it has not made', async () => {
    await drawAll(['a.png', 'b.png']);
    await mkdir(cli.at('out'));
    await writeFile(cli.at('out/a_x4.png'), 'precious');
    const { code, stderr } = await cli.upscale(['in', '-o', 'out']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/in\/a\.png: OutputError \[E_OUTPUT_EXISTS\] .*--overwrite/);
    expect(stderr).toContain('1 done, 1 failed, 0 skipped');
    expect(await readFile(cli.at('out/a_x4.png'), 'utf8')).toBe('precious');
    expect((await cli.upscale(['in', '-o', 'out', '--overwrite'])).code).toBe(0);
    expect(await sizeOf(cli.at('out/a_x4.png'))).toBe('32x32');
  });
});

describe('an interrupted job', () => {
  const names = Array.from({ length: 5 }, (_, i) => `${i}.png`);

  /** Slow enough to be caught in the middle of a tile. */
  const slow = async (): Promise<string[]> => {
    await drawAll(names, 48);
    return ['upscale', 'in', '-o', 'out', '--model', 'slow.safetensors', '--backend', 'cpu'];
  };

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stops at once on %s, leaves nothing in part, and goes on',
    async (signal) => {
      const args = await slow();
      const first = await cli.run(args, {
        onStderr: (text, child) => {
          if (/^in\/1\.png/m.test(text) && !child.killed) child.kill(signal);
        },
      });
      expect([first.code, first.signal]).toEqual([130, null]);
      expect(first.stderr).toMatch(
        /AbortError \[E_INTERRUPTED\] Interrupted by SIG.*\nThe same command goes on where this one stopped\.\n$/,
      );
      expect((await readdir(cli.at('out'))).sort()).toEqual([JOURNAL, '0_x4.png', '1_x4.png']);
      const modified = (await stat(cli.at('out/0_x4.png'))).mtimeMs;

      const second = await cli.run([...args, '--json']);
      expect(second.code).toBe(0);
      const { files, summary } = JSON.parse(second.stdout.toString());
      expect(files.map(({ status }: { status: string }) => status)).toEqual([
        'skipped',
        'skipped',
        ...Array.from({ length: 3 }, () => 'done'),
      ]);
      expect(summary).toMatchObject({ done: 3, failed: 0, skipped: 2, left: 0 });
      expect((await stat(cli.at('out/0_x4.png'))).mtimeMs).toBe(modified);
      expect(await readdir(cli.at('out'))).toHaveLength(5);
    },
  );

  it('ends at once on a second Ctrl-C', async () => {
    const args = await slow();
    const { code, signal } = await cli.run(args, {
      onStderr: (text, child) => {
        if (!/^in\/0\.png/m.test(text) || child.killed) return;
        child.kill('SIGINT');
        child.kill('SIGINT');
      },
    });
    expect(code === 130 || signal === 'SIGINT').toBe(true);
  });

  it('does a picture again that has changed, and begins anew with other options', async () => {
    await drawAll(['a.png', 'b.png', 'c.png']);
    await writeFile(cli.at('in/c.png'), 'no picture');
    expect((await cli.upscale(['in', '-o', 'out'])).code).toBe(3);
    await utimes(cli.at('in/a.png'), 1, 1);
    const changed = await cli.upscale(['in', '-o', 'out']);
    expect(changed.stderr).toMatch(/in\/a\.png: OutputError \[E_OUTPUT_EXISTS\]/);
    expect(changed.stderr).toContain('0 done, 2 failed, 1 skipped');
    const other = await cli.upscale(['in', '-o', 'out', '--border', 'wrap']);
    expect(other.stderr).toMatch(/has the journal of a job with other options/);
    expect(other.stderr).toContain('0 done, 3 failed, 0 skipped');
  });

  it('takes a damaged journal for none', async () => {
    await drawAll(['a.png', 'b.png']);
    await mkdir(cli.at('out'));
    await writeFile(cli.at('out', JOURNAL), '{"version":1,"job":7');
    expect((await cli.upscale(['in', '-o', 'out'])).code).toBe(0);
    expect(existsSync(cli.at('out', JOURNAL))).toBe(false);
  });
});

it('refuses results that would land on an input, before any work', async () => {
  await drawAll(['a.png', 'b.png']);
  await symlink('b.png', cli.at('in/link.png'));
  const before = await readFile(cli.at('in/b.png'));
  const { code, stderr } = await cli.upscale(['in/b.png', '-o', 'in/link.png', '--overwrite']);
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(
      /ConfigError \[E_CONFIG_USAGE\] The result of 'in\/b\.png' would replace the input/,
    ),
  ]);
  expect((await readFile(cli.at('in/b.png'))).equals(before)).toBe(true);
  expect((await readdir(cli.at('in'))).sort()).toEqual(['a.png', 'b.png', 'link.png']);
});
