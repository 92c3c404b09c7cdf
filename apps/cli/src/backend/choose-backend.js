import { DeviceError } from '@srkit/core';
import { usageError } from '../errors';
import { canReserve, NO_ADDRESSES } from './backends';
/** A function that puts one vector together: the smallest module that only engines with SIMD accept. */
const SIMD_MODULE = Uint8Array.of(...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], 
// One type: no parameters, a v128.
...[1, 5, 1, 0x60, 0, 1, 0x7b], ...[3, 2, 1, 0], 
// i32.const 0, i8x16.splat
...[10, 8, 1, 6, 0, 0x41, 0, 0xfd, 0x0f, 0x0b]);
/** The fastest backend that this machine's WebAssembly can run. */
export const cpuBackend = (engine = globalThis.WebAssembly) => {
    if (!engine)
        return { name: 'cpu', why: 'WebAssembly is switched off' };
    if (!canReserve(engine))
        return { name: 'cpu', why: NO_ADDRESSES };
    if (engine.validate(SIMD_MODULE))
        return { name: 'wasm' };
    return { name: 'tfjs-wasm', why: 'this processor has no SIMD that WebAssembly could use' };
};
const whyNoGpu = (answer) => 'why' in answer ? answer.why : `'${answer.adapter.name}' computes in software`;
const requiredGpu = (answer) => {
    if ('adapter' in answer && answer.adapter.hardware) {
        return {
            name: 'webgpu',
            reason: `--require-gpu, and '${answer.adapter.name}' is there`,
            summary: `'${answer.adapter.name}'`,
            adapter: answer.adapter,
        };
    }
    throw new DeviceError('E_DEVICE_NO_GPU', `--require-gpu: no graphics card can be used (${whyNoGpu(answer)}). Check its driver (Vulkan, Metal or Direct3D 12) with srkit doctor, or leave --require-gpu out.`);
};
/**
 * Chooses where to compute. `auto` takes WebGPU only where a hardware adapter exists, since software ones are
 * slower than wasm; an explicit `webgpu` takes any adapter.
 *
 * @param findAdapter asked only when the answer matters.
 * @param findCpu what to take where there is no graphics card.
 * @throws DeviceError when what was asked for is not there; ConfigError when the request contradicts itself.
 */
export const chooseBackend = async ({ backend, requireGpu }, findAdapter, findCpu = cpuBackend) => {
    if (requireGpu) {
        if (backend !== 'auto' && backend !== 'webgpu') {
            throw usageError(`--require-gpu contradicts --backend ${backend}, which computes on the CPU. Leave one out.`);
        }
        return requiredGpu(await findAdapter());
    }
    if (backend !== 'auto' && backend !== 'webgpu') {
        const reason = `--backend ${backend}`;
        return { name: backend, reason, summary: reason, adapter: null };
    }
    const answer = await findAdapter();
    if (backend === 'webgpu') {
        if ('adapter' in answer) {
            const { adapter } = answer;
            return { name: 'webgpu', reason: '--backend webgpu', summary: `'${adapter.name}'`, adapter };
        }
        throw new DeviceError('E_DEVICE_WEBGPU', `--backend webgpu: ${answer.why}. Check the driver (Vulkan, Metal or Direct3D 12) with srkit doctor, or use --backend wasm.`);
    }
    if ('adapter' in answer && answer.adapter.hardware) {
        const { adapter } = answer;
        return { name: 'webgpu', reason: `found '${adapter.name}'`, summary: `'${adapter.name}'`, adapter };
    }
    const { name, why } = findCpu();
    const reason = [whyNoGpu(answer), ...(why ? [why] : [])].join('; ');
    return { name, reason, summary: why ?? 'SIMD on the CPU, all cores', adapter: null };
};
