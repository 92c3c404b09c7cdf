import { isReferenceForm, PIXEL_SHUFFLE } from '@srkit/core/contracts';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { getKernel, memory, registerBackend, removeBackend, setBackend, tensor4d, tidy, } from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { pixelShuffle } from './index';
const { kernelName } = PIXEL_SHUFFLE;
/** [1, 2, 3, 4] as a picture of four channels becomes one of 2x2 pixels, row by row. */
const shuffle = (op) => tidy(() => Array.from(op(tensor4d([1, 2, 3, 4], [1, 1, 1, 4]), 2).dataSync()));
const kernelOf = (backendName) => {
    const kernel = getKernel(kernelName, backendName);
    return { kernelFunc: kernel.kernelFunc, isReference: isReferenceForm(kernel) };
};
describe('an op', () => {
    it('runs its reference form on a backend that nobody here knows, and leaves nothing behind', async () => {
        registerBackend('stranger', () => new MathBackendCPU());
        await import('@tensorflow/tfjs-backend-cpu');
        const { getKernelsForBackend, registerKernel } = await import('@tensorflow/tfjs-core');
        for (const kernel of getKernelsForBackend('cpu'))
            registerKernel({ ...kernel, backendName: 'stranger' });
        await setBackend('stranger');
        const before = memory().numTensors;
        expect(shuffle(pixelShuffle)).toEqual([1, 2, 3, 4]);
        expect(kernelOf('stranger').isReference).toBe(true);
        expect(memory().numTensors).toBe(before);
    });
    it('runs the kernel of a backend that is loaded after it, and keeps that when it is loaded again', async () => {
        // The name is taken by a backend without kernels of ours, so that the reference form stands in its place.
        registerBackend('srkit-wasm', () => new MathBackendCPU());
        const { getKernelsForBackend, registerKernel } = await import('@tensorflow/tfjs-core');
        for (const kernel of getKernelsForBackend('cpu'))
            registerKernel({ ...kernel, backendName: 'srkit-wasm' });
        await setBackend('srkit-wasm');
        expect(shuffle(pixelShuffle)).toEqual([1, 2, 3, 4]);
        expect(kernelOf('srkit-wasm').isReference).toBe(true);
        removeBackend('srkit-wasm');
        await import('@srkit/backend-wasm');
        await setBackend('srkit-wasm');
        const own = kernelOf('srkit-wasm');
        expect(own.isReference).toBe(false);
        expect(shuffle(pixelShuffle)).toEqual([1, 2, 3, 4]);
        vi.resetModules();
        const again = await import('./index');
        expect(again.pixelShuffle).not.toBe(pixelShuffle);
        expect(shuffle(again.pixelShuffle)).toEqual([1, 2, 3, 4]);
        expect(kernelOf('srkit-wasm')).toEqual(own);
    });
});
