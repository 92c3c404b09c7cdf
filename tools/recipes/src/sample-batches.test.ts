import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleBatches } from './sample-batches';
import {
  CONTEXT,
  FLOW_LENGTH,
  GT_BYTES,
  LQ_BYTES,
  REFERENCE_BYTES,
  REFERENCES,
  SAMPLES_FILE,
  SCALE,
  SIDE,
  WINDOW,
} from './sample-file';

let folder: string;
beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
  folder = await mkdtemp(join(tmpdir(), 'srkit-samples-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** By how many cells each half of the picture lies elsewhere in its references: right, down. */
const LEFT = [1, 3] as const;
const RIGHT = [3, 1] as const;
/** The first column of cells of the right half. A cell follows the patch whose middle it is. */
const FIRST_RIGHT = 10;

it('turns squares, references and matches together: matched pixels stay the same', async () => {
  const side = CONTEXT * SCALE;
  const gt = Uint8Array.from({ length: GT_BYTES }, (_, i) => (i * 2_654_435_761) >>> 24);
  const reference = new Uint8Array(REFERENCE_BYTES);
  const flow = new Float32Array(FLOW_LENGTH);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [right, down] = x / SCALE >= FIRST_RIGHT ? RIGHT : LEFT;
      const to = ((y + SCALE * down) * WINDOW + x + SCALE * right) * 3;
      for (let c = 0; c < 3; c++) reference[to + c] = gt[(y * side + x) * 3 + c]!;
    }
  }
  for (let cell = 0; cell < CONTEXT ** 2; cell++)
    flow.set((cell % CONTEXT) + 1 >= FIRST_RIGHT ? RIGHT : LEFT, 2 * cell);
  const references = Array<Uint8Array>(REFERENCES).fill(reference);
  const flows = Array<Uint8Array>(REFERENCES).fill(new Uint8Array(flow.buffer));
  await writeFile(
    join(folder, SAMPLES_FILE),
    Buffer.concat([new Uint8Array(LQ_BYTES), gt, ...references, ...flows]),
  );

  const before = tf.memory().numTensors;
  const data = await sampleBatches(folder, { seed: 4, batch: 3 });
  const counts = new Set<number>();
  const ways = new Set<string>();
  for (let step = 0; step < 16; step++) {
    const batch = await data.next();
    counts.add(batch.references.length);
    expect([batch.lq.shape, batch.up.shape]).toEqual([
      [3, SIDE, SIDE, 3],
      [3, 4 * SIDE, 4 * SIDE, 3],
    ]);
    const pixels = await batch.gt.array();
    const seen = await batch.references.at(-1)!.array();
    const offsets = await batch.preOffsets!.at(-1)!.relu1_1.array();
    for (const [n, rows] of pixels.entries()) {
      ways.add(`${rows[0]![0]} ${rows[0]![1]}`);
      const borrowed = rows.map((row, y) =>
        row.map((_, x) => {
          // The tap in the middle.
          const [down, right] = offsets[n]![y]![x]!.slice(8, 10) as [number, number];
          return seen[n]![y + down]![x + right]!;
        }),
      );
      expect(borrowed).toEqual(rows);
    }
    for (const tensor of [batch.lq, batch.up, batch.gt, ...batch.references]) tensor.dispose();
    for (const offset of batch.preOffsets!) tf.dispose({ ...offset });
  }
  // Every symmetry begins with other pixels.
  expect(ways.size).toBe(8);
  expect(counts.size).toBeGreaterThan(2);
  expect(tf.memory().numTensors).toBe(before);
  const place = data.state();
  const next = await data.next();
  await data.resume(place);
  const again = await data.next();
  expect(await again.gt.array()).toEqual(await next.gt.array());
  await data.dispose?.();
});
