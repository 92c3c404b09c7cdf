import { SRVGGNetCompact } from '@srkit/models';
import { env, getBackend, ready, tensor4d, tidy } from '@tensorflow/tfjs-core';
/** Small enough for a software graphics adapter. */
const SIDE = 16;
const CHANNELS = 3;
/** Rounding differs between backends by some 1e-6 here; a wrong kernel by far more. */
const TOLERANCE = 1e-4;
/** A fixed picture: smooth waves, different in each channel. */
const picture = () => {
    const values = Float32Array.from({ length: SIDE * SIDE * CHANNELS }, (_, i) => 0.5 + 0.5 * Math.sin(i * 0.37));
    return tensor4d(values, [1, SIDE, SIDE, CHANNELS]);
};
const runOnce = async (network) => {
    const output = tidy(() => network.forward(picture()));
    try {
        return (await output.data());
    }
    finally {
        output.dispose();
    }
};
/** Runs a tiny network with fixed weights on tfjs's current backend. */
export const runTinyNetwork = async () => {
    await ready();
    // tfjs-webgpu computes small tensors on the CPU, which would test the wrong thing.
    if (getBackend() === 'webgpu')
        env().set('WEBGPU_CPU_FORWARD', false);
    const network = new SRVGGNetCompact({ numFeat: 8, numConv: 2, upscale: 2 }, { seed: 1 });
    try {
        await runOnce(network);
        const started = performance.now();
        const output = await runOnce(network);
        return { output, milliseconds: performance.now() - started };
    }
    finally {
        network.dispose();
    }
};
/** Compares a run on tfjs's current backend with the cpu backend's output. */
export const selfTest = async (reference) => {
    const { output, milliseconds } = await runTinyNetwork();
    let maxError = output.length === reference.length ? 0 : Number.POSITIVE_INFINITY;
    for (const [i, expected] of reference.entries()) {
        const error = Math.abs(output[i] - expected);
        // Written so that NaN counts as an error.
        if (!(error <= maxError))
            maxError = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
    }
    return { maxError, passed: maxError <= TOLERANCE, milliseconds };
};
