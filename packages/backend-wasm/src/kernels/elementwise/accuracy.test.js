import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { registerTestBackends } from '../../testing/test-backends';
/** Every 20011th float32, NaN and the infinities among them: denormals to the largest, both signs. */
const allFloats = () => {
    const bits = new Uint32Array(Math.ceil(2 ** 32 / 20011));
    for (let i = 0; i < bits.length; i++)
        bits[i] = i * 20011;
    bits.set([0, 0x80000000, 0x7f800000, 0xff800000, 0x7fc00000, 1, 0x80000001, 0x7f7fffff]);
    return new Float32Array(bits.buffer);
};
/** Where functions bend: [-110, 110], finely around 0. */
const usualFloats = () => Float32Array.from({ length: 60_000 }, (_, i) => {
    const x = (i - 30_000) / 30_000;
    return i % 2 ? 110 * x : 110 * x ** 5;
});
/** In float64, of the float32 given. */
const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const FUNCTIONS = [
    [tf.exp, Math.exp],
    [tf.expm1, Math.expm1],
    [tf.log, Math.log],
    [tf.log1p, Math.log1p],
    [tf.sigmoid, sigmoid],
    [tf.tanh, Math.tanh],
    [tf.softplus, softplus],
    [tf.elu, (x) => (x >= 0 ? x : Math.expm1(x))],
    [tf.rsqrt, (x) => 1 / Math.sqrt(x)],
];
/** The distance of denormal numbers. */
const DENORMAL = 2 ** -149;
/** The largest error relative to the float64 result; infinite where one is NaN or infinite and the other is not. */
const worst = (inputs, actual, exact) => {
    let most = 0;
    for (let i = 0; i < inputs.length; i++) {
        const expected = exact(inputs[i]);
        const got = actual[i];
        if (Object.is(Math.fround(expected), got))
            continue;
        const error = Math.max(0, Math.abs(got - expected) - DENORMAL) / Math.abs(expected);
        most = Math.max(most, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
    }
    return most;
};
beforeAll(async () => {
    registerTestBackends();
    await tf.setBackend('srkit-wasm-private');
});
test.each(FUNCTIONS)('%o is within 1e-6 of its value in float64', (operation, exact) => {
    for (const inputs of [usualFloats(), allFloats()]) {
        const actual = tf.tidy(() => operation(tf.tensor1d(inputs)).dataSync());
        expect(worst(inputs, actual, exact)).toBeLessThan(1e-6);
    }
});
