import { describe, expect, it } from 'vitest';
import { drawPicture } from '../testing/draw-pictures';
import { cacheMemory, PictureCache } from './picture-cache';

describe('a cache of pictures', () => {
  it('gives every thread copies of what any has put, by store and name', () => {
    const memory = cacheMemory(2 ** 20);
    const [one, two, other] = [0, 0, 1].map((store) => new PictureCache(memory, store));
    const [a, b] = [drawPicture(33, 21, 1), drawPicture(20, 50, 2)];
    one!.put('a.png', a);
    other!.put('a.png', b);
    expect(two!.get('a.png')).toEqual({ ...a });
    expect(other!.get('a.png')).toEqual({ ...b });
    expect(two!.get('b.png')).toBeUndefined();
    two!.get('a.png')!.data.fill(7);
    expect(one!.get('a.png')).toEqual({ ...a });
  });

  it('takes what fits and keeps it', () => {
    const memory = cacheMemory(100_000);
    const cache = new PictureCache(memory, 0);
    const pictures = Array.from({ length: 60 }, (_, i) => drawPicture(30 + i, 40, i));
    for (const [i, picture] of pictures.entries()) cache.put(String(i), picture);
    const kept = pictures.map((_, i) => cache.get(String(i)));
    const bytes = kept.reduce((sum, picture) => sum + (picture?.data.length ?? 0), 0);
    expect(bytes).toBeGreaterThan(90_000);
    expect(bytes).toBeLessThanOrEqual(100_000);
    for (const [i, picture] of kept.entries()) if (picture) expect(picture).toEqual({ ...pictures[i] });
    cache.put('small', drawPicture(2, 2, 0));
    expect(cache.get('0')).toEqual({ ...pictures[0] });
  });

  it('passes over what a thread that died had begun', () => {
    const memory = cacheMemory(2 ** 20);
    const table = new Int32Array(memory.table);
    // Every entry is being written.
    for (let entry = 1; entry < table.length; entry += 8) table[entry] = 1;
    const cache = new PictureCache(memory, 0);
    cache.put('a', drawPicture(3, 3, 0));
    expect(cache.get('a')).toBeUndefined();
  });
});
