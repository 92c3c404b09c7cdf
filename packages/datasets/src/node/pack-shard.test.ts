import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packTar } from 'modern-tar';
import { expect, it } from 'vitest';
import { layOut } from '../testing/draw-pictures';
import { unpackShard } from './pack-shard';

it('a shard is not unpacked through a link that lies in the folder, and nothing of it is', async () => {
  const root = await layOut({ 'outside/kept.txt': 'kept' });
  const file = (name: string) => ({ header: { name, size: 1, type: 'file' as const }, body: 'x' });
  const shard = join(root, 'a.tar');
  await writeFile(shard, await packTar([file('first.txt'), file('deep/in/new/x.txt')]));
  const folder = join(root, 'folder');
  await mkdir(join(folder, 'deep'), { recursive: true });
  await symlink(join(root, 'outside'), join(folder, 'deep/in'));
  const unpack = () => unpackShard(shard, folder, { overwrite: true });
  await expect(unpack()).rejects.toMatchObject({
    code: 'E_DATASET_PATH',
    message: expect.stringMatching(/'deep\/in\/new\/x\.txt' would be written through the link '.*deep\/in'/),
  });
  expect(await readdir(join(root, 'outside'))).toEqual(['kept.txt']);
  expect(await readdir(folder)).toEqual(['deep']);
  // A link in a file's place makes way for the file, and what it leads to stays.
  const other = join(root, 'other');
  await mkdir(other);
  await symlink(join(root, 'outside/kept.txt'), join(other, 'first.txt'));
  expect(await unpackShard(shard, other, { overwrite: true })).toBe(2);
  expect(await readFile(join(root, 'outside/kept.txt'), 'utf8')).toBe('kept');
  expect(await readFile(join(other, 'first.txt'), 'utf8')).toBe('x');
});
