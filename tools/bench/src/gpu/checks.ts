import * as tf from '@tensorflow/tfjs-core';

/** A computation that both backends do. */
export interface Check {
  readonly name: string;
  readonly compute: () => tf.Tensor[];
}

const random = (shape: number[], seed: number): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', seed);
const random4 = (shape: number[], seed: number): tf.Tensor4D => random(shape, seed) as tf.Tensor4D;

const convolution = (
  inChannels: number,
  outChannels: number,
  side: number,
  strides: number,
  filter = 3,
): Check => ({
  name: `convolution ${filter}x${filter}, ${inChannels} to ${outChannels}, ${side} px, stride ${strides}, and its gradients`,
  compute: () => {
    const run = (x: tf.Tensor, weight: tf.Tensor) =>
      tf.conv2d(x as tf.Tensor4D, weight as tf.Tensor4D, strides, 'same');
    const inputs = [
      random([1, side, side + 3, inChannels], 1),
      random([filter, filter, inChannels, outChannels], 2),
    ];
    const y = run(inputs[0]!, inputs[1]!);
    return [
      y,
      ...tf.grads(run)(inputs, random(y.shape, 3)),
      tf.fused.conv2d({
        x: inputs[0] as tf.Tensor4D,
        filter: inputs[1] as tf.Tensor4D,
        bias: random([outChannels], 4) as tf.Tensor1D,
        preluActivationWeights: random([outChannels], 5),
        activation: 'prelu',
        strides,
        pad: 'same',
      }),
    ];
  },
});

const denseBlock = (features: number, growth: number, side: number): Check => ({
  name: `dense block ${features} and ${growth}, ${side} px`,
  compute: () => {
    const x = random4([1, side, side, features], 1);
    const made = [growth, growth, growth, growth, features];
    const weights = made.map(
      (out, k) => tf.mul(random([3, 3, features + k * growth, out], k + 2), 0.05) as tf.Tensor4D,
    );
    const biases = made.map((out, k) => random([out], 20 + k));
    if (tf.getBackend() === 'webgpu') {
      const inputs: Record<string, tf.Tensor> = { x };
      weights.forEach((weight, k) => {
        inputs[`weight${k + 1}`] = weight;
        inputs[`bias${k + 1}`] = biases[k]!;
      });
      return [tf.engine().runKernel('ResidualDenseBlock', inputs, { slope: 0.2, scale: 0.2 }) as tf.Tensor];
    }
    const seen = [x];
    for (const [k, weight] of weights.entries()) {
      const y = tf.add(tf.conv2d(tf.concat(seen, 3), weight, 1, 'same'), biases[k]!);
      seen.push((k === 4 ? tf.add(tf.mul(y, 0.2), x) : tf.leakyRelu(y, 0.2)) as tf.Tensor4D);
    }
    return [seen[5] as tf.Tensor];
  },
});

export const checks = (small: boolean): Check[] => {
  const few = [convolution(8, 8, 7, 1), convolution(3, 8, 6, 1), denseBlock(8, 4, 6)];
  if (small) return few;
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

const read = async (backend: string, { compute }: Check): Promise<Float32Array[]> => {
  await tf.setBackend(backend);
  const results = tf.tidy(compute);
  const values = await Promise.all(results.map(async (result) => (await result.data()) as Float32Array));
  tf.dispose(results);
  return values;
};

/** The largest difference of a value from the cpu backend's, over the largest value. */
export const worstOf = async (check: Check): Promise<number> => {
  const expected = await read('cpu', check);
  const actual = await read('webgpu', check);
  let worst = 0;
  for (const [i, values] of expected.entries()) {
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
    for (const [k, value] of values.entries()) {
      const difference = Math.abs(actual[i]![k]! - value) / scale;
      if (!(difference <= worst)) worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    }
  }
  return worst;
};
