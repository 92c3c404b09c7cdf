import { encodeImage } from '@srkit/image';
import { describe, expect, it } from 'vitest';
import { openDataset, openLoader } from '../index.browser';
import { drawPicture } from '../testing/draw-pictures';
import type { DirectoryHandle, FileHandle } from './page-files';

const fileOf = async (path: string, number: number): Promise<File> => {
  const bytes = await encodeImage(drawPicture(8, 8, number), { format: 'png' });
  const file = new File([bytes as Uint8Array<ArrayBuffer>], path.slice(path.lastIndexOf('/') + 1));
  // What a page has of <input webkitdirectory>.
  return Object.defineProperty(file, 'webkitRelativePath', { value: path });
};

const handleOf = (name: string, entries: Record<string, File | DirectoryHandle>): DirectoryHandle => ({
  kind: 'directory',
  name,
  async *values() {
    for (const [key, entry] of Object.entries(entries)) {
      if (!(entry instanceof File)) yield entry;
      else yield { kind: 'file', name: key, getFile: async () => entry } satisfies FileHandle;
    }
  },
});

describe('in a page', () => {
  it('files that were picked are a set, without the picked folder’s name', async () => {
    const root = [
      await fileOf('picked/a/2.png', 2),
      await fileOf('picked/1.png', 1),
      await fileOf('picked/.x/3.png', 3),
    ];
    const loader = await openLoader({ type: 'images', root }, { batchSize: 2, shuffle: false, epochs: 1 });
    const batch = await loader.next();
    expect(batch?.samples.map(({ name }) => name)).toEqual(['1.png', 'a/2.png']);
    expect(batch?.samples[1]?.gt.data).toEqual(drawPicture(8, 8, 2).data);
    await loader.close();
    const missing = openDataset({ type: 'images', root, metaInfo: 'meta.txt' });
    await expect(missing).rejects.toMatchObject({ code: 'E_DATASET_MISSING' });
  });

  it('so is a folder’s handle, with its list', async () => {
    const root = handleOf('set', {
      'meta.txt': new File(['in/2.png\n'], 'meta.txt'),
      in: handleOf('in', { '2.png': await fileOf('2.png', 5) }),
    });
    const set = await openDataset({ type: 'images', root, metaInfo: 'meta.txt' });
    expect(set.names).toEqual(['in/2.png']);
    const { gt } = await set.sample(0, { seed: 0, batch: { seed: 0, size: 1, place: 0 } });
    expect(gt.data).toEqual(drawPicture(8, 8, 5).data);
  });

  it('a path is refused', async () => {
    await expect(openDataset({ type: 'images', root: 'photos' })).rejects.toThrow(
      /a page has no file system/,
    );
  });
});
