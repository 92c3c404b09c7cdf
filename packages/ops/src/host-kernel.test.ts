import '@srkit/backend-wasm';
import type { OpContract } from '@srkit/core/contracts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerHostKernel } from './host-kernel';
import { guardWasmMemory, isOutOfMemory } from './tfjs-4.22';

const REPEAT: OpContract<'x', { times: number; fails: boolean }> = {
  kernelName: 'Repeat',
  inputs: ['x'],
  outputShape: ({ x }, { times }) => [times, ...x],
};

registerHostKernel(REPEAT, ({ x }, out, { fails }) => {
  if (fails) throw new RangeError('mine');
  for (let at = 0; at < out.length; at += x.values.length) out.set(x.values, at);
});

const repeat = (x: tf.Tensor, times: number, fails = false): tf.Tensor =>
  tf.engine().runKernel('Repeat', { x }, { times, fails });

/** Bytes that tensors take in the backend's own memory. */
const usedBytes = (): number => {
  const { memory } = tf.backend() as unknown as { memory(): { wasmUsedBytes?: number } };
  return memory.call(tf.backend()).wasmUsedBytes ?? 0;
};

describe.each(['cpu', 'wasm', 'srkit-wasm'])('a host kernel on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
    guardWasmMemory();
  });

  it('reads tensors from JavaScript and from other kernels', () => {
    const values = tf.tidy(() => Array.from(repeat(tf.add(tf.tensor1d([1, 2]), 1), 2).dataSync()));
    expect(values).toEqual([2, 3, 2, 3]);
    expect(tf.tidy(() => Array.from(repeat(tf.tensor1d([1, 2]), 2).dataSync()))).toEqual([1, 2, 1, 2]);
    expect(tf.tidy(() => repeat(tf.zeros([0]), 2).shape)).toEqual([2, 0]);
  });

  it('leaves nothing behind when it throws', () => {
    const x = tf.tensor1d([1, 2, 3]);
    repeat(x, 2).dispose();
    const before = [tf.memory().numTensors, usedBytes()];
    for (let i = 0; i < 20; i++) expect(() => repeat(x, 1000, true)).toThrow('mine');
    expect([tf.memory().numTensors, usedBytes()]).toEqual(before);
    x.dispose();
  });

  it('says when there is no room, and leaves other tensors alone', () => {
    const [keep, x] = [tf.tensor1d([1, 2, 3]), tf.zeros([2 ** 20])];
    const before = tf.memory().numTensors;
    let thrown: unknown;
    try {
      repeat(x, 5000);
    } catch (error) {
      thrown = error;
    }
    expect(isOutOfMemory(thrown)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
    expect(Array.from(keep.dataSync())).toEqual([1, 2, 3]);
    tf.dispose([keep, x]);
  });
});
