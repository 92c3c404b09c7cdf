import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import { type Module, withRecomputation } from '@srkit/nn';
import {
  engine,
  memory,
  mul,
  randomUniform,
  setBackend,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { RRDBNet, SRVGGNetCompact } from '..';

beforeAll(async () => {
  await setBackend('srkit-wasm');
});

/** Gradients of a sum for all parameters, and the bytes that are held when the way forward ends. */
const gradients = (
  network: Module & { forward(x: Tensor4D): Tensor4D },
  x: Tensor4D,
  weights: Tensor4D,
  recompute: boolean,
) => {
  const variables = [...network.namedParameters()].map(([, { variable }]) => variable as Tensor);
  let held = 0;
  const before = memory().numBytes;
  const { value, grads } = engine().gradients(() => {
    const output = recompute ? withRecomputation(() => network.forward(x)) : network.forward(x);
    const loss = sum(mul(output, weights));
    held = memory().numBytes - before;
    return loss;
  }, variables);
  value.dispose();
  return { grads, held };
};

it.each([
  ['RRDBNet', () => new RRDBNet({ numFeat: 8, numBlock: 4, numGrowCh: 4 }), 0.25],
  ['SRVGGNetCompact', () => new SRVGGNetCompact({ numFeat: 8, numConv: 24 }), 0.6],
] as const)('%s is learned from less memory when blocks are computed again', async (_, build, share) => {
  const network = build();
  const x = randomUniform([2, 12, 10, 3], 0, 1, 'float32', 3) as Tensor4D;
  const weights = randomUniform([2, 48, 40, 3], -1, 1, 'float32', 4) as Tensor4D;
  const before = memory().numTensors;
  const plain = gradients(network, x, weights, false);
  const again = gradients(network, x, weights, true);
  expect(again.held).toBeLessThan(share * plain.held);
  for (const [i, [name]] of [...network.namedParameters()].entries()) {
    const [a, b] = await Promise.all([plain.grads[i]!.data(), again.grads[i]!.data()]);
    const largest = Math.max(...a.map(Math.abs));
    // Only conv_first's output is used by two blocks, so that its gradient is summed in another order.
    if (name.startsWith('conv_first')) {
      for (const [j, value] of a.entries()) expect(Math.abs(value - b[j]!)).toBeLessThan(1e-5 * largest);
    } else expect(b, name).toEqual(a);
  }
  for (const tensor of [...plain.grads, ...again.grads]) tensor.dispose();
  expect(memory().numTensors).toBe(before);
  for (const tensor of [x, weights]) tensor.dispose();
  network.dispose();
});

it('leaves nothing where the way forward throws, and no more than a network where nothing is recorded', () => {
  const network = new RRDBNet({ numFeat: 4, numBlock: 1, numGrowCh: 2 });
  const x = randomUniform([1, 8, 8, 3]) as Tensor4D;
  const before = memory().numTensors;
  const plain = tidy(() => network.forward(x).dataSync());
  expect(tidy(() => withRecomputation(() => network.forward(x)).dataSync())).toEqual(plain);
  expect(() =>
    withRecomputation(() => {
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(memory().numTensors).toBe(before);
  x.dispose();
  network.dispose();
});
