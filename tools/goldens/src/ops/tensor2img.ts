import { type TensorToBytesOptions, tensorToBytes } from '@srkit/ops';
import { clipByValue, slice, type Tensor4D } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
import { nhwcTensor } from '../nhwc';
import type { RunOp } from '../run-op';

/** `tensor2img`: one tensor as bytes, in both channel orders, from another range, and its first channel alone. */
export const tensor2imgOp: RunOp = async ({ golden }) => {
  const x = nhwcTensor(golden, 'x');
  const [, h, w, c] = x.shape;
  const first = slice(x, [0, 0, 0, 0], [1, h, w, 1]);
  // The official function clamps its argument in place, and this output was made after those from 0..1.
  const clamped = clipByValue(x, 0, 1);
  const colour = async (name: string, options: TensorToBytesOptions, source: Tensor4D = x) =>
    compare(
      name,
      { shape: [h, w, c], values: await tensorToBytes(source, options) },
      golden.tensor(name),
      golden.file.tolerance,
    );
  const comparisons = [
    await colour('bgr_u8', { order: 'bgr' }),
    await colour('rgb_u8', { order: 'rgb' }),
    await colour('range_m1_1', { order: 'bgr', min: -1, max: 1 }, clamped),
    compare(
      'gray_u8',
      { shape: [h, w], values: await tensorToBytes(first) },
      golden.tensor('gray_u8'),
      golden.file.tolerance,
    ),
  ];
  x.dispose();
  first.dispose();
  clamped.dispose();
  return comparisons;
};
