import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { ContrasExtractorSep } from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { rowsOf } from './host-map';
import { wholeOutput } from './run-rows';

const [HEIGHT, WIDTH] = [203, 38];
/** Bytes for a band of few rows. */
const BUDGET = 2 ** 18;

interface WasmMemory {
  readonly wasmUsedBytes: number;
  readonly wasmPeakBytes: number;
}

it.each(['cpu', 'srkit-wasm'])('is the whole, put together from bands, on %s', async (name) => {
  await tf.setBackend(name);
  const extractor = new ContrasExtractorSep({ widths: [8, 16, 32] }, { seed: 1 });
  const { graph } = extractor.image2;
  const picture = tf.randomUniform<tf.Rank.R4>([1, HEIGHT, WIDTH, 3], 0, 1, 'float32', 2);
  const read = (start: number, end: number) => rowsOf(picture, start, end);
  const expected = tf.tidy(() => graph.run([picture])[0]!);
  const before = tf.memory().numTensors;
  let steps = 0;
  const made = await wholeOutput(graph, read, [HEIGHT, WIDTH], BUDGET, async () => void steps++);
  expect(steps).toBeGreaterThan(40);
  expect(made.shape).toEqual(expected.shape);
  const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(made, expected))).dataSync()[0]!);
  expect(difference).toBeLessThan(1e-5);
  made.dispose();
  expect(tf.memory().numTensors).toBe(before);
  const stop = new Error('stopped');
  let left = 20;
  await expect(
    wholeOutput(graph, read, [HEIGHT, WIDTH], BUDGET, async () => {
      if (left-- === 0) throw stop;
    }),
  ).rejects.toBe(stop);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([picture, expected]);
  extractor.dispose();
});

it('holds the whole once on srkit-wasm', async () => {
  await tf.setBackend('srkit-wasm');
  const memory = () => tf.backend().memory() as unknown as WasmMemory;
  const extractor = new ContrasExtractorSep({ widths: [4, 4, 256] }, { seed: 1 });
  const { graph } = extractor.image2;
  const rows = 4000;
  const picture = tf.zeros<tf.Rank.R4>([1, rows, WIDTH, 3]);
  const read = (start: number, end: number) => rowsOf(picture, start, end);
  const { wasmUsedBytes } = memory();
  const made = await wholeOutput(graph, read, [rows, WIDTH], BUDGET, async () => undefined);
  const whole = made.size * 4;
  // Under it lie what earlier tests have held at most.
  expect(memory().wasmPeakBytes - wasmUsedBytes).toBeLessThan(1.5 * whole);
  tf.dispose([made, picture]);
  extractor.dispose();
});
