import { type AugmentOptions, augment } from '@srkit/ops';
import { tensor3d } from '@tensorflow/tfjs-core';
import { type Comparison, compare } from '../compare';
import type { RunOp } from '../run-op';

interface AugmentItem extends AugmentOptions {
  readonly output: string;
}

/** `augment`: a picture `[h, w, c]` in its eight positions. */
export const augmentOp: RunOp = async ({ golden }) => {
  const { items } = golden.file.params as unknown as { items: AugmentItem[] };
  const x = tensor3d(golden.floats('img'), golden.tensor('img').shape as [number, number, number]);
  const comparisons: Comparison[] = [];
  for (const { output, ...options } of items) {
    const y = augment(x, options);
    const actual = { shape: y.shape, values: await y.data() };
    comparisons.push(compare(output, actual, golden.tensor(output), golden.file.tolerance));
    y.dispose();
  }
  x.dispose();
  return comparisons;
};
