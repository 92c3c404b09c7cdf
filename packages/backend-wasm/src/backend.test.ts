import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SrkitWasmBackend } from './backend';
import { startSrkitWasm } from './index';
import { defineKernel } from './kernels/kernel';

let backend: SrkitWasmBackend;
const used = (): number => backend.memory().wasmUsedBytes;

beforeAll(async () => {
  backend = await startSrkitWasm();
});

/** Makes two outputs and fails with the second one in hand, or in a kernel that it calls. */
const failing = defineKernel<object, { readonly depth: number }>(
  'Failing',
  ({ backend, attrs: { depth } }) => {
    backend.output([1000]);
    backend.output([10, 10], 'int32');
    if (depth === 0) throw new RangeError('mine');
    return tf.engine().runKernel('Failing', {}, { depth: depth - 1 }) as tf.Tensor;
  },
);

/** Makes an output and returns it, although a kernel that it called has failed. */
const recovering = defineKernel('Recovering', ({ backend }) => {
  const { info, address } = backend.output([2]);
  try {
    tf.engine().runKernel('Failing', {}, { depth: 0 });
  } catch {
    backend.floatsAt(address, 2).set([5, 6]);
  }
  return info;
});

describe('SrkitWasmBackend', () => {
  it('is the class that the package exports, with what it computes on', () => {
    expect(backend.build).toMatch(/^(relaxed )?SIMD$/);
    expect(backend.threads).toBeGreaterThanOrEqual(1);
    expect(tf.getBackend()).toBe('srkit-wasm');
  });

  it('gives all memory back, whatever is computed', () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(side, side, side, (h, w, c) => {
        const [bytes, tensors] = [used(), tf.memory().numTensors];
        tf.tidy(() => {
          const x = tf.randomUniform<tf.Rank.R4>([2, h, w, c]);
          const kernel = tf.variable(tf.randomUniform<tf.Rank.R4>([3, 3, c, 4]));
          const loss = (): tf.Scalar => {
            const y = tf.leakyRelu(tf.conv2d(x, kernel, 1, 'same'), 0.2);
            const parts = tf.split(
              tf.concat(
                [
                  y,
                  tf.mirrorPad(
                    y,
                    [
                      [0, 0],
                      [0, 0],
                      [0, 0],
                      [0, 0],
                    ],
                    'reflect',
                  ),
                ],
                3,
              ),
              2,
              3,
            );
            return tf.mean(
              tf.square(tf.sub(tf.mul(parts[0]!, 2), tf.transpose(parts[1]!, [0, 1, 2, 3]))),
            ) as tf.Scalar;
          };
          const { grads } = tf.variableGrads(loss, [kernel]);
          tf.topk(tf.reshape(Object.values(grads)[0]!, [-1]), 2);
          kernel.dispose();
        });
        expect([used(), tf.memory().numTensors]).toEqual([bytes, tensors]);
      }),
      { numRuns: 40, seed: 6 },
    );
  });

  it('gives memory back when a kernel throws, also in kernels that call kernels', () => {
    tf.registerKernel(failing);
    tf.registerKernel(recovering);
    const before = used();
    for (const depth of [0, 1, 3]) {
      expect(() => tf.engine().runKernel('Failing', {}, { depth })).toThrow('mine');
      expect(used()).toBe(before);
    }
    const kept = tf.engine().runKernel('Recovering', {}) as tf.Tensor;
    expect(Array.from(kept.dataSync())).toEqual([5, 6]);
    kept.dispose();
    expect(used()).toBe(before);
    for (const name of ['Failing', 'Recovering']) tf.unregisterKernel(name, 'srkit-wasm');
  });

  it('names sizes when the memory is full, and works on', () => {
    const before = used();
    const huge = (): tf.Tensor => tf.tidy(() => tf.add(tf.zeros([1, 2 ** 15]), tf.zeros([2 ** 15, 1])));
    expect(huge).toThrow(/could not allocate 4294967296 bytes: \d+ of at most \d+ bytes/);
    expect(used()).toBe(before);
    expect(tf.tidy(() => tf.add(tf.ones([3]), 1).dataSync())).toEqual(new Float32Array([2, 2, 2]));
  });

  it('keeps values that were read, and tensors that share them, apart from memory that is used again', async () => {
    const x = tf.add(tf.range(0, 1000), 0);
    const read = [x.dataSync(), await x.data()];
    const shaped = tf.reshape(x, [10, 100]);
    const part = tf.slice(x, [10], [5]);
    const copy = tf.clone(x);
    x.dispose();
    const others = Array.from({ length: 20 }, () => tf.add(tf.fill([1000], -1), 0));
    for (const values of read) expect(values[999]).toBe(999);
    expect(shaped.dataSync()[999]).toBe(999);
    expect(Array.from(part.dataSync())).toEqual([10, 11, 12, 13, 14]);
    expect(copy.dataSync()[500]).toBe(500);
    tf.dispose([shaped, part, copy, ...others]);
  });

  it('reads tensors after the memory has grown', () => {
    const x = tf.add(tf.range(0, 100), 0);
    const { wasmTotalBytes } = backend.memory();
    const large = tf.add(tf.fill([wasmTotalBytes / 4], 1), 1);
    expect(backend.memory().wasmTotalBytes).toBeGreaterThan(wasmTotalBytes);
    expect(tf.tidy(() => tf.sum(x).dataSync()[0])).toBe(4950);
    tf.dispose([x, large]);
  });

  it('has strings, booleans, integers and complex numbers', () => {
    const before = [used(), tf.memory().numTensors];
    tf.tidy(() => {
      expect(tf.concat([tf.tensor1d(['a', 'ß']), tf.tensor1d(['c'])]).dataSync()).toEqual(['a', 'ß', 'c']);
      expect(Array.from(tf.logicalNot(tf.tensor1d([true, false])).dataSync())).toEqual([0, 1]);
      expect(Array.from(tf.mul(tf.tensor1d([7, -3], 'int32'), tf.scalar(2, 'int32')).dataSync())).toEqual([
        14, -6,
      ]);
      const z = tf.complex(tf.tensor1d([1, 2]), tf.tensor1d([3, 4]));
      expect(Array.from(tf.real(tf.mul(z, z)).dataSync())).toEqual([-8, -12]);
      expect(Array.from(tf.imag(tf.fft(z)).dataSync())).toEqual([7, -1]);
    });
    expect([used(), tf.memory().numTensors]).toEqual(before);
  });

  it('moves tensors from and to other backends', async () => {
    const x = tf.add(tf.range(0, 5), 1);
    await tf.setBackend('cpu');
    const y = tf.mul(x, 2);
    expect(Array.from(y.dataSync())).toEqual([2, 4, 6, 8, 10]);
    await tf.setBackend('srkit-wasm');
    expect(Array.from(tf.tidy(() => tf.add(tf.mul(x, 1), y)).dataSync())).toEqual([3, 6, 9, 12, 15]);
    tf.dispose([x, y]);
  });

  it('writes tensors into a blank one, in place', () => {
    const part = tf.tensor2d([[1, 2, 3]]);
    const whole = tf.engine().makeTensorFromTensorInfo(backend.blank([2, 3]));
    const bytes = used();
    backend.copyInto(whole, 3, part);
    backend.copyInto(whole, 0, tf.keep(tf.tidy(() => tf.mul(part, 10))));
    expect(Array.from(whole.dataSync())).toEqual([10, 20, 30, 1, 2, 3]);
    expect(used() - bytes).toBe(2 * 64);
    expect(() => backend.copyInto(whole, 4, part)).toThrow(
      '3 elements of float32 do not fit into 6 of float32 from element 4 on',
    );
    expect(() => backend.copyInto(whole, -1, part)).toThrow('from element -1 on');
    expect(() => backend.copyInto(whole, 0, tf.tensor1d([1], 'int32'))).toThrow('1 elements of int32');
  });
});
