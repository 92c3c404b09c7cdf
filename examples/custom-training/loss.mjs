// node loss.mjs [iterations]: a loss of one's own, in place of the recipe's. L1 of the colours, and of their differences
// from pixel to pixel, so that edges count more.
import '@srkit/backend-wasm';
import { l1Loss } from '@srkit/losses';
import { Trainer } from '@srkit/training';
import * as tf from '@tensorflow/tfjs';
import { drawnPairs } from './drawn-pairs.mjs';

await tf.setBackend('srkit-wasm');

/** Differences of neighbours along an axis, of `[n, h, w, 3]`. */
const differences = (picture, axis) => {
  const size = picture.shape.map((side, i) => (i === axis ? side - 1 : side));
  const start = (from) => picture.shape.map((_, i) => (i === axis ? from : 0));
  return tf.sub(tf.slice(picture, start(1), size), tf.slice(picture, start(0), size));
};

/** A function of output and ground truth to a scalar; gradients follow from the operations. */
const edgeLoss = (output, gt) => {
  const edges = [1, 2].map((axis) => l1Loss(differences(output, axis), differences(gt, axis)));
  return tf.addN([l1Loss(output, gt), ...edges]);
};

const recipe = {
  kind: 'realesrnet',
  networkG: { type: 'SRVGGNetCompact', numFeat: 16, numConv: 4 },
  totalIter: Number(process.argv[2] ?? 40),
  optimG: { lr: 1e-3 },
};
const trainer = new Trainer(recipe, { data: drawnPairs(), parts: { pixel: edgeLoss } });
for await (const { iteration, losses } of trainer)
  console.log(`iteration ${iteration}: l_pix ${losses.l_pix.toFixed(4)}`);
trainer.dispose();
