import { serveWorker } from '@srkit/jobs';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { applyPixels, applyToRaster } from './apply-pixels';
const load = {
    'srkit-wasm': async () => (await import('@srkit/backend-wasm')).startSrkitWasm(),
    wasm: async () => {
        await import('@tensorflow/tfjs-backend-wasm');
        await setBackend('wasm');
    },
    cpu: async () => {
        await import('@tensorflow/tfjs-backend-cpu');
        await setBackend('cpu');
    },
};
/** Moved to the caller and not copied, unless it is a view of something larger. */
const buffersOf = (pair) => [pair.lq, pair.gt]
    .filter(({ data }) => data.byteLength === data.buffer.byteLength)
    .map(({ data }) => data.buffer);
serveWorker(async (backend) => {
    enableProdMode();
    await load[backend]();
    return {
        facts: null,
        methods: {
            async apply({ image, recipe }, work) {
                const value = await applyPixels(image, recipe, work);
                return { value, transfer: buffersOf(value) };
            },
            async applyToRaster({ picture, recipe }, work) {
                const value = await applyToRaster(picture, recipe, work);
                return { value, transfer: buffersOf(value) };
            },
        },
    };
});
