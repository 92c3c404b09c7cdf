import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { addMany } from './add-many';
it.each([1, 2, 7, 8, 13, 14, 50])('adds %i terms, with their gradients, and leaks nothing', (count) => {
    const terms = Array.from({ length: count }, (_, i) => tf.tensor1d([i, 2 * i]));
    const before = tf.memory().numTensors;
    const total = (count * (count - 1)) / 2;
    const sum = addMany(terms);
    expect(Array.from(sum.dataSync())).toEqual([total, 2 * total]);
    const gradients = tf.grads((...given) => addMany(given))(terms);
    for (const gradient of gradients)
        expect(Array.from(gradient.dataSync())).toEqual([1, 1]);
    tf.dispose([sum, gradients]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(terms);
});
