import { type NamedTensor, toFloat32 } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import type { Module } from '@srkit/nn';
import { officialShapes, recognise } from './detect/recognise';
import type { Shapes } from './detect/shapes';

/** Throws for a tensor with a value that is no number: the network would give black or broken pictures. */
const finite = (tensor: NamedTensor, file: string): NamedTensor => {
  const { name, dtype } = tensor;
  if (!/^B?F/.test(dtype)) return tensor;
  const values = toFloat32(tensor);
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return { ...tensor, dtype: 'F32', data: values };
  throw new CheckpointError(
    'E_CHECKPOINT_NAN',
    `${file}: '${name}' has ${values[at]} at element ${at}, expected numbers. The checkpoint is damaged, or was saved in a training that failed: take an earlier one.`,
  );
};

/**
 * Fills a network from tensors in any of the known names, as they come; refuses those that hold no numbers. When it
 * throws, the network is freed.
 *
 * @param shapes Names and shapes of all tensors.
 */
export const loadChecked = async (
  network: Module,
  shapes: Shapes,
  tensors: AsyncIterable<NamedTensor> | Iterable<NamedTensor>,
  file: string,
): Promise<void> => {
  const recognition = recognise(shapes);
  const { officialName, folding } = recognition;
  async function* official(): AsyncGenerator<NamedTensor, void> {
    for await (const tensor of tensors) {
      yield { ...finite(tensor, file), name: officialName(tensor.name) };
    }
  }
  try {
    const given = folding ? folding.tensors(official()) : official();
    await network.loadEach(officialShapes(recognition, shapes), given);
  } catch (error) {
    network.dispose();
    throw error;
  }
};
