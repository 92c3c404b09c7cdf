import { execFileSync } from 'node:child_process';
import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packTar, type TarEntry } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { drawOf } from '../dataset';
import { openDataset } from '../index';
import { drawPicture, layOut } from '../testing/draw-pictures';
import { blobSource } from './byte-source';
import { tarEntries } from './tar';

const list = (bytes: Uint8Array) =>
  tarEntries(blobSource(new Blob([bytes as Uint8Array<ArrayBuffer>]), 'a.tar'));
const file = (name: string, body = 'x'): TarEntry => ({
  header: { name, size: body.length, type: 'file' },
  body,
});
const packed = (...entries: TarEntry[]) => packTar(entries);

describe('a tar archive', () => {
  it('has the files that GNU tar, in all its formats, has put there', async () => {
    const long = `${'deep/'.repeat(30)}${'name'.repeat(30)}.txt`;
    const root = await layOut({ 'a/1.txt': 'one', [long]: 'long', 'ünï code.txt': 'x'.repeat(1000) });
    for (const format of ['ustar', 'gnu', 'pax']) {
      const names = format === 'ustar' ? ['a', 'ünï code.txt'] : ['.'];
      const archive = execFileSync('tar', [`--format=${format}`, '-cf', '-', '-C', root, ...names]);
      const entries = await list(archive);
      const expected = ['a/1.txt', 'ünï code.txt', ...(format === 'ustar' ? [] : [long])].sort();
      expect(entries.map(({ name }) => name).sort()).toEqual(expected);
      for (const { name, offset, size } of entries) {
        const text = archive.subarray(offset, offset + size).toString();
        expect(text).toBe({ 'a/1.txt': 'one', [long]: 'long' }[name] ?? 'x'.repeat(1000));
      }
    }
  });

  it.each([
    ['/etc/passwd', 'E_DATASET_PATH'],
    ['../up.png', 'E_DATASET_PATH'],
    ['a/../../up.png', 'E_DATASET_PATH'],
    ['..\\up.png', 'E_DATASET_PATH'],
    ['C:/windows.png', 'E_DATASET_PATH'],
  ])('with %s is refused', async (name, code) => {
    await expect(list(await packed(file('ok.txt'), file(name)))).rejects.toMatchObject({ code });
  });

  it('whose extensions rename a file to lead elsewhere, or are damaged, is refused', async () => {
    const renamed = (name: string): TarEntry => ({
      header: { name: 'ok.txt', size: 1, type: 'file', pax: { path: name } },
      body: 'x',
    });
    expect((await list(await packed(renamed('other/ünï.txt')))).map(({ name }) => name)).toEqual([
      'other/ünï.txt',
    ]);
    for (const name of ['../up.txt', '/etc/passwd', 'a/../../up.txt', 'a\0.txt']) {
      await expect(list(await packed(renamed(name)))).rejects.toMatchObject({ code: 'E_DATASET_PATH' });
    }
    const archive = await packed(renamed('another.txt'));
    // The record's length, its sign, its end; and a name in blocks of its own, of GNU's.
    const at = Buffer.from(archive).indexOf('path=another.txt');
    for (const [place, byte] of [
      [at - 2, 0x39],
      [at - 2, 0x78],
      [at + 4, 0x20],
      [at + 'path=another.txt'.length, 0x20],
    ] as const) {
      const copy = Uint8Array.from(archive);
      copy[place] = byte;
      await expect(list(copy)).rejects.toThrow(/header at byte 0: its pax records are damaged/);
    }
    const root = await layOut({ [`${'up/'.repeat(40)}x.txt`]: 'x' });
    const gnu = execFileSync('tar', ['--format=gnu', '-cf', '-', '-C', root, '.']);
    const name = gnu.indexOf(`./${'up/'.repeat(40)}x.txt`);
    gnu.write('../', name);
    await expect(list(gnu)).rejects.toMatchObject({ code: 'E_DATASET_PATH' });
  });

  it('with links, devices or holes is refused, naming the offset', async () => {
    for (const type of ['symlink', 'link', 'character-device', 'fifo'] as const) {
      const odd = { header: { name: 'odd', size: 0, type, linkname: '/etc/passwd' } };
      await expect(list(await packed(file('ok.txt'), odd))).rejects.toThrow(
        /header at byte 1024: 'odd' is a/,
      );
    }
    const root = await mkdtemp(join(tmpdir(), 'srkit-tar-'));
    await symlink('/etc/passwd', join(root, 'link.png'));
    await writeFile(join(root, 'holes.bin'), '');
    execFileSync('truncate', ['-s', '1M', join(root, 'holes.bin')]);
    await symlink(`/etc/${'deep/'.repeat(30)}passwd`, join(root, 'long.png'));
    for (const args of [['link.png'], ['long.png'], ['holes.bin']]) {
      for (const format of ['gnu', 'pax']) {
        const archive = execFileSync('tar', [
          `--format=${format}`,
          '--sparse',
          '-cf',
          '-',
          '-C',
          root,
          ...args,
        ]);
        await expect(list(archive)).rejects.toMatchObject({
          code: 'E_DATASET_TAR',
          message: expect.stringMatching(/is a (link|sparse file), where a data set has plain files alone/),
        });
      }
    }
  });

  it('that is cut, lies about sizes, or is no archive is refused', async () => {
    const archive = await packed(file('a.txt', 'a'.repeat(2000)), file('b.txt'));
    await expect(list(archive.subarray(0, 1500))).rejects.toThrow(/2000 bytes follow, beyond/);
    await expect(list(archive.subarray(0, 2511))).rejects.toThrow(/2000 bytes follow, beyond/);
    await expect(list(archive.subarray(0, 2700))).rejects.toThrow(/ends inside/);
    const flipped = Uint8Array.from(archive);
    flipped[3]! ^= 1;
    await expect(list(flipped)).rejects.toThrow(/checksum/);
    await expect(list(new TextEncoder().encode('no archive'.repeat(100)))).rejects.toThrow(/checksum/);
    expect(await list(new Uint8Array(0))).toEqual([]);
  });

  it('or several are a set', async () => {
    const png = async (number: number) => {
      const root = await layOut({ 'x.png': drawPicture(8, 8, number) });
      return execFileSync('cat', [join(root, 'x.png')]);
    };
    const root = await layOut({
      'shard-000000.tar': await packTar([
        { header: { name: '00/b.png', size: (await png(1)).length }, body: await png(1) },
        file('00/b.json', '{}'),
      ]),
      'shard-000001.tar': await packTar([
        { header: { name: '01/a.png', size: (await png(2)).length }, body: await png(2) },
      ]),
    });
    const set = await openDataset({ type: 'images', root: join(root, 'shard-*.tar') });
    expect(set.names).toEqual(['00/b.png', '01/a.png']);
    expect((await set.sample(1, drawOf(0))).gt.data).toEqual(drawPicture(8, 8, 2).data);
    await set.close();
    await writeFile(join(root, 'shard-000002.tar'), await packed(file('00/b.png')));
    await expect(openDataset({ type: 'images', root: join(root, 'shard-*.tar') })).rejects.toThrow(
      /is in .*000000.* and in .*000002/,
    );
    await expect(openDataset({ type: 'images', root: join(root, 'none-*.tar') })).rejects.toThrow(/no shard/);
  });
});
