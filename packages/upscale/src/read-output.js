import { readSamples } from '@srkit/ops';
import { nanError } from './output-picture';
/**
 * Brings output from the device: as samples of that depth where the backend has a way to, which is faster, else, and
 * without a depth, as floats.
 *
 * @throws CheckpointError when there is a NaN among samples; among floats it stays.
 */
export const readOutput = async (output, bitDepth) => {
  const samples = bitDepth && (await readSamples(output, bitDepth));
  if (!samples) return await output.data();
  if (samples.hasNaN) throw nanError();
  return samples.data;
};
