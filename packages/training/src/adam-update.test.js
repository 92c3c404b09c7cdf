import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import { randomNormal, setBackend, square, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { adamUpdate, referenceAdamUpdate } from './adam-update';
beforeAll(async () => {
    await setBackend('srkit-wasm');
});
it.each([0, 0.01])('a kernel in one pass gives what stock operations give, weight decay %s', (weightDecay) => {
    const numbers = { beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay, correction: 0.05, stepSize: 1e-3 };
    tidy(() => {
        const [parameter, gradient, expAvg, root] = [1, 2, 3, 4].map((seed) => randomNormal([3, 3, 8, 16], 0, 1, 'float32', seed));
        const tensors = {
            parameter: parameter,
            gradient: gradient,
            expAvg: expAvg,
            expAvgSq: square(root),
        };
        const expected = referenceAdamUpdate(tensors, numbers);
        const actual = adamUpdate(tensors, numbers);
        for (const name of ['parameter', 'expAvg', 'expAvgSq']) {
            expect(actual[name].dataSync()).toEqual(expected[name].dataSync());
        }
    });
});
