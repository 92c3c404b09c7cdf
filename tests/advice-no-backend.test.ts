import { DeviceError } from '@srkit/core';
import { SRVGGNetCompact } from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';

// In a file of its own, because a backend that is imported once is there.
it('without a backend a network says which one to import, which works', async () => {
  const build = () => new SRVGGNetCompact({ numFeat: 4, numConv: 1 });
  expect(build).toThrow(DeviceError);
  expect(build).toThrow(
    /Import one, such as '@srkit\/backend-wasm', and await tf\.setBackend\('srkit-wasm'\)/,
  );
  await import('@srkit/backend-wasm');
  await tf.setBackend('srkit-wasm');
  const network = build();
  expect(network.forward(tf.zeros([1, 2, 3, 3])).shape).toEqual([1, 8, 12, 3]);
  network.dispose();
});
