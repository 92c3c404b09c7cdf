import { readSamples } from '@srkit/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { nanError } from './output-picture';

/**
 * Brings output from the device: as samples of that depth where the backend has a way to, which is faster, else, and
 * without a depth, as floats.
 *
 * @throws CheckpointError when there is a NaN among samples; among floats it stays.
 */
export const readOutput = async (
  output: Tensor4D,
  bitDepth: 8 | 16 | undefined,
): Promise<Float32Array | Uint8Array | Uint16Array> => {
  const samples = bitDepth && (await readSamples(output, bitDepth));
  if (!samples) return (await output.data()) as Float32Array;
  if (samples.hasNaN) throw nanError();
  return samples.data;
};
