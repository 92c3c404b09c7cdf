import {
  DEFORM_CONV2D,
  DEFORM_CONV2D_INPUT_GRADIENT,
  DEFORM_CONV2D_SAMPLING_GRADIENT,
  DEFORM_CONV2D_WEIGHT_GRADIENT,
  DYNAMIC_AGGREGATION,
  type OpContract,
} from '@srkit/core/contracts';
import '@tensorflow/tfjs';
import {
  add,
  concat,
  engine,
  setBackend,
  sigmoid,
  slice,
  type Tensor,
  type Tensor4D,
  tensor,
  tensor1d,
  tidy,
  tile,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registerTestBackends, TEST_BACKENDS, usedBytes } from '../testing/test-backends';

registerTestBackends();

const numbers = (shape: number[], seed: number, scale: number): Tensor => {
  let state = seed + 1;
  const values = Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return scale * (state / 2 ** 31 - 1);
  });
  return tensor(values, shape);
};

const side = fc.integer({ min: 1, max: 40 });
const problems = fc.record({
  samples: fc.integer({ min: 1, max: 2 }),
  input: fc.tuple(side, side),
  output: fc.tuple(side, side),
  kernelSize: fc.constantFrom<[number, number]>([3, 3], [1, 1], [2, 3]),
  deformGroups: fc.integer({ min: 1, max: 3 }),
  perGroup: fc.integer({ min: 1, max: 37 }),
  outChannels: fc.integer({ min: 1, max: 21 }),
  seed: fc.nat(1e6),
});
type Problem = typeof problems extends fc.Arbitrary<infer T> ? T : never;

/** Bytes of the output and of the gradients. */
const compute = async (backend: string, problem: Problem): Promise<Record<string, Buffer>> => {
  const { samples, input, output, kernelSize, deformGroups, perGroup, outChannels, seed } = problem;
  const taps = kernelSize[0] * kernelSize[1];
  const channels = perGroup * deformGroups;
  await setBackend(backend);
  const before = usedBytes();
  const results = tidy(() => {
    const x = numbers([samples, ...input, channels], seed, 1);
    const sampling = numbers([samples, ...output, 3 * taps * deformGroups], seed + 1, 5);
    const weight = numbers([...kernelSize, channels, outChannels], seed + 2, 1);
    const dy = numbers([samples, ...output, outChannels], seed + 3, 1);
    const attrs = { kernelSize, stride: 1, padding: 1, dilation: 1, deformGroups };
    const run = ({ kernelName }: OpContract, inputs: Record<string, Tensor>, more = {}): Buffer => {
      const result = engine().runKernel(kernelName, inputs, { ...attrs, ...more }) as Tensor;
      return Buffer.from(result.dataSync<'float32'>().slice().buffer);
    };
    return {
      y: run(DEFORM_CONV2D, { x, sampling, weight }),
      dx: run(DEFORM_CONV2D_INPUT_GRADIENT, { dy, sampling, weight }, { pictureShape: x.shape }),
      dSampling: run(DEFORM_CONV2D_SAMPLING_GRADIENT, { dy, x, sampling, weight }),
      dWeight: run(DEFORM_CONV2D_WEIGHT_GRADIENT, { dy, x, sampling }),
    };
  });
  expect(usedBytes()).toBe(before);
  return results;
};

const expectEqualOnAllBackends = async (problem: Problem): Promise<void> => {
  const [first, ...others] = TEST_BACKENDS;
  const expected = await compute(first!, problem);
  for (const backend of others) {
    const actual = await compute(backend, problem);
    expect(Object.keys(expected).filter((name) => !expected[name]!.equals(actual[name]!))).toEqual([]);
  }
};

describe('deformConv2d', () => {
  it('and its gradients are the same to the last bit on any number of threads, and leave no memory behind', async () => {
    await fc.assert(fc.asyncProperty(problems, expectEqualOnAllBackends), { numRuns: 40, seed: 6 });
  });

  it('takes more groups and samples than a job has chunks', async () => {
    await expectEqualOnAllBackends({
      samples: 3,
      input: [1, 2],
      output: [2, 1],
      kernelSize: [2, 3],
      deformGroups: 1500,
      perGroup: 1,
      outChannels: 2,
      seed: 1,
    });
  });
});

describe('dynamic aggregation', () => {
  const aggregations = fc.record({
    input: fc.tuple(side, side),
    output: fc.tuple(side, side),
    deformGroups: fc.integer({ min: 1, max: 3 }),
    perGroup: fc.integer({ min: 1, max: 9 }),
    outChannels: fc.integer({ min: 1, max: 21 }),
    top: fc.constantFrom(0, 7),
    seed: fc.nat(1e6),
  });

  /** The kernel's result, and what it stands for. */
  const both = async (
    backend: string,
    problem: typeof aggregations extends fc.Arbitrary<infer T> ? T : never,
  ) => {
    const { input, output, deformGroups, perGroup, outChannels, top, seed } = problem;
    const channels = perGroup * deformGroups;
    await setBackend(backend);
    const before = usedBytes();
    const results = tidy(() => {
      const x = numbers([2, ...input, channels], seed, 1);
      const learned = numbers([2, ...output, 27 * deformGroups], seed + 1, 5) as Tensor4D;
      const matched = numbers([2, ...output, 18], seed + 2, 9) as Tensor4D;
      const weight = numbers([3, 3, channels, outChannels], seed + 3, 1);
      const bias = numbers([outChannels], seed + 4, 1);
      const given = { x, learned, matched, weight, bias };
      const fused = engine().runKernel(DYNAMIC_AGGREGATION.kernelName, given, {
        deformGroups,
        top,
      }) as Tensor;
      const lower = add(matched, tile(tensor1d([top, 0]), [9])) as Tensor4D;
      const offsets = slice(learned, [0, 0, 0, 0], [2, ...output, 18 * deformGroups]);
      const logits = slice(learned, [0, 0, 0, 18 * deformGroups], [2, ...output, 9 * deformGroups]);
      const sampling = concat(
        [add(offsets, tile(lower, [1, 1, 1, deformGroups])) as Tensor4D, sigmoid(logits)],
        3,
      );
      const attrs = { kernelSize: [3, 3], stride: 1, padding: 1, dilation: 1, deformGroups };
      const y = engine().runKernel(DEFORM_CONV2D.kernelName, { x, sampling, weight }, attrs) as Tensor;
      return [fused, add(y, bias)].map((each) => Buffer.from(each.dataSync<'float32'>().slice().buffer));
    });
    expect(usedBytes()).toBe(before);
    return results as [Buffer, Buffer];
  };

  it('is the deformable convolution of its parts, to the last bit, on any number of threads', async () => {
    await fc.assert(
      fc.asyncProperty(aggregations, async (problem) => {
        for (const backend of TEST_BACKENDS) {
          const [fused, parts] = await both(backend, problem);
          expect(fused.equals(parts)).toBe(true);
        }
      }),
      { numRuns: 20, seed: 8 },
    );
  });
});
