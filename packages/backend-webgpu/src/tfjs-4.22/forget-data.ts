import { engine, type KernelBackend } from '@tensorflow/tfjs-core';
import type { DataId } from './stock-backend';

/**
 * Ends what the engine of tfjs-core 4.22.0 counts of a tensor's data (`tensorInfo` of its state): it does so itself only where its
 * own disposal of a tensor was the last one.
 */
export const forgetData = (dataId: DataId, backend: KernelBackend): void => {
  if (engine().state.tensorInfo.has(dataId)) engine().removeDataId(dataId, backend);
};
