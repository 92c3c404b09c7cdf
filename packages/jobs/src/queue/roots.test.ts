import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Roots } from './roots';

let folder: string;
let roots: Roots;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'srkit-roots-')));
  await mkdir(join(folder, 'in/deep'), { recursive: true });
  await mkdir(join(folder, 'in-other'));
  await writeFile(join(folder, 'secret'), '');
  await symlink(folder, join(folder, 'in/up'));
  await symlink(join(folder, 'secret'), join(folder, 'in/link.png'));
  roots = await Roots.parse([`in=${folder}/in`, `deep=${folder}/in/deep`]);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('roots', () => {
  it('give places that mean the same elsewhere', async () => {
    expect(await roots.placeOf(join(folder, 'in/a b.png'))).toBe('in:a b.png');
    expect(await roots.placeOf(join(folder, 'in/deep/x/犬.png'))).toBe('deep:x/犬.png');
    expect(await roots.resolve('deep:x/犬.png')).toBe(join(folder, 'in/deep/x/犬.png'));
  });

  it.each([
    'in:../secret',
    'in:/etc/passwd',
    'in:up/secret',
    'in:link.png',
    'in:up',
    'in:',
    'in',
    'other:a',
    'in:a/../../b',
    'in:./a',
    'in:a\\..\\b',
    'in:a\0b',
    'in://a',
  ])('refuse a place that leads out: %j', async (place) => {
    await expect(roots.resolve(place)).rejects.toThrow(/E_CONFIG_ROOT|Roots: in, deep/);
  });

  it('may be places of objects', async () => {
    const objects = await Roots.parse(['in=s3://photos/2024/', 'all=s3://photos', `here=${folder}/in`]);
    expect(await objects.placeOf('s3://photos/2024/a b.png')).toBe('in:a b.png');
    expect(await objects.placeOf('s3://photos/2023/x.png')).toBe('all:2023/x.png');
    expect(await objects.resolve('in:x/犬.png')).toBe('s3://photos/2024/x/犬.png');
    expect(objects.folderOf('in:x')).toBe('s3://photos/2024');
    for (const place of [
      'in:../2023/a.png',
      'in:',
      'in:a//b',
      'in:a\\b',
      'in:./a',
      `in:${'k'.repeat(1100)}`,
    ]) {
      await expect(objects.resolve(place)).rejects.toThrow(
        /E_CONFIG_|is no place below a root|names no place/,
      );
    }
    for (const url of ['s3://photos2/a.png', 's3://other/a.png']) {
      await expect(objects.placeOf(url)).rejects.toThrow(/is in no root/);
    }
    await expect(Roots.parse(['in=s3://a b/'])).rejects.toThrow(/names no place of objects/);
  });

  it('may themselves be meant where a folder is', async () => {
    const objects = await Roots.parse([`in=${folder}/in`, 'all=s3://photos/2024']);
    for (const [path, place] of [
      [join(folder, 'in'), 'in:'],
      [join(folder, 'in/deep/'), 'in:deep'],
      ['s3://photos/2024/', 'all:'],
      ['s3://photos/2024/x/', 'all:x'],
    ] as const) {
      expect(await objects.placeOf(path, { folder: true })).toBe(place);
      expect(await objects.resolve(place, { folder: true })).toBe(path.replace(/\/$/, ''));
    }
    await expect(objects.placeOf(folder, { folder: true })).rejects.toThrow(/is in no root/);
    await expect(objects.resolve('in:up', { folder: true })).rejects.toThrow(/leads out/);
    await expect(objects.resolve('other:', { folder: true })).rejects.toThrow(/is in no root/);
  });

  it('know no place of a file elsewhere', async () => {
    for (const file of ['secret', 'in-other/a.png', 'in/up/a.png', 'in']) {
      await expect(roots.placeOf(join(folder, file))).rejects.toThrow(/is in no root.*--root NAME=FOLDER/);
    }
  });

  it.each(['a', '=x', 'a b=/tmp', 'in=/no/such/folder'])('are refused in another form: %j', async (text) => {
    await expect(Roots.parse([text])).rejects.toThrow(/The root/);
  });
});
