import { filter2d } from '@srkit/ops';
import { tensor3d } from '@tensorflow/tfjs-core';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { expectEqual, type RunOp } from '../run-op';

/** `filter2d`: one kernel for all samples, or one for each. */
export const filter2dOp: RunOp = async ({ golden }) => {
  const { ksize, single } = golden.file.params as { ksize: number; single: boolean };
  const shape = golden.tensor('kernel').shape as [number, number, number];
  const kernel = tensor3d(golden.floats('kernel'), shape);
  const x = nhwcTensor(golden, 'x');
  const output = filter2d(x, kernel);
  const results = [
    expectEqual('kernels', shape, [single ? 1 : x.shape[0], ksize, ksize]),
    await compareNhwc(golden, 'output', output),
  ];
  for (const tensor of [kernel, x, output]) tensor.dispose();
  return results;
};
