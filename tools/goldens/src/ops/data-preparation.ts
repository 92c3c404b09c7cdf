import { multiscaleSizes, subimagesOf } from '@srkit/datasets';
import type { Comparison } from '../compare';
import { expectEqual, type RunOp } from '../run-op';

interface SubimagesItem {
  readonly width: number;
  readonly height: number;
  readonly crop_size: number;
  readonly step: number;
  readonly thresh_size: number;
  /** File name, top, left, height, width. */
  readonly windows: readonly (readonly [string, number, number, number, number])[];
}

/** `extract_subimages`: names and windows of the pieces. */
export const extractSubimages: RunOp = async ({ golden }) => {
  const { input_name, items } = golden.file.params as unknown as {
    readonly input_name: string;
    readonly items: readonly SubimagesItem[];
  };
  return items.map(({ width, height, crop_size, step, thresh_size, windows }, i): Comparison => {
    const options = { cropSize: crop_size, step, threshSize: thresh_size };
    const made = subimagesOf(input_name, { width, height }, options).map(({ name, window }) => [
      `${name}.png`,
      window.top,
      window.left,
      window.height,
      window.width,
    ]);
    return expectEqual(`items[${i}]`, made, windows);
  });
};

/** `multiscale_sizes`: widths and heights of a picture's scales. */
export const multiscaleSizesOp: RunOp = async ({ golden }) => {
  const { items } = golden.file.params as unknown as {
    readonly items: readonly { width: number; height: number; outputs: readonly (readonly number[])[] }[];
  };
  return items.map(({ width, height, outputs }, i) => {
    const made = multiscaleSizes({ width, height }).map((size) => [size.width, size.height]);
    return expectEqual(`items[${i}]`, made, outputs);
  });
};
