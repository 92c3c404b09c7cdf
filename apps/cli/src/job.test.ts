import { execFileSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { drawTo, sizeOf } from './testing/pictures';
import { writeTinyModel } from './testing/tiny-model';

const isLedger = (name: string): boolean => /^\.srkit-job-[0-9a-f]{16}$/.test(name);

let cli: CliFixture;
beforeAll(async () => {
  cli = await openCliFixture();
  await writeTinyModel(cli.at('slow.safetensors'), { numFeat: 12, numConv: 2 });
});
afterAll(() => cli.remove());
beforeEach(() =>
  Promise.all(
    ['in', 'out', 'cache', 'shell'].map((name) => rm(cli.at(name), { recursive: true, force: true })),
  ),
);

const drawAll = async (names: readonly string[], side = 8): Promise<void> => {
  await mkdir(cli.at('in'), { recursive: true });
  for (const name of names) await drawTo(cli.at('in', name), { width: side, height: side });
};

/** Code that runs before the command, in its process: what a machine does that fails at that moment, or is another one. */
const preload = async (code: string): Promise<Record<string, string>> => {
  const module = `import fs from 'node:fs/promises';
import os from 'node:os';
import { syncBuiltinESMExports } from 'node:module';
const die = () => process.kill(process.pid, 'SIGKILL');
${code}
syncBuiltinESMExports();`;
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(module)}` };
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

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
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
      const [ledger, ...results] = (await readdir(cli.at('out'))).sort();
      expect([isLedger(ledger!), results]).toEqual([true, ['0_x4.png', '1_x4.png']]);
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

  it('does a picture again that has changed, and knows results of other options for what they are', async () => {
    await drawAll(['a.png', 'b.png', 'c.png']);
    await writeFile(cli.at('in/c.png'), 'no picture');
    expect((await cli.upscale(['in', '-o', 'out'])).code).toBe(3);
    await utimes(cli.at('in/a.png'), 1, 1);
    const changed = await cli.upscale(['in', '-o', 'out']);
    expect(changed.stderr).toMatch(/in\/a\.png: OutputError \[E_OUTPUT_EXISTS\]/);
    expect(changed.stderr).toContain('0 done, 2 failed, 1 skipped');
    const other = await cli.upscale(['in', '-o', 'out', '--border', 'wrap']);
    expect(other.stderr).toContain('0 done, 3 failed, 0 skipped');
  });

  it('takes damaged claims and journals for none', async () => {
    await drawAll(['a.png', 'b.png', 'c.png']);
    await writeFile(cli.at('in/c.png'), 'no picture');
    expect((await cli.upscale(['in', '-o', 'out'])).code).toBe(3);
    const ledger = (await readdir(cli.at('out'))).find(isLedger)!;
    const [journal] = await readdir(cli.at('out', ledger));
    await appendFile(cli.at('out', ledger, journal!), '{"key":7}\nnull\n{"key":"a');
    await rm(cli.at('out/b_x4.png'));
    await drawTo(cli.at('in/c.png'));
    const again = await cli.upscale(['in', '-o', 'out']);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('2 done, 0 failed, 1 skipped')]);
    expect((await readdir(cli.at('out'))).sort()).toEqual(['a_x4.png', 'b_x4.png', 'c_x4.png']);
  });
});

describe('a job that was killed', () => {
  it('between the rename and the journal has done the picture', async () => {
    await drawAll(['a.png', 'b.png']);
    const env = await preload(
      'const { appendFile } = fs; fs.appendFile = (path, text) => text === "" ? appendFile(path, text) : die();',
    );
    const first = await cli.upscale(['in', '-o', 'out'], { env });
    expect(first.signal).toBe('SIGKILL');
    const made = await stat(cli.at('out/a_x4.png'));
    const again = await cli.upscale(['in', '-o', 'out']);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('1 done, 0 failed, 1 skipped')]);
    expect((await stat(cli.at('out/a_x4.png'))).mtimeMs).toBe(made.mtimeMs);
    expect((await readdir(cli.at('out'))).sort()).toEqual(['a_x4.png', 'b_x4.png']);
  });

  it('with --overwrite knows the new result from the old one', async () => {
    await drawAll(['a.png', 'b.png']);
    await mkdir(cli.at('out'));
    await drawTo(cli.at('out/a_x4.png'));
    const kill = (when: string) =>
      preload(`const { rename } = fs;
fs.rename = async (from, to) => {
  if (!to.endsWith('a_x4.png')) return rename(from, to);
  ${when}
};`);
    const args = ['in', '-o', 'out', '--overwrite'];
    // Before the old result is replaced, and after.
    expect((await cli.upscale(args, { env: await kill('die();') })).signal).toBe('SIGKILL');
    expect(await sizeOf(cli.at('out/a_x4.png'))).toBe('8x6');
    expect((await cli.upscale(args, { env: await kill('await rename(from, to); die();') })).signal).toBe(
      'SIGKILL',
    );
    expect(await sizeOf(cli.at('out/a_x4.png'))).toBe('32x32');
    const last = await cli.upscale(args);
    expect([last.code, last.stderr]).toEqual([0, expect.stringContaining('1 done, 0 failed, 1 skipped')]);
  });

  it('between the files of a sample goes on, and makes the same again', async () => {
    await drawAll(['a.png'], 112);
    const degrade = (out: string, env = {}) =>
      cli.run(
        ['degrade', 'in', '-o', out, '--crop', '48', '--save-recipes', '--count', '3', '--backend', 'wasm'],
        { env: { SRKIT_THREADS: '1', ...env } },
      );
    const env = await preload(
      "const { link } = fs; fs.link = (from, to) => to.endsWith('0002_lq.png') ? die() : link(from, to);",
    );
    expect((await degrade('out', env)).signal).toBe('SIGKILL');
    expect(existsSync(cli.at('out/a_0002_gt.png'))).toBe(true);
    const made = await stat(cli.at('out/a_0001_lq.png'));
    const again = await degrade('out');
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('-> 3 samples')]);
    expect((await stat(cli.at('out/a_0001_lq.png'))).mtimeMs).toBe(made.mtimeMs);
    expect((await degrade('whole')).code).toBe(0);
    const names = (await readdir(cli.at('out'))).sort();
    expect(names).toEqual((await readdir(cli.at('whole'))).sort());
    expect(names).toHaveLength(9);
    for (const name of names) {
      expect((await readFile(cli.at('out', name))).equals(await readFile(cli.at('whole', name)))).toBe(true);
    }
    await rm(cli.at('whole'), { recursive: true });
  });

  it('leaves nothing that the next run does not remove', async () => {
    await drawAll(['a.png', 'b.png']);
    const env = await preload('fs.link = () => die();');
    // The first link is a claim's, so the claims are let pass.
    const late = await preload(
      "const { link } = fs; fs.link = (from, to) => to.endsWith('_x4.png') ? die() : link(from, to);",
    );
    for (const each of [env, late]) {
      expect((await cli.upscale(['in', '-o', 'out'], { env: each })).signal).toBe('SIGKILL');
    }
    expect((await readdir(cli.at('out'))).some((name) => name.endsWith('.tmp'))).toBe(true);
    expect((await cli.upscale(['in', '-o', 'out'])).code).toBe(0);
    expect((await readdir(cli.at('out'))).sort()).toEqual(['a_x4.png', 'b_x4.png']);
  });
});

describe('a finished job', () => {
  it('is done when it is run again, and does what was added', async () => {
    await drawAll(['a.png', 'b.png']);
    expect((await cli.upscale(['in', '-o', 'out'])).code).toBe(0);
    await drawTo(cli.at('in/c.png'));
    const again = await cli.upscale(['in', '-o', 'out']);
    expect([again.code, again.stderr]).toEqual([
      0,
      expect.stringMatching(/skipped 2: done in an earlier run\n1 done, 0 failed, 2 skipped/),
    ]);
    const anew = await cli.upscale(['in', '-o', 'out', '--overwrite']);
    expect(anew.stderr).toContain('3 done, 0 failed, 0 skipped');
  });

  it('is left alone by --skip-existing, whoever made the results', async () => {
    await drawAll(['a.png', 'b.png']);
    await mkdir(cli.at('out'));
    await writeFile(cli.at('out/a_x4.png'), 'precious');
    const refused = await cli.upscale(['in', '-o', 'out']);
    // As the message advises.
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--skip-existing')]);
    const { code, stdout } = await cli.upscale(['in', '-o', 'out', '--skip-existing', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout.toString()).files).toMatchObject([
      { input: 'in/a.png', status: 'skipped', reason: 'exists already' },
      { input: 'in/b.png', status: 'skipped', reason: 'done in an earlier run' },
    ]);
    expect(await readFile(cli.at('out/a_x4.png'), 'utf8')).toBe('precious');
  });

  it('of degradation too', async () => {
    await drawAll(['a.png'], 112);
    const args = ['degrade', 'in', '-o', 'out', '--backend', 'wasm'];
    expect((await cli.run(args)).code).toBe(0);
    expect((await cli.run(args)).stderr).toContain('skipped 1: done in an earlier run');
    const skipped = await cli.run([...args, '--seed', '5', '--skip-existing']);
    expect([skipped.code, skipped.stderr]).toEqual([0, expect.stringContaining('exists already')]);
    expect((await cli.run([...args, '--seed', '5'])).code).toBe(1);
  });
});

describe('several jobs', () => {
  it('in one folder keep their own journals', async () => {
    await drawAll(['a.png', 'c.png']);
    await writeFile(cli.at('in/b.png'), 'no picture');
    expect((await cli.upscale(['in', '-o', 'out'])).code).toBe(3);
    expect((await cli.upscale(['in', '-o', 'out', '--suffix', '-large'])).code).toBe(3);
    await drawTo(cli.at('in/b.png'));
    for (const more of [[], ['--suffix', '-large']]) {
      const { code, stderr } = await cli.upscale(['in', '-o', 'out', ...more]);
      expect([code, stderr]).toEqual([0, expect.stringContaining('1 done, 0 failed, 2 skipped')]);
    }
    expect(await readdir(cli.at('out'))).toHaveLength(6);
  });

  it('of one kind share a folder: nothing is computed twice, and all end well', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `${i}.png`);
    await drawAll(names, 32);
    const args = ['in', '-o', 'out', '--json', '--model', 'slow.safetensors', '--backend', 'cpu'];
    const runs = await Promise.all([0, 1, 2].map(() => cli.run(['upscale', ...args])));
    const done = runs.flatMap(({ code, stdout }) => {
      expect(code).toBe(0);
      const { files } = JSON.parse(stdout.toString());
      expect(files).toHaveLength(8);
      return files.flatMap(({ input, status }: Record<string, string>) => (status === 'done' ? [input] : []));
    });
    expect(done.sort()).toEqual(names.map((name) => `in/${name}`));
    expect((await readdir(cli.at('out'))).sort()).toEqual(names.map((name) => name.replace('.', '_x4.')));
  });

  it('on several machines share a folder that both have mounted', async () => {
    await drawAll(['a.png', 'b.png', 'c.png', 'd.png'], 64);
    const on = async (name: string) =>
      cli.run(['upscale', 'in', '-o', 'out', '--model', 'slow.safetensors', '--backend', 'wasm'], {
        env: await preload(`os.hostname = () => '${name}';`),
      });
    const results = await Promise.all([on('one'), on('two')]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    const done = results.map(({ stderr }) => Number(/(\d+) done, 0 failed/.exec(stderr)![1]));
    expect(done[0]! + done[1]!).toBe(4);
    expect((await readdir(cli.at('out'))).sort()).toEqual(['a_x4.png', 'b_x4.png', 'c_x4.png', 'd_x4.png']);
  });

  it('wait for another machine while it gives signs of life, and take over when it has been silent', async () => {
    await drawAll(['a.png', 'b.png']);
    const env = await preload(
      "os.hostname = () => 'other'; const { link } = fs; fs.link = (from, to) => to.endsWith('a_x4.png') ? die() : link(from, to);",
    );
    expect((await cli.upscale(['in', '-o', 'out'], { env })).signal).toBe('SIGKILL');
    const folder = (await readdir(cli.at('out'))).find(isLedger)!;
    const journal = (await readdir(cli.at('out', folder))).find((name) => name.endsWith('.jsonl'))!;
    let waited = false;
    const next = await cli.upscale(['in', '-o', 'out'], {
      onStderr: (text) => {
        if (waited || !text.includes('waiting for 1 picture that another process works on')) return;
        waited = true;
        // Three minutes ago it was heard of last.
        const then = new Date(Date.now() - 180_000);
        void utimes(cli.at('out', folder, journal), then, then);
      },
    });
    expect(waited).toBe(true);
    expect([next.code, next.stderr]).toEqual([0, expect.stringContaining('2 done, 0 failed')]);
    // What the other machine was writing is left for a day: it may be writing still.
    const left = (await readdir(cli.at('out'))).filter((name) => !name.endsWith('.tmp'));
    expect(left.sort()).toEqual(['a_x4.png', 'b_x4.png']);
  });

  it('take over from one that dies', async () => {
    const names = ['0.png', '1.png', '2.png'];
    await drawAll(names, 40);
    const args = ['upscale', 'in', '-o', 'out', '--model', 'slow.safetensors', '--backend', 'cpu'];
    const dies = cli.run(args, {
      onStderr: (text, child) => void (text.includes('in/0.png') && child.kill('SIGKILL')),
    });
    const [, survivor] = await Promise.all([dies, cli.run(args)]);
    expect([survivor!.code, survivor!.stderr]).toEqual([0, expect.stringContaining('0 failed')]);
    expect((await readdir(cli.at('out'))).sort()).toEqual(['0_x4.png', '1_x4.png', '2_x4.png']);
  });
});

describe('what happens to a job from outside', () => {
  it('a closed stderr does not end it', async () => {
    await drawAll(['a.png', 'b.png', 'c.png']);
    const { code } = await cli.upscale(['in', '-o', 'out'], {
      onChild: (child) => child.stderr?.once('data', () => child.stderr?.destroy()),
    });
    expect([code, (await readdir(cli.at('out'))).length]).toEqual([0, 3]);
  });

  it('results that are removed while it runs are made again', async () => {
    const names = ['0.png', '1.png', '2.png', '3.png'];
    await drawAll(names, 40);
    let removed = false;
    const { code, stderr } = await cli.run(
      ['upscale', 'in', '-o', 'out', '--model', 'slow.safetensors', '--backend', 'cpu'],
      {
        onStderr: (text) => {
          if (removed || !/^in\/1\.png/m.test(text)) return;
          removed = true;
          // In one go: the command goes on writing into what is being removed.
          renameSync(cli.at('out'), cli.at('gone'));
        },
      },
    );
    // Those that were done, and the one at work if it is interrupted.
    expect([code, stderr]).toEqual([0, expect.stringMatching(/results of [1-3] pictures? were removed/)]);
    expect((await readdir(cli.at('out'))).sort()).toEqual(names.map((name) => name.replace('.', '_x4.')));
  });
});

describe.skipIf(process.platform !== 'linux')('names', () => {
  it('may be as long as the file system allows', async () => {
    const long = `${'n'.repeat(244)}.png`;
    await drawAll(['a.png', long]);
    expect((await cli.upscale(['in', '-o', 'out'])).code).toBe(0);
    expect(existsSync(cli.at(`out/${'n'.repeat(244)}_x4.png`))).toBe(true);
    expect((await cli.upscale([`in/${long}`, '-o', 'out', '--overwrite'])).code).toBe(0);
  });

  it('may be Latin-1, in folders and on the command line', async () => {
    await drawAll(['a.png']);
    const raw = Buffer.concat([Buffer.from(cli.at('in/caf')), Buffer.from([0xe9]), Buffer.from('.png')]);
    await rename(cli.at('in/a.png'), raw);
    const { code, stderr } = await cli.upscale(['in', '-o', 'out']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('in/café.png 8x8 -> out/café_x4.png')]);
    // As a shell passes it: no string of ours could.
    const script = `exec "$0" "$1" upscale "$(printf 'in/caf\\351.png')" -o shell/ --model "$2" --backend wasm`;
    const args = ['-c', script, process.execPath, cli.main, cli.model];
    execFileSync('bash', args, { cwd: cli.folder, env: { ...process.env, SRKIT_CACHE: cli.at('cache') } });
    expect(await readdir(cli.at('shell'))).toEqual(['café_x4.png']);
  });

  it('that lead in a circle are followed once', async () => {
    await drawAll(['a.png']);
    await symlink('.', cli.at('in/loop'));
    await symlink('../in', cli.at('in/again'));
    const { code, stderr } = await cli.upscale(['in', 'in/loop', 'in/**/*.png', '-o', 'out', '--recursive']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('in/a.png 8x8 -> out/a_x4.png')]);
    expect(await readdir(cli.at('out'), { recursive: true })).toEqual(['a_x4.png']);
  });

  it('of devices and pipes are refused, before anybody waits for them', async () => {
    await drawAll(['a.png']);
    execFileSync('mkfifo', [cli.at('in/pipe.png')]);
    for (const name of ['/dev/zero', 'in/pipe.png']) {
      const { code, stderr } = await cli.upscale([name, '-o', 'out/']);
      expect([code, stderr]).toEqual([3, expect.stringMatching(/E_INPUT_NOT_A_FILE\] .* Give '-' to read/)]);
      const options = await cli.run(['degrade', 'in/a.png', '-o', 'out', '--recipe', name]);
      expect([options.code, options.stderr]).toEqual([3, expect.stringContaining('E_INPUT_NOT_A_FILE')]);
      const info = await cli.run(['info', name]);
      expect([info.code, info.stderr]).toEqual([3, expect.stringContaining('E_INPUT_NOT_A_FILE')]);
      const model = await cli.run(['upscale', 'in/a.png', '--model', name, '--backend', 'cpu']);
      expect([model.code, model.stderr]).toEqual([3, expect.stringContaining('E_INPUT_NOT_A_FILE')]);
    }
  });
});

it('says what it leaves out of a folder', async () => {
  await drawAll(['a.png']);
  for (const name of ['b.heic', 'c.bmp', 'd.jp2']) await writeFile(cli.at('in', name), 'not read');
  const { code, stdout, stderr } = await cli.upscale(['in', '-o', 'out', '--json']);
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining('note: 3 other files are of no format that srkit reads: b.heic, c.bmp, d.jp2.\n'),
  ]);
  expect(JSON.parse(stdout.toString()).leftOut.sort()).toEqual(['in/b.heic', 'in/c.bmp', 'in/d.jp2']);
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
