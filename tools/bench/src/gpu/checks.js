import * as tf from '@tensorflow/tfjs-core';
const random = (shape, seed) => tf.randomUniform(shape, -1, 1, 'float32', seed);
const random4 = (shape, seed) => random(shape, seed);
const convolution = (inChannels, outChannels, side, strides, filter = 3) => ({
    name: `convolution ${filter}x${filter}, ${inChannels} to ${outChannels}, ${side} px, stride ${strides}, and its gradients`,
    compute: () => {
        const run = (x, weight) => tf.conv2d(x, weight, strides, 'same');
        const inputs = [
            random([1, side, side + 3, inChannels], 1),
            random([filter, filter, inChannels, outChannels], 2),
        ];
        const y = run(inputs[0], inputs[1]);
        return [
            y,
            ...tf.grads(run)(inputs, random(y.shape, 3)),
            tf.fused.conv2d({
                x: inputs[0],
                filter: inputs[1],
                bias: random([outChannels], 4),
                preluActivationWeights: random([outChannels], 5),
                activation: 'prelu',
                strides,
                pad: 'same',
            }),
        ];
    },
});
const denseBlock = (features, growth, side) => ({
    name: `dense block ${features} and ${growth}, ${side} px`,
    compute: () => {
        const x = random4([1, side, side, features], 1);
        const made = [growth, growth, growth, growth, features];
        const weights = made.map((out, k) => tf.mul(random([3, 3, features + k * growth, out], k + 2), 0.05));
        const biases = made.map((out, k) => random([out], 20 + k));
        if (tf.getBackend() === 'webgpu') {
            const inputs = { x };
            weights.forEach((weight, k) => {
                inputs[`weight${k + 1}`] = weight;
                inputs[`bias${k + 1}`] = biases[k];
            });
            return [tf.engine().runKernel('ResidualDenseBlock', inputs, { slope: 0.2, scale: 0.2 })];
        }
        const seen = [x];
        for (const [k, weight] of weights.entries()) {
            const y = tf.add(tf.conv2d(tf.concat(seen, 3), weight, 1, 'same'), biases[k]);
            seen.push((k === 4 ? tf.add(tf.mul(y, 0.2), x) : tf.leakyRelu(y, 0.2)));
        }
        return [seen[5]];
    },
});
export const checks = (small) => {
    const few = [convolution(8, 8, 7, 1), convolution(3, 8, 6, 1), denseBlock(8, 4, 6)];
    if (small)
        return few;
    return [
        ...few,
        convolution(64, 64, 20, 1),
        convolution(64, 32, 40, 1),
        convolution(64, 3, 40, 1),
        convolution(20, 37, 19, 1),
        convolution(16, 32, 24, 2, 4),
        convolution(64, 64, 16, 1, 1),
        denseBlock(64, 32, 12),
    ];
};
const read = async (backend, { compute }) => {
    await tf.setBackend(backend);
    const results = tf.tidy(compute);
    const values = await Promise.all(results.map(async (result) => (await result.data())));
    tf.dispose(results);
    return values;
};
/** The largest difference of a value from the cpu backend's, over the largest value. */
export const worstOf = async (check) => {
    const expected = await read('cpu', check);
    const actual = await read('webgpu', check);
    let worst = 0;
    for (const [i, values] of expected.entries()) {
        const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
        for (const [k, value] of values.entries()) {
            const difference = Math.abs(actual[i][k] - value) / scale;
            if (!(difference <= worst))
                worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
        }
    }
    return worst;
};
