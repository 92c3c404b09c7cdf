import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect } from 'vitest';
/** Fails every test of the file that leaves more tensors than it found, or fewer. */
export const refuseLeaks = () => {
    let tensors = 0;
    beforeEach(() => {
        tensors = memory().numTensors;
    });
    afterEach(() => {
        expect(memory().numTensors, 'tensors leaked').toBe(tensors);
    });
};
