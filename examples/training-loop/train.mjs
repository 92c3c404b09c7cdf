// node train.mjs [iterations]: a small network learns to undo Real-ESRGAN's degradation of one picture.
import '@srkit/backend-wasm';
import { apply, degradationOptions, sample } from '@srkit/degradation';
import { l1Loss } from '@srkit/losses';
import { SRVGGNetCompact } from '@srkit/models';
import { Adam, Ema, parameterGradients } from '@srkit/training';
// The whole of TensorFlow.js, for its gradients.
import * as tf from '@tensorflow/tfjs';

const iterations = Number(process.argv[2] ?? 40);
/** Real training never sees a sample twice; so few show soon that the loss falls. */
const SAMPLES = 4;
await tf.setBackend('srkit-wasm');
const photo = tf.tidy(() => {
  const x = tf.linspace(0, 1, 128);
  return tf.stack(
    [tf.outerProduct(x, x), tf.outerProduct(x, tf.square(tf.sin(tf.mul(x, 40)))), tf.fill([128, 128], 0.4)],
    2,
  );
});
const options = degradationOptions('realesrnet-x4plus', { gtSize: 64 });

const network = new SRVGGNetCompact({ numFeat: 16, numConv: 4 }, { seed: 1 });
const average = new SRVGGNetCompact({ numFeat: 16, numConv: 4 }, { seed: 1 });
const adam = new Adam({ parameters: network.namedParameters(), lr: 1e-3, betas: [0.9, 0.99] });
const ema = new Ema(network.namedParameters(), average.namedParameters(), { decay: 0.999 });

for (let iteration = 1; iteration <= iterations; iteration++) {
  const { lq, gt } = await apply(photo, sample(options, iteration % SAMPLES, photo.shape));
  const { value, grads } = parameterGradients(network.namedParameters(), () =>
    l1Loss(network.forward(lq), gt),
  );
  adam.step(grads);
  ema.update();
  console.log(`iteration ${iteration}: l1 ${(await value.data())[0].toFixed(4)}`);
  tf.dispose([lq, gt, value, ...grads.values()]);
}
