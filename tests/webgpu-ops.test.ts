import { deformConv2d, featureMatch, mendGradients, pixelShuffle, readSamples, resize } from '@srkit/ops';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { referenceFeatureMatch } from '../packages/ops/src/feature-match/reference-feature-match';
import { expectSameOnBoth } from './support/on-both';
import { startWebGpu } from './support/start-webgpu';

// Everything here is tiny, because the adapter computes in software.
const hasGpu = await startWebGpu();

const random = (shape: number[], seed: number, least = -1, most = 1): tf.Tensor =>
  tf.randomUniform(shape, least, most, 'float32', seed);
const random4 = (shape: number[], seed: number): tf.Tensor4D => random(shape, seed) as tf.Tensor4D;

/** What a gradient penalty does: the gradient of a function of a gradient. */
const secondOrder = (op: (x: tf.Tensor4D) => tf.Tensor, x: tf.Tensor4D): tf.Tensor =>
  tf.grad((y: tf.Tensor) => tf.square(tf.grad((z: tf.Tensor) => tf.square(op(z as tf.Tensor4D)))(y)))(x);

beforeAll(() => mendGradients());

describe.skipIf(!hasGpu)('deformConv2d on WebGPU', () => {
  it.each([
    ['of its own size', { deformGroups: 2 }, [2, 5, 6, 4], [2, 5, 6]],
    ['strided and dilated', { stride: 2, dilation: 2, padding: 2 }, [1, 7, 6, 3], [1, 4, 3]],
    ['of another size', { deformGroups: 2, allowOtherSize: true }, [1, 4, 9, 4], [1, 5, 3]],
  ] as const)('forward and backward, a picture %s', async (_, options, xShape, grid) => {
    const groups = 'deformGroups' in options ? options.deformGroups : 1;
    await expectSameOnBoth(() => {
      const offset = tf.add(random([...grid, 18 * groups], 2, -3, 3), 0.013) as tf.Tensor4D;
      const inputs = [
        random4([...xShape], 1),
        offset,
        random4([...grid, 9 * groups], 3),
        random4([3, 3, xShape[3], 2], 4),
        random([2], 5),
      ];
      const run = (...given: tf.Tensor[]) => {
        const [x, o, mask, weight, bias] = given as [
          tf.Tensor4D,
          tf.Tensor4D,
          tf.Tensor4D,
          tf.Tensor4D,
          tf.Tensor1D,
        ];
        return deformConv2d(x, o, mask, weight, bias, options);
      };
      const y = run(...inputs);
      return [y, ...tf.grads(run)(inputs, random(y.shape, 6))];
    }, 2e-5);
  });

  it('reads nothing far outside', async () => {
    await expectSameOnBoth(() => {
      const offset = tf.concat(
        [-1e30, -1, 4, 1e9].map((value) => tf.fill([1, 1, 4, 18], value)),
        1,
      ) as tf.Tensor4D;
      const run = (x: tf.Tensor) =>
        deformConv2d(x as tf.Tensor4D, offset, null, random4([3, 3, 2, 2], 2), null);
      return [run(random([1, 4, 4, 2], 1)), tf.grad(run)(random([1, 4, 4, 2], 1))];
    }, 1e-5);
  });
});

describe.skipIf(!hasGpu)('featureMatch on WebGPU', () => {
  const parts = (input: tf.Tensor4D, ref: tf.Tensor4D, options = {}): tf.Tensor[] => {
    const { index, correlation } = featureMatch(input, ref, options);
    return [index, correlation];
  };

  it.each([
    ['3x3 patches', {}],
    ['strides', { inputStride: 2, refStride: 3, normInput: true }],
    ['other patches', { patchSize: 2, isNorm: false }],
  ])('finds what the CPU finds: %s', async (_, options) => {
    await expectSameOnBoth(() => parts(random4([2, 7, 6, 5], 1), random4([2, 8, 9, 5], 2), options), 1e-5);
  });

  it('takes the lowest index of equal patches, also over several blocks', async () => {
    await tf.setBackend('webgpu');
    const attrs = { patchSize: 3, inputStride: 1, refStride: 1, isNorm: true, normInput: false };
    const before = tf.memory().numTensors;
    const [whole, cut] = tf.tidy(() => {
      const ref = tf.tile(random4([1, 3, 4, 5], 3), [1, 3, 3, 1]);
      return [2 ** 24, 700].map((block) => referenceFeatureMatch(ref, ref, attrs, block)) as [
        tf.Tensor,
        tf.Tensor,
      ];
    });
    const [expected, actual] = [await whole.data(), await cut.data()];
    expect(Array.from(actual)).toEqual(Array.from(expected));
    // Of the patches that repeat every 3 rows and 4 columns, the first.
    const places = Array.from({ length: 70 }, (_, i) => (Math.floor(i / 10) % 3) * 10 + ((i % 10) % 4));
    expect(Array.from({ length: 70 }, (_, i) => expected[2 * i])).toEqual(places);
    tf.dispose([whole, cut]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves out patches that are not finite, and gives index 0 and NaN where nothing is left', async () => {
    await tf.setBackend('webgpu');
    const good = random4([1, 5, 6, 3], 1);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      // The first pixel belongs to the first patch alone.
      const bad = tf.tidy(() => {
        const first = tf.fill([1, 1, 1, 3], value);
        const row = tf.concat([first, tf.slice(good, [0, 0, 1, 0], [1, 1, 5, 3])], 2);
        return tf.concat([row, tf.slice(good, [0, 1, 0, 0], [1, 4, 6, 3])], 1) as tf.Tensor4D;
      });
      const read = async (input: tf.Tensor4D, ref: tf.Tensor4D) => {
        const { index, correlation } = featureMatch(input, ref);
        const [places, values] = [await index.data(), await correlation.data()];
        tf.dispose([index, correlation]);
        return { places: Array.from(places), values: Array.from(values) };
      };
      const asInput = await read(bad, good);
      expect(asInput.places).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      expect(asInput.values.map(Number.isNaN)).toEqual(asInput.places.map((place) => place === 0));
      const asReference = await read(good, bad);
      expect(asReference.places.slice(1)).toEqual(asInput.places.slice(1));
      expect(asReference.places[0]).toBeGreaterThan(0);
      expect(asReference.values.every(Number.isFinite)).toBe(true);
      const nothing = tf.fill<tf.Rank.R4>([1, 5, 6, 3], value);
      const alone = await read(good, nothing);
      expect(new Set(alone.places)).toEqual(new Set([0]));
      expect(alone.values.every(Number.isNaN)).toBe(true);
      tf.dispose([bad, nothing]);
    }
    good.dispose();
  });
});

describe.skipIf(!hasGpu)('what tfjs 4.22 lacks, on WebGPU', () => {
  it('gradient of depthToSpace and of the pixel shuffle', async () => {
    await expectSameOnBoth(() => {
      const x = random4([1, 2, 3, 8], 1);
      const weights = random([1, 4, 6, 2], 2);
      return [
        (y: tf.Tensor) => tf.depthToSpace(y as tf.Tensor4D, 2),
        (y: tf.Tensor) => pixelShuffle(y as tf.Tensor4D, 2),
      ].map((op) => tf.grad((y: tf.Tensor) => tf.mul(op(y), weights))(x));
    }, 1e-6);
  });

  const SECOND: Record<string, (x: tf.Tensor4D) => tf.Tensor> = {
    leakyRelu: (x) => tf.leakyRelu(x, 0.2),
    prelu: (x) => tf.prelu(x, tf.tensor4d([0.1, 0.2], [1, 1, 1, 2])),
    relu: tf.relu,
    sigmoid: tf.sigmoid,
    'bilinear enlargement': (x) => resize(x, { mode: 'bilinear', scaleFactor: 2 }),
    'image.resizeBilinear': (x) => tf.image.resizeBilinear(x, [8, 8], false, true),
    'image.resizeNearestNeighbor': (x) => tf.image.resizeNearestNeighbor(x, [8, 8]),
    maxPool: (x) => tf.maxPool(x, 2, 2, 'valid'),
    avgPool: (x) => tf.avgPool(x, 2, 2, 'valid'),
    conv2d: (x) => tf.conv2d(x, random4([3, 3, 2, 2], 9), 1, 1, 'NHWC', 1, 'floor'),
    'conv2d, stride 2': (x) => tf.conv2d(x, random4([4, 4, 2, 2], 9), 2, 1, 'NHWC', 1, 'floor'),
  };

  it.each(Object.entries(SECOND))('second-order gradient of %s', async (_, op) => {
    await expectSameOnBoth(() => [secondOrder(op, random4([1, 4, 4, 2], 1))], 1e-5);
  });

  it('transposes integers', async () => {
    await expectSameOnBoth(() => {
      const x = tf.cast(random([2, 3, 4], 1, -9e6, 9e6), 'int32');
      return [tf.transpose(x, [2, 0, 1]), tf.transpose(tf.reshape(x, [6, 4]))];
    }, 0);
  });
});

describe.skipIf(!hasGpu).each([8, 16] as const)('samples of %i bits on WebGPU', (bitDepth) => {
  const maximum = 2 ** bitDepth - 1;
  /** The definition, with halves to the even number. */
  const sampleOf = (value: number): number => {
    const scaled = Math.fround(Math.fround(Math.min(1, Math.max(0, value))) * maximum);
    const floor = Math.floor(scaled);
    const rest = scaled - floor;
    return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  };
  const SPECIAL = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1, 1.5, -1, 1e-40, 0.5];

  it.each([1, 3, 16, 17, 1003])('are clamped, scaled and rounded: %i of them', async (count) => {
    await tf.setBackend('webgpu');
    const before = tf.memory().numTensors;
    const list = Float32Array.from(
      { length: count },
      (_, i) => SPECIAL[i] ?? (((i * 7) % maximum) + (i % 3 ? 0.5 : 0.3)) / maximum,
    );
    const x = tf.tensor1d(list);
    const samples = await readSamples(x, bitDepth);
    const Expected = bitDepth === 8 ? Uint8Array : Uint16Array;
    expect(samples).toEqual({ data: new Expected(Array.from(list, sampleOf)), hasNaN: false });
    x.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([0, 17, 1002])('say that element %i is NaN', async (place) => {
    await tf.setBackend('webgpu');
    const list = new Float32Array(1003).fill(0.5);
    list[place] = Number.NaN;
    const x = tf.tensor1d(list);
    const samples = await readSamples(x, bitDepth);
    x.dispose();
    expect(samples!.hasNaN).toBe(true);
    expect([samples!.data[place], samples!.data[Math.abs(place - 1)]]).toEqual([0, sampleOf(0.5)]);
  });
});
