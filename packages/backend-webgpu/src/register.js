import { DeviceError } from '@srkit/core';
import { backend as currentBackend, env, findBackendFactory, getKernel, registerBackend, registerKernel, removeBackend, setBackend, unregisterKernel, } from '@tensorflow/tfjs-core';
import { WebGpuBackend } from './backend';
import { OP_KERNELS, STOCK_KERNELS } from './kernels/all';
import { MENDED_KERNELS } from './tfjs-4.22/mended-kernels';
export const BACKEND_NAME = 'webgpu';
/** As tfjs has it: above WebGL (2). */
const PRIORITY = 3;
/** Features that are used where they are there. */
const FEATURES = ['timestamp-query', 'bgra8unorm-storage'];
/** Limits that are asked for as high as the adapter has them. No kernel of ours needs more than the defaults. */
const LIMITS = [
    'maxComputeWorkgroupStorageSize',
    'maxComputeWorkgroupsPerDimension',
    'maxStorageBufferBindingSize',
    'maxBufferSize',
    'maxComputeWorkgroupSizeX',
    'maxComputeInvocationsPerWorkgroup',
];
/** Why the backend did not start the last time; tfjs keeps it to itself. */
let failure;
const findGpu = () => globalThis.navigator?.gpu;
const openDevice = async () => {
    const adapter = await findGpu()?.requestAdapter({
        powerPreference: env().getBool('WEBGPU_USE_LOW_POWER_GPU') ? 'low-power' : 'high-performance',
    });
    if (!adapter) {
        throw new DeviceError('E_DEVICE_WEBGPU', 'WebGPU has no adapter here. Check the driver, or use another backend.');
    }
    const device = await adapter.requestDevice({
        requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
        requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]])),
    });
    return new WebGpuBackend(device, adapter.info);
};
/** Puts a kernel in the place of tfjs's, or of an op's reference form: whichever came first. */
const replace = (config) => {
    if (getKernel(config.kernelName, BACKEND_NAME))
        unregisterKernel(config.kernelName, BACKEND_NAME);
    registerKernel(config);
};
let kernelsAreThere = false;
/** Makes ours tfjs's `webgpu`, where there is WebGPU. */
export const registerWebGpu = () => {
    if (!kernelsAreThere) {
        kernelsAreThere = true;
        for (const mend of MENDED_KERNELS) {
            const stock = getKernel(mend.kernelName, BACKEND_NAME);
            if (stock)
                replace(mend.wrap(stock));
        }
        for (const { kernelName, make } of STOCK_KERNELS) {
            const stock = getKernel(kernelName, BACKEND_NAME);
            if (stock)
                replace({ ...stock, kernelFunc: make(stock.kernelFunc) });
        }
        for (const kernel of OP_KERNELS)
            replace({ ...kernel, backendName: BACKEND_NAME });
    }
    if (!findGpu())
        return;
    if (findBackendFactory(BACKEND_NAME))
        removeBackend(BACKEND_NAME);
    registerBackend(BACKEND_NAME, () => openDevice().catch((error) => {
        failure = error;
        throw error;
    }), PRIORITY);
};
/**
 * Makes WebGPU tfjs's current backend and returns it. In Node, put Dawn's `gpu` on `navigator` first.
 *
 * @throws DeviceError `E_DEVICE_WEBGPU` where there is no WebGPU, or no adapter.
 */
export const startWebGpu = async () => {
    if (!findGpu()) {
        throw new DeviceError('E_DEVICE_WEBGPU', 'There is no WebGPU here (`navigator.gpu`). Use a browser that has it; in Node, put there what `create` of the npm package webgpu gives.');
    }
    if (!findBackendFactory(BACKEND_NAME))
        registerWebGpu();
    const started = await setBackend(BACKEND_NAME);
    if (!started)
        throw failure ?? new DeviceError('E_DEVICE_BACKEND', 'The webgpu backend does not start.');
    const backend = currentBackend();
    if (backend instanceof WebGpuBackend)
        return backend;
    throw new DeviceError('E_DEVICE_BACKEND', "tfjs's own webgpu backend runs already. Import @srkit/backend-webgpu before a backend is started.");
};
