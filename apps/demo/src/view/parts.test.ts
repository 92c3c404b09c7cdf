import { describe, expect, test } from 'vitest';
import type { Rectangle } from '../engine/bitmaps';
import { Parts } from './parts';

const PICTURE = { width: 20_000, height: 700 };

/** Parts of a picture whose bitmaps note that they were closed, in the order in which they were asked for. */
const noted = (fails: (area: Rectangle) => boolean = () => false) => {
  const asked: string[] = [];
  const open = new Set<string>();
  let forgotten = 0;
  const parts = new Parts(
    async (area) => {
      const key = `${area.x},${area.y} ${area.width}x${area.height}`;
      asked.push(key);
      if (fails(area)) throw new Error('no memory');
      open.add(key);
      return { close: () => open.delete(key) } as unknown as ImageBitmap;
    },
    () => forgotten++,
  );
  return { parts, asked, open, forgotten: () => forgotten };
};

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('parts of a large picture', () => {
  test('are those that are looked at, cut at its edges, and are asked for once', async () => {
    const { parts, asked } = noted();
    const area = { x: 500, y: 100, width: 300, height: 5000 };
    expect(parts.seen(PICTURE, area)).toEqual([]);
    await settled();
    expect(asked).toEqual(['0,0 512x512', '512,0 512x512', '0,512 512x188', '512,512 512x188']);
    expect(parts.seen(PICTURE, area).map(({ x, y, width, height }) => [x, y, width, height])).toEqual([
      [0, 0, 512, 512],
      [512, 0, 512, 512],
      [0, 512, 512, 188],
      [512, 512, 512, 188],
    ]);
    await settled();
    expect(asked).toHaveLength(4);
    parts.seen(PICTURE, { x: 19_990, y: 0, width: 800, height: 10 });
    await settled();
    expect(asked.at(-1)).toBe('19968,0 32x512');
  });

  test('that were looked at longest ago are closed', async () => {
    const { parts, asked, open } = noted();
    for (let x = 0; x < PICTURE.width; x += 512) {
      for (const y of [0, 512]) {
        parts.seen(PICTURE, { x, y, width: 1, height: 1 });
        await settled();
        // The first is looked at all the time.
        parts.seen(PICTURE, { x: 0, y: 0, width: 1, height: 1 });
      }
    }
    expect(open.size).toBe(65);
    expect(open.has('0,0 512x512')).toBe(true);
    expect(open.has('0,512 512x188')).toBe(false);
    expect(asked.filter((key) => key === '0,0 512x512')).toHaveLength(1);
  });

  test('that are not looked at any more are not asked for', async () => {
    const { parts, asked } = noted();
    parts.seen(PICTURE, { x: 0, y: 0, width: 5000, height: 10 });
    parts.seen(PICTURE, { x: 10_240, y: 0, width: 10, height: 10 });
    // One at a time.
    expect(asked).toEqual(['0,0 512x512']);
    await settled();
    // What was begun is ended.
    expect(asked).toEqual(['0,0 512x512', '10240,0 512x512']);
    parts.seen(PICTURE, { x: 0, y: 0, width: 2000, height: 10 });
    parts.rest();
    await settled();
    expect(asked).toHaveLength(3);
  });

  test('that cannot be had are left out, and asked for again when they are looked at again', async () => {
    let broken = true;
    const { parts, asked } = noted(() => broken);
    parts.seen(PICTURE, { x: 0, y: 0, width: 2000, height: 10 });
    await settled();
    expect(asked).toHaveLength(1);
    broken = false;
    parts.seen(PICTURE, { x: 0, y: 0, width: 10, height: 10 });
    await settled();
    expect(parts.seen(PICTURE, { x: 0, y: 0, width: 10, height: 10 })).toHaveLength(1);
  });

  test('are closed with the picture, also those on their way', async () => {
    const { parts, open, forgotten } = noted();
    parts.seen(PICTURE, { x: 0, y: 0, width: 10, height: 10 });
    await settled();
    parts.seen(PICTURE, { x: 2048, y: 0, width: 10, height: 10 });
    parts.close();
    await settled();
    expect(open.size).toBe(0);
    expect(forgotten()).toBe(1);
  });
});
