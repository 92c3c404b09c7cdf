import { expect, it } from 'vitest';
import { describeAdapter } from './adapter';
import { chooseBackend, cpuBackend } from './choose-backend';
const limits = {
    maxBufferSize: 1,
    maxStorageBufferBindingSize: 1,
    maxComputeWorkgroupStorageSize: 1,
    maxComputeInvocationsPerWorkgroup: 1,
};
const adapter = (hardware) => ({
    name: hardware ? 'Radeon' : 'llvmpipe',
    vendor: '',
    architecture: '',
    hardware,
    limits,
});
const hardware = { adapter: adapter(true) };
const software = { adapter: adapter(false) };
const none = { why: 'no graphics adapter found' };
it.each([
    ['auto', false, hardware, 'webgpu', "found 'Radeon'"],
    ['auto', false, software, 'wasm', "'llvmpipe' computes in software"],
    ['auto', false, none, 'wasm', 'no graphics adapter found'],
    ['auto', true, hardware, 'webgpu', "--require-gpu, and 'Radeon' is there"],
    ['webgpu', false, software, 'webgpu', '--backend webgpu'],
    ['wasm', false, hardware, 'wasm', '--backend wasm'],
    ['tfjs-wasm', false, hardware, 'tfjs-wasm', '--backend tfjs-wasm'],
    ['cpu', false, hardware, 'cpu', '--backend cpu'],
])('--backend %s, GPU required: %s', async (backend, requireGpu, answer, name, reason) => {
    expect(await chooseBackend({ backend, requireGpu }, async () => answer)).toMatchObject({ name, reason });
});
it.each([
    ['auto', true, software, 'E_DEVICE_NO_GPU'],
    ['webgpu', true, software, 'E_DEVICE_NO_GPU'],
    ['auto', true, none, 'E_DEVICE_NO_GPU'],
    ['webgpu', false, none, 'E_DEVICE_WEBGPU'],
    ['cpu', true, hardware, 'E_CONFIG_USAGE'],
])('refuses --backend %s, GPU required: %s', async (backend, requireGpu, answer, code) => {
    await expect(chooseBackend({ backend, requireGpu }, async () => answer)).rejects.toMatchObject({ code });
});
it('asks for an adapter only where that matters', async () => {
    const never = () => Promise.reject(new Error('asked'));
    expect(await chooseBackend({ backend: 'wasm', requireGpu: false }, never)).toMatchObject({ name: 'wasm' });
});
it('takes what runs where WebAssembly has no SIMD, or where there is none, and says why', async () => {
    const auto = { backend: 'auto', requireGpu: false };
    const engine = { ...WebAssembly, Memory: WebAssembly.Memory, validate: () => false };
    expect(await chooseBackend(auto, async () => none, () => cpuBackend(engine))).toMatchObject({
        name: 'tfjs-wasm',
        reason: 'no graphics adapter found; this processor has no SIMD that WebAssembly could use',
    });
    expect(await chooseBackend(auto, async () => none, () => ({ name: 'cpu', why: 'mine' }))).toMatchObject({
        name: 'cpu',
        reason: 'no graphics adapter found; mine',
    });
    expect(cpuBackend()).toEqual({ name: 'wasm' });
});
it.each([
    [{ description: 'NVIDIA H200', vendor: 'nvidia' }, 'NVIDIA H200', true],
    [
        { description: 'llvmpipe (LLVM 15.0.7, 256 bits)', vendor: 'mesa' },
        'llvmpipe (LLVM 15.0.7, 256 bits)',
        false,
    ],
    [{ description: 'SwiftShader driver 5.0.0', isFallbackAdapter: true }, 'SwiftShader driver 5.0.0', false],
    [{ description: '', vendor: 'apple', architecture: 'metal-3' }, 'apple metal-3', true],
])('describes %j', (info, name, isHardware) => {
    const complete = { vendor: '', architecture: '', device: '', isFallbackAdapter: false, ...info };
    const described = describeAdapter({ info: complete, limits });
    expect(described).toMatchObject({ name, hardware: isHardware });
});
