import { DeviceError } from '@srkit/core';
/**
 * Loads Dawn (npm `webgpu`, an optional peer) and makes its classes and constants global, as WebGPU code
 * expects. The process cannot end while the returned object is reachable.
 *
 * @throws Error saying why Dawn cannot be loaded.
 */
export const openGpu = async () => {
    const dawn = await import('webgpu').catch((cause) => {
        const missing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
        throw new Error(missing
            ? "the npm package 'webgpu' is not installed (npm i webgpu)"
            : `the npm package 'webgpu' does not load (${cause instanceof Error ? cause.message.split('\n')[0] : cause})`, { cause });
    });
    Object.assign(globalThis, dawn.globals);
    return dawn.create([]);
};
/**
 * Opens Dawn and puts `gpu` where browsers have it. Node 20 has no `navigator`; later ones have one whose binding is
 * read-only but which takes properties. The returned function takes it away again.
 *
 * @throws DeviceError `E_DEVICE_WEBGPU` saying why there is none.
 */
export const installGpu = async () => {
    const gpu = await openGpu().catch((cause) => {
        throw new DeviceError('E_DEVICE_WEBGPU', `WebGPU is not available: ${cause.message}.`, { cause });
    });
    const existing = globalThis.navigator;
    if (existing) {
        Object.defineProperty(existing, 'gpu', { value: gpu, configurable: true });
        return () => Reflect.deleteProperty(existing, 'gpu');
    }
    const navigator = { gpu, userAgent: `Node.js/${process.versions.node.split('.')[0]}` };
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
    return () => Reflect.deleteProperty(globalThis, 'navigator');
};
