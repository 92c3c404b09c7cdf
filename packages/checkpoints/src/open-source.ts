import type { Checkpoint, OpenOptions } from './checkpoint';
import type { Contents } from './contents';
import { createCheckpoint } from './create-checkpoint';
import { DETECTION_BYTES, detectFormat } from './detect-format';
import { readTorchLegacy } from './pytorch/read-torch-legacy';
import { readTorchZip } from './pytorch/read-torch-zip';
import { readSafetensors } from './safetensors/read-safetensors';
import type { ByteSource } from './sources/byte-source';

type Reader = (source: ByteSource, key: string | undefined, signal?: AbortSignal) => Promise<Contents>;

const READERS: Readonly<Record<Checkpoint['format'], Reader>> = {
  'pytorch-zip': readTorchZip,
  'pytorch-legacy': readTorchLegacy,
  safetensors: readSafetensors,
};

/** Opens whatever is in `source`, which belongs to the checkpoint from then on and is closed if opening fails. */
export const openSource = async (source: ByteSource, { key, signal }: OpenOptions): Promise<Checkpoint> => {
  try {
    signal?.throwIfAborted();
    const head = await source.read(0, Math.min(DETECTION_BYTES, source.byteLength), signal);
    const format = detectFormat(head, source.byteLength, source.label);
    return createCheckpoint(source, await READERS[format](source, key, signal));
  } catch (error) {
    await source.close();
    throw error;
  }
};
