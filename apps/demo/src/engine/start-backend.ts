import { startSrkitWasm } from '@srkit/backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import type { BackendChoice, BackendReason, EngineFacts } from './protocol';

type Started = Omit<EngineFacts, 'models'>;

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const { crossOriginIsolated: isolated } = globalThis;

/** Whether there is a graphics card, or the reason why WebGPU is not taken by itself. */
const adapterKind = async (): Promise<BackendReason> => {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  if (!adapter) return 'no-webgpu';
  // Browsers have said it in either place.
  const isFallback = (adapter as unknown as { isFallbackAdapter?: boolean }).isFallbackAdapter;
  const { info } = adapter;
  const software =
    info.isFallbackAdapter || isFallback || /swiftshader|llvmpipe|warp/i.test(info.architecture);
  return software ? 'software-adapter' : 'hardware-adapter';
};

const startGpu = async (reason: BackendReason): Promise<Started> => {
  const { startWebGpu } = await import('@srkit/backend-webgpu');
  const { deviceName } = await startWebGpu();
  return { backend: 'webgpu', device: deviceName, threads: 0, isolated, reason, warning: '' };
};

const startPlain = async (reason: BackendReason, warning: string): Promise<Started> => {
  await setBackend('cpu');
  return { backend: 'cpu', device: null, threads: 1, isolated, reason, warning };
};

const startCpu = async (reason: BackendReason, warning = ''): Promise<Started> => {
  try {
    const { threads } = await startSrkitWasm();
    return { backend: 'srkit-wasm', device: null, threads, isolated, reason, warning };
  } catch (error) {
    return startPlain('no-wasm', words(error));
  }
};

const start = async (choice: BackendChoice): Promise<Started> => {
  if (choice === 'webgpu') return startGpu('asked');
  if (choice === 'plain') return startPlain('asked', '');
  if (choice === 'one-thread') Object.assign(globalThis, { SRKIT_THREADS: 1 });
  if (choice !== 'auto') return startCpu('asked');
  const reason = await adapterKind();
  if (reason !== 'hardware-adapter') return startCpu(reason);
  try {
    return await startGpu(reason);
  } catch (error) {
    return startCpu('webgpu-fails', words(error));
  }
};

let started: Started | undefined;

/** What computes, and why. */
export const currentBackend = (): Started => started!;

/**
 * Makes the best backend tfjs's current one, or the one that was asked for: WebGPU where there is a graphics card, else all
 * cores where the page is isolated, else one thread.
 *
 * @throws DeviceError where WebGPU was asked for by name and is not there.
 */
export const startBackend = async (choice: BackendChoice): Promise<void> => {
  started = await start(choice);
};

/** After the graphics device is lost: the CPU, until the page is opened again. Models are to be loaded on it. */
export const replaceBackend = async (): Promise<void> => {
  started = await startCpu('device-lost');
};
