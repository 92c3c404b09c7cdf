import { ldlArtifactMap } from '@srkit/losses';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { compareNhwc, nhwcTensor } from '../nhwc';
import type { RunOp } from '../run-op';

/** `ldl_artifact_map`. */
export const ldlArtifactMapOp: RunOp = async ({ golden }) => {
  const { ksize } = golden.file.params as { ksize: number };
  const inputs = ['gt', 'out', 'ema'].map((name) => nhwcTensor(golden, name));
  const map = ldlArtifactMap(...(inputs as [Tensor4D, Tensor4D, Tensor4D]), { ksize });
  const comparison = await compareNhwc(golden, 'map', map);
  for (const tensor of [map, ...inputs]) tensor.dispose();
  return [comparison];
};
