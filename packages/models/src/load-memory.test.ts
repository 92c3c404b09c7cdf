import '@srkit/backend-wasm';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { NamedTensor } from '@srkit/checkpoints';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { loadChecked } from './load-checked';
import { RRDBNet } from './networks/rrdbnet';

beforeAll(async () => {
  await setBackend('srkit-wasm');
});

/** Collects what nothing refers to any more. */
const collect = async (): Promise<void> => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  // What was awaited is let go in a task of its own.
  await new Promise((resolve) => setTimeout(resolve));
  gc();
};

const config = { numFeat: 8, numBlock: 1, numGrowCh: 4 };

it('what a network is filled from is held no longer than it takes', async () => {
  const original = new RRDBNet(config, { seed: 3 });
  const state = await original.stateDict();
  original.dispose();
  const given: WeakRef<ArrayBufferLike>[] = [];
  let held = 0;
  async function* tensors(): AsyncGenerator<NamedTensor, void> {
    for (const [name, { data, ...info }] of state) {
      const copy = (data as Float32Array).slice();
      given.push(new WeakRef(copy.buffer));
      yield { ...info, name, data: copy };
    }
    await collect();
    held = given.filter((buffer) => buffer.deref()).length;
  }
  const network = new RRDBNet(config, { deferred: true });
  await loadChecked(network, state, tensors(), 'net.pth');
  expect(given).toHaveLength(state.size);
  // The last one is still in the hands of whoever asks for the next.
  expect(held).toBeLessThanOrEqual(2);
  expect((await network.stateDict()).get('conv_last.bias')).toEqual(state.get('conv_last.bias'));
  network.dispose();
});

it('a network whose last tensor is no number, or does not come, is freed', async () => {
  const original = new RRDBNet(config);
  const state = await original.stateDict();
  original.dispose();
  const broken = new Map(state);
  broken.set('conv_last.bias', { ...state.get('conv_last.bias')!, data: Float32Array.of(0, Number.NaN, 0) });
  const before = memory().numTensors;
  await expect(
    loadChecked(new RRDBNet(config, { deferred: true }), broken, broken.values(), 'net.pth'),
  ).rejects.toMatchObject({ code: 'E_CHECKPOINT_NAN' });
  function* failing() {
    yield* [...state.values()].slice(0, 5);
    throw new Error('the file is gone');
  }
  await expect(
    loadChecked(new RRDBNet(config, { deferred: true }), state, failing(), 'net.pth'),
  ).rejects.toThrow('the file is gone');
  expect(memory().numTensors).toBe(before);
});
