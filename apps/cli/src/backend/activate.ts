import { DeviceError } from '@srkit/core';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';

/**
 * Makes a registered backend tfjs's current one.
 *
 * @throws DeviceError `E_DEVICE_BACKEND` when tfjs cannot start it.
 */
export const activate = async (name: string): Promise<void> => {
  // Without it the cpu backend greets every Node program with an advertisement for tfjs-node.
  enableProdMode();
  const started = await setBackend(name).catch((cause: unknown) => {
    throw new DeviceError('E_DEVICE_BACKEND', `The ${name} backend does not start: ${cause}`, { cause });
  });
  if (started) return;
  throw new DeviceError(
    'E_DEVICE_BACKEND',
    `The ${name} backend does not start. srkit doctor shows which ones do; choose with --backend.`,
  );
};
