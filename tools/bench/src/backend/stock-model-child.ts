import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs';
import type { BackendTimes } from './cases';

/** An image classifier of stock tf.layers, nothing of srkit's: convolutions, pools, batch norms, a dense layer. */
const classifier = (): tf.LayersModel => {
  const model = tf.sequential();
  for (const [i, filters] of [32, 64, 128, 256].entries()) {
    model.add(
      tf.layers.conv2d({
        filters,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        ...(i === 0 ? { inputShape: [224, 224, 3] } : {}),
      }),
    );
    model.add(tf.layers.batchNormalization());
    model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  }
  model.add(tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }));
  model.add(tf.layers.dense({ units: 1000, activation: 'softmax' }));
  return model;
};

/** Predicts on the backend named on the command line, in a process of its own, and prints its times. */
const main = async (): Promise<void> => {
  tf.enableProdMode();
  await tf.setBackend(process.argv[2]!);
  const model = classifier();
  const x = tf.randomUniform([4, 224, 224, 3], 0, 1, 'float32', 1);
  const seconds: number[] = [];
  for (let run = 0; run < 4; run++) {
    const start = performance.now();
    tf.tidy(() => void (model.predict(x) as tf.Tensor).dataSync());
    seconds.push((performance.now() - start) / 1000);
  }
  const times: BackendTimes = {
    seconds: seconds.slice(1),
    peakBytes: process.resourceUsage().maxRSS * 1024,
    version: `Node ${process.version}`,
  };
  console.log(JSON.stringify(times));
};

await main();
