import { type PillowFilter, type Raster, resizePillow } from '@srkit/image';
import { type Comparison, compare } from '../compare';
import type { GoldenCase } from '../golden-case';
import type { RunOp } from '../run-op';

interface ResizeItem {
  readonly filter: PillowFilter;
  readonly width: number;
  readonly height: number;
  readonly output: string;
}

const rasterOf = (golden: GoldenCase, name: string): Raster => {
  const { shape, bytes } = golden.tensor(name);
  const [height, width, channels] = shape as [number, number, Raster['channels']];
  return { width, height, channels, data: bytes };
};

const comparePillow = (golden: GoldenCase, source: string, item: ResizeItem): Comparison => {
  const { width, height, filter, output } = item;
  const y = resizePillow(rasterOf(golden, source), [height, width], filter);
  const actual = { shape: [y.height, y.width, y.channels], values: y.data };
  // The goldens leave a level of slack; bit for bit is what the function promises.
  return compare(output, actual, golden.tensor(output), {});
};

/** `pil_resize`: one 8-bit picture with several filters. */
export const pilResizeOp: RunOp = async ({ golden }) => {
  const { items } = golden.file.params as unknown as { items: ResizeItem[] };
  return items.map((item) => comparePillow(golden, 'img', item));
};

/** `pil_resize_bicubic`: several pictures with one filter; `sizes_h_w` lists height and width before and after. */
export const pilResizeBicubicOp: RunOp = async ({ golden }) => {
  const { sizes_h_w } = golden.file.params as { sizes_h_w: [number, number, number, number][] };
  return sizes_h_w.map(([, , height, width], i) =>
    comparePillow(golden, `in${i}`, { filter: 'bicubic', width, height, output: `out${i}` }),
  );
};
