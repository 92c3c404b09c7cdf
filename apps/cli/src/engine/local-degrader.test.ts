import { PRESETS, sample } from '@srkit/degradation';
import { memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { draw } from '../testing/pictures';
import { openLocalDegrader } from './local-degrader';

it('holds no tensors after a picture, nor after an abort', async () => {
  const degrader = await openLocalDegrader('cpu');
  const picture = draw({ width: 112, height: 104, bits: 16 });
  const recipe = sample({ ...PRESETS.x4plus, gtSize: 48 }, 3, [104, 112, 3]);
  const before = memory().numTensors;
  const { lq, gt } = await degrader.degrade(picture, recipe, {});
  expect([lq.width, lq.height, gt.width, gt.height]).toEqual([12, 12, 48, 48]);
  expect([lq.data.constructor, gt.data.constructor]).toEqual([Uint8Array, Uint16Array]);
  expect(memory().numTensors).toBe(before);

  const controller = new AbortController();
  const aborting = degrader.degrade(picture, recipe, {
    signal: controller.signal,
    onProgress: ({ done }) => done === 2 && controller.abort(),
  });
  await expect(aborting).rejects.toMatchObject({ name: 'AbortError' });
  expect(memory().numTensors).toBe(before);
  await degrader.close();
});
