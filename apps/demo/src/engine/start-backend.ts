import { startSrkitWasm } from '@srkit/backend-wasm';
import { DeviceError } from '@srkit/core';
import { setBackend } from '@tensorflow/tfjs-core';
import type { BackendReason, EngineFacts, EngineStart } from './protocol';

type Started = Omit<EngineFacts, 'models'>;

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const { crossOriginIsolated: isolated } = globalThis;

/** A graphics card that takes longer to start than this does not start: some never answer once they were lost. */
const MAX_START_MS = 10_000;

const inTime = async <Value>(work: Promise<Value>): Promise<Value> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const said = `The graphics card did not answer within ${MAX_START_MS / 1000} s. Open the page again, or use the CPU.`;
      reject(new DeviceError('E_DEVICE_WEBGPU', said));
    }, MAX_START_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Whether there is a graphics card, or the reason why WebGPU is not taken by itself. */
const adapterKind = async (): Promise<BackendReason> => {
  const adapter = await inTime(Promise.resolve(navigator.gpu?.requestAdapter())).catch(() => null);
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
  const { deviceName } = await inTime(startWebGpu());
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

const start = async ({ choice, afterFailure }: EngineStart): Promise<Started> => {
  if (afterFailure === 'leave-alone') return startCpu('device-gone');
  if (choice === 'plain') return startPlain('asked', '');
  if (choice === 'one-thread') Object.assign(globalThis, { SRKIT_THREADS: 1 });
  if (choice !== 'auto' && choice !== 'webgpu') return startCpu('asked');
  const reason = choice === 'webgpu' ? 'asked' : await adapterKind();
  if (reason !== 'asked' && reason !== 'hardware-adapter')
    return startCpu(afterFailure ? 'device-gone' : reason);
  try {
    return await startGpu(reason);
  } catch (error) {
    if (afterFailure) return startCpu('device-gone', words(error));
    if (choice === 'webgpu') throw error;
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
export const startBackend = async (how: EngineStart): Promise<void> => {
  started = await start(how);
};

/** After the graphics device is lost: the CPU, as long as this worker lives. Models are to be loaded on it. */
export const replaceBackend = async (): Promise<void> => {
  started = await startCpu('device-lost');
};
