import { openCheckpoint } from '@srkit/checkpoints';
import { isGenerator, recogniseNetwork } from '@srkit/models';
import type { EngineMethods } from './protocol';

/** What a checkpoint holds, from its listing alone. @throws CheckpointError for files that hold no known network. */
export const info: EngineMethods['info'] = async ({ file, name }) => {
  const checkpoint = await openCheckpoint(new File([file], name));
  try {
    const { format, byteLength, tensors } = checkpoint;
    const architecture = recogniseNetwork(new Map(tensors.map((tensor) => [tensor.name, tensor])));
    const usable = isGenerator(architecture);
    const scale = !usable
      ? 1
      : architecture.name === 'RRDBNet'
        ? architecture.config.scale
        : architecture.config.upscale;
    const parameters = tensors.reduce(
      (sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1),
      0,
    );
    const config = Object.entries(architecture.config)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ');
    return {
      value: {
        name,
        format,
        bytes: byteLength,
        architecture: architecture.name,
        scale,
        parameters,
        config,
        usable,
      },
    };
  } finally {
    await checkpoint.close();
  }
};
