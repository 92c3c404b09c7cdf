import '@tensorflow/tfjs-backend-cpu';
import { ConfigError } from '@srkit/core';
import { SRVGGNetCompact } from '@srkit/models';
import { parameterGradients } from '@srkit/training';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';

// In a file of its own, because gradients that are registered once are there.
it('without gradients training says what to import, which works', async () => {
  await tf.setBackend('cpu');
  const network = new SRVGGNetCompact({ numFeat: 4, numConv: 1 });
  const x = tf.zeros<tf.Rank.R4>([1, 2, 3, 3]);
  const gradients = () =>
    parameterGradients(network.namedParameters(), () => tf.sum(tf.square(network.forward(x))));
  expect(gradients).toThrow(ConfigError);
  expect(gradients).toThrow(
    /no gradient of \w+ registered\. Import .*'@tensorflow\/tfjs-core\/dist\/register_all_gradients'/,
  );
  await import('@tensorflow/tfjs-core/dist/register_all_gradients');
  const { value, grads } = gradients();
  expect(grads.size).toBeGreaterThan(4);
  tf.dispose([value, ...grads.values(), x]);
  network.dispose();
});
