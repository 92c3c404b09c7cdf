import {
  appendFile,
  copyFile,
  link,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeImage } from '@srkit/image';
import type { UpscaledPart } from '@srkit/upscale';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from '../testing/cli-fixture';
import { drawTo, enlarged, sameBytes } from '../testing/pictures';
import { PartFile } from './part-file';

let folder: string;
let cli: CliFixture;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'srkit-parts-'));
  cli = await openCliFixture();
});
afterAll(async () => {
  await cli.remove();
  await rm(folder, { recursive: true });
});

const band = (line: number, data: UpscaledPart['data']): UpscaledPart => ({
  ...{ along: 2, strips: 3, pass: 0, strip: 1, line },
  ...{ x: -4, y: line - 2, width: data.length / 6, height: 2, data },
});

const BANDS = [
  band(
    2,
    Uint8Array.from({ length: 24 }, (_, i) => 7 * i),
  ),
  band(
    4,
    Uint16Array.from({ length: 12 }, (_, i) => 5000 * i),
  ),
  band(
    6,
    Float32Array.from({ length: 18 }, (_, i) => i / 7 - 1),
  ),
];

const MEMORY = 2 ** 31;

const fill = async (name: string): Promise<string> => {
  const path = join(folder, name);
  const file = PartFile.open(path, 'key', MEMORY)!;
  for (const each of BANDS) file.append(each);
  file.close();
  return path;
};

const bandsOf = (path: string, key = 'key'): UpscaledPart[] => {
  const file = PartFile.open(path, key, MEMORY);
  if (!file) return [];
  try {
    return [...file.read()];
  } finally {
    file.close();
  }
};

describe('a file of finished bands', () => {
  it('gives them back, and takes more', async () => {
    const path = await fill('whole');
    expect(bandsOf(path)).toEqual(BANDS);
    const file = PartFile.open(path, 'key', MEMORY)!;
    for (const _ of file.read());
    file.append(BANDS[0]!);
    file.close();
    expect(bandsOf(path)).toEqual([...BANDS, BANDS[0]]);
  });

  it('is begun anew for another picture, model or option', async () => {
    const path = await fill('other');
    expect(bandsOf(path, 'kez')).toEqual([]);
    expect(bandsOf(path)).toEqual([]);
  });

  it('knows the memory that it was begun with, until it is begun anew', async () => {
    const path = await fill('memory');
    const file = PartFile.open(path, 'key', 5)!;
    expect([file.memory, [...file.read()].length]).toEqual([MEMORY, 3]);
    file.clear(7);
    file.append(BANDS[0]!);
    file.close();
    const again = PartFile.open(path, 'key', 9)!;
    expect([again.memory, [...again.read()]]).toEqual([7, [BANDS[0]]]);
    again.close();
    expect(PartFile.open(path, 'kez', 9)!.memory).toBe(9);
  });

  it('leaves alone what is none: links, files of others, folders', async () => {
    const victim = join(folder, 'victim');
    const path = join(folder, 'planted');
    const plant = { link, symlink, copyFile };
    for (const [name, put] of Object.entries(plant)) {
      await writeFile(victim, 'precious');
      await put(victim, path);
      expect(PartFile.open(path, 'key', MEMORY), name).toBeUndefined();
      expect(await readFile(path, 'utf8')).toBe('precious');
      expect(await readFile(victim, 'utf8')).toBe('precious');
      await rm(path);
    }
    await symlink(join(folder, 'nowhere'), path);
    expect(PartFile.open(path, 'key', MEMORY)).toBeUndefined();
    expect(await readdir(folder)).not.toContain('nowhere');
    await rm(path);
    await link(await fill('of another'), path);
    expect(PartFile.open(path, 'kez', MEMORY)).toBeUndefined();
    expect(PartFile.open(folder, 'key', MEMORY)).toBeUndefined();
  });

  it('leaves out what was not written whole, and goes on behind what was', async () => {
    const { size } = await stat(await fill('cut'));
    for (let left = 0; left < size; left++) {
      const path = await fill('cut');
      await truncate(path, left);
      const found = bandsOf(path);
      expect(found.length).toBeLessThan(3);
      expect(found).toEqual(BANDS.slice(0, found.length));
      const file = PartFile.open(path, 'key', MEMORY)!;
      for (const _ of file.read());
      file.append(BANDS[2]!);
      file.close();
      expect(bandsOf(path)).toEqual([...found, BANDS[2]]);
      await rm(path);
    }
  });

  it('leaves out what is damaged, whichever byte, and what follows', async () => {
    const whole = await readFile(await fill('damaged'));
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 0x81;
      const path = join(folder, `damaged-${at}`);
      await writeFile(path, bytes);
      const found = bandsOf(path);
      expect(found.length).toBeLessThan(3);
      expect(found).toEqual(BANDS.slice(0, found.length));
      await rm(path);
    }
  });
});

describe('a picture whose process ends in the middle', () => {
  /** In the thread that computes: something happens instead of the n-th piece that is written into the file of bands. */
  const atWrite = (n: number, what: string): Record<string, string> => {
    const module = `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { writeSync } = fs;
let count = 0;
fs.writeSync = (...args) => {
  if (args[1]?.length > 0 && ++count === ${n}) { ${what} }
  return writeSync(...args);
};
syncBuiltinESMExports();`;
    return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(module)}` };
  };
  const ARGS = ['large.png', '-o', 'out/large.png', '--memory', '1M'];
  const source = () => drawTo(cli.at('large.png'), { width: 300, height: 260 });

  it.each([
    ['killed between a band and its samples', "process.kill(process.pid, 'SIGKILL');", null, 9],
    ['interrupted', "process.kill(process.pid, 'SIGINT'); for (;;);", 130, 8],
  ])('%s goes on from its last band, and is the same', async (_, what, code, n) => {
    const expected = enlarged(await source(), 4);
    const first = await cli.upscale(ARGS, { env: atWrite(n, what) });
    expect(first.code).toBe(code);
    if (code !== null) {
      expect(first.stderr).toMatch(
        /What is done of 'out\/large\.png' is kept beside it: the same command goes on/,
      );
    }
    const kept = (await readdir(cli.at('out'))).filter((name) => name.startsWith('.srkit-part-'));
    expect(kept).toHaveLength(1);
    const second = await cli.upscale([...ARGS, '--json']);
    expect(second.code).toBe(0);
    const [{ report }] = JSON.parse(second.stdout.toString()).files;
    expect(report.tiles.bands).not.toBeNull();
    expect(report.notes).toEqual([
      expect.stringMatching(/^went on from an earlier run, which had computed 0\.\d/),
    ]);
    expect(sameBytes((await decodeImage(cli.at('out/large.png'))).data, expected.data)).toBe(true);
    expect(await readdir(cli.at('out'))).toEqual(['large.png']);
    await rm(cli.at('out'), { recursive: true });
  });

  it('goes on with the memory it was begun with where none is asked for, and else in the same strips', async () => {
    const expected = enlarged(await source(), 4);
    const begin = async (): Promise<void> => {
      await cli.upscale(ARGS, { env: atWrite(9, "process.kill(process.pid, 'SIGKILL');") });
    };
    const goOn = async (...memory: string[]): Promise<{ notes: string[]; tiles: { bands: object } }> => {
      const { stdout } = await cli.upscale([...ARGS.slice(0, -2), ...memory, '--json']);
      const [{ report }] = JSON.parse(stdout.toString()).files;
      expect(sameBytes((await decodeImage(cli.at('out/large.png'))).data, expected.data)).toBe(true);
      expect(await readdir(cli.at('out'))).toEqual(['large.png']);
      await rm(cli.at('out'), { recursive: true });
      return report;
    };
    const kept = expect.stringMatching(/^went on from an earlier run, which had computed 0\.\d/);
    await begin();
    const { tiles } = await goOn('--memory', '1M');
    await begin();
    const unasked = await goOn();
    expect(unasked.notes).toEqual([kept]);
    expect(unasked.tiles).toEqual(tiles);
    await begin();
    const other = await goOn('--memory', '1100K');
    expect(other.notes).toEqual([kept]);
    expect(other.tiles.bands).not.toEqual(tiles.bands);
    await begin();
    const anew = await goOn('--memory', '40M');
    expect(anew.notes).toEqual([
      'began anew: what an earlier run had kept was cut for --memory 1M, this is --memory 40M',
    ]);
  });

  it('begins anew as another picture, and goes on without the file where it cannot be written', async () => {
    await source();
    await cli.upscale(ARGS, { env: atWrite(9, "process.kill(process.pid, 'SIGKILL');") });
    const other = await drawTo(cli.at('large.png'), { width: 300, height: 261 });
    const full = "throw Object.assign(new Error('no space'), { code: 'ENOSPC' });";
    const { code, stderr } = await cli.upscale(ARGS, { env: atWrite(4, full) });
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('earlier run')]);
    expect(sameBytes((await decodeImage(cli.at('out/large.png'))).data, enlarged(other, 4).data)).toBe(true);
    expect(await readdir(cli.at('out'))).toEqual(['large.png']);
  });

  it('is forgotten after a week', async () => {
    const old = '.srkit-part-0123456789ab';
    for (const name of [old, '.srkit-part-ba9876543210', 'my.srkit-part-0123456789ab']) {
      await appendFile(cli.at(name), 'x');
      if (name.endsWith('0123456789ab')) await utimes(cli.at(name), 1, Date.now() / 1000 - 8 * 24 * 3600);
    }
    await drawTo(cli.at('small.png'), { width: 8, height: 8 });
    expect((await cli.upscale(['small.png'])).code).toBe(0);
    const left = await readdir(cli.folder);
    expect(left).not.toContain(old);
    expect(left).toEqual(expect.arrayContaining(['.srkit-part-ba9876543210', 'my.srkit-part-0123456789ab']));
  });
});
