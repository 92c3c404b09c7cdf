import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoint, saveSafetensors } from '@srkit/checkpoints';
import { SRVGGNetCompact } from '@srkit/models';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { packReferenceNetworks } from '@srkit/upscale';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PSNR_NETWORK } from './psnr';
import { loadStudent, type RefOptions, trainRef } from './ref';
import { makeSamples } from './ref-samples';
import { makeSquares } from './ref-squares';
import { SAMPLE_BYTES, SAMPLES_FILE } from './sample-file';

let folder: string;
const at = (...names: string[]): string => join(folder, ...names);
beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
  folder = await mkdtemp(join(tmpdir(), 'srkit-ref-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('makes squares and samples of single pictures, and each stage of srkit-ref-x4 begins with what the one before left', async () => {
  const [height, width] = [176, 240];
  const pictures = {
    count: 2,
    height,
    width,
    data: Uint8Array.from({ length: 2 * height * width * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      return 128 + 60 * Math.sin(x / 3) + 60 * Math.cos((x + 2 * y) / 7);
    }),
  };
  const data = at('data');
  await makeSquares(pictures, data, { seed: 1, count: 2 });

  const base = at('base.safetensors');
  const compact = new SRVGGNetCompact(PSNR_NETWORK, { seed: 3 });
  await saveSafetensors(base, await compact.stateDict());
  compact.dispose();
  const lines: string[] = [];
  const options = (stage: string, after?: string): RefOptions => ({
    data,
    out: at(stage),
    after: after && at(after),
    seed: 5,
    steps: 1,
    batch: 1,
    lr: 1e-3,
    from: undefined,
    base,
    log: (line) => lines.push(line),
  });
  const before = tf.memory().numTensors;
  await trainRef('teacher', options('teacher'));
  await trainRef('student', options('student', 'teacher'));
  const extractor = await loadStudent(at('student'));
  await makeSamples(pictures, data, {
    seed: 2,
    count: 3,
    scenes: undefined,
    extractor,
    log: () => undefined,
  });
  extractor.dispose();
  expect((await stat(at('data', SAMPLES_FILE))).size).toBe(3 * SAMPLE_BYTES);
  await trainRef('restoration', options('restoration', 'student'));
  expect(lines.filter((line) => line.startsWith('1  '))).toHaveLength(3);
  expect(lines.filter((line) => /random weights/.test(line))).toEqual([]);
  expect(tf.memory().numTensors).toBe(before);

  // What came of it is what `srkit convert --bundle` packs, and holds the network that is refined as it was.
  const parts = [
    at('student', 'models', 'net_student_latest.safetensors'),
    at('restoration', 'models', 'net_e_latest.safetensors'),
    at('restoration', 'models', 'net_g_latest.safetensors'),
  ];
  const { state, metadata } = await packReferenceNetworks(parts);
  expect(metadata['restoration']).toBe('MRAPARestorationNet');
  const first = (await openCheckpoint(base)).tensors[0]!.name;
  expect(state.has(`restoration.base.${first}`)).toBe(true);
  expect((await readFile(parts[2]!)).length).toBeLessThan(4e6);
});
