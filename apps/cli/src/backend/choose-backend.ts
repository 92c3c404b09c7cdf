import { DeviceError } from '@srkit/core';
import { usageError } from '../errors';
import type { BackendName } from '../options/choices';
import type { AdapterAnswer, AdapterFacts } from './adapter';
import { cpuBackend } from './cpu-backend';

export interface BackendRequest {
  readonly backend: BackendName | 'auto';
  /** Fail instead of falling back when there is no graphics card. */
  readonly requireGpu: boolean;
}

export interface BackendChoice {
  readonly name: BackendName;
  /** Why this one, as the end of the sentence "<name>, because ...". */
  readonly reason: string;
  readonly adapter: AdapterFacts | null;
}

const whyNoGpu = (answer: AdapterAnswer): string =>
  'why' in answer ? answer.why : `'${answer.adapter.name}' computes in software`;

const requiredGpu = (answer: AdapterAnswer): BackendChoice => {
  if ('adapter' in answer && answer.adapter.hardware) {
    return {
      name: 'webgpu',
      reason: `--require-gpu, and '${answer.adapter.name}' is there`,
      adapter: answer.adapter,
    };
  }
  throw new DeviceError(
    'E_DEVICE_NO_GPU',
    `--require-gpu: no graphics card can be used (${whyNoGpu(answer)}). Check its driver (Vulkan, Metal or Direct3D 12) with srkit doctor, or leave --require-gpu out.`,
  );
};

/**
 * Chooses where to compute. `auto` takes WebGPU only where a hardware adapter exists, since software ones are
 * slower than wasm; an explicit `webgpu` takes any adapter.
 *
 * @param findAdapter asked only when the answer matters.
 * @param findCpu what to take where there is no graphics card.
 * @throws DeviceError when what was asked for is not there; ConfigError when the request contradicts itself.
 */
export const chooseBackend = async (
  { backend, requireGpu }: BackendRequest,
  findAdapter: () => Promise<AdapterAnswer>,
  findCpu = cpuBackend,
): Promise<BackendChoice> => {
  if (requireGpu) {
    if (backend !== 'auto' && backend !== 'webgpu') {
      throw usageError(
        `--require-gpu contradicts --backend ${backend}, which computes on the CPU. Leave one out.`,
      );
    }
    return requiredGpu(await findAdapter());
  }
  if (backend !== 'auto' && backend !== 'webgpu') {
    return { name: backend, reason: `--backend ${backend}`, adapter: null };
  }
  const answer = await findAdapter();
  if (backend === 'webgpu') {
    if ('adapter' in answer) return { name: 'webgpu', reason: '--backend webgpu', adapter: answer.adapter };
    throw new DeviceError(
      'E_DEVICE_WEBGPU',
      `--backend webgpu: ${answer.why}. Check the driver (Vulkan, Metal or Direct3D 12) with srkit doctor, or use --backend wasm.`,
    );
  }
  if ('adapter' in answer && answer.adapter.hardware) {
    return { name: 'webgpu', reason: `found '${answer.adapter.name}'`, adapter: answer.adapter };
  }
  const { name, why } = findCpu();
  return { name, reason: [whyNoGpu(answer), ...(why ? [why] : [])].join('; '), adapter: null };
};
