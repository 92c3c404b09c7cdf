import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

it.each(['with', 'without'])('pixels are mirrored, turned and transposed, %s WebAssembly', async (how) => {
  vi.resetModules();
  if (how === 'without') vi.stubGlobal('WebAssembly', undefined);
  const { reorderPixels } = await import('./reorder-pixels');
  const [width, height] = [7, 5];
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 89 + 7) & 255);
  const copy = data.slice();
  const pixel = (of: Uint8Array, index: number): number[] => [...of.subarray(3 * index, 3 * index + 3)];
  for (const transpose of [false, true]) {
    for (const [x, right] of [
      [0, 3],
      [width - 1, -3],
    ] as const) {
      for (const [y, below] of [
        [0, 3 * width],
        [height - 1, -3 * width],
      ] as const) {
        const origin = 3 * (y * width + x);
        const order = transpose
          ? { width: height, height: width, origin, right: below, below: right }
          : { width, height, origin, right, below };
        const out = reorderPixels(data, order);
        expect(out).toHaveLength(data.length);
        for (let k = 0; k < order.height; k++) {
          for (let i = 0; i < order.width; i++) {
            const [across, down] = transpose ? [k, i] : [i, k];
            const from =
              (below < 0 ? height - 1 - down : down) * width + (right < 0 ? width - 1 - across : across);
            expect(pixel(out, k * order.width + i)).toEqual(pixel(data, from));
          }
        }
      }
    }
  }
  expect(data).toEqual(copy);
});
