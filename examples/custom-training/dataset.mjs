// node dataset.mjs [iterations]: a data set of one's own, whose training is ended in the middle and goes on to the bit.
import '@srkit/backend-wasm';
import { memoryRunFolder, Trainer } from '@srkit/training';
import * as tf from '@tensorflow/tfjs';
import { drawnPairs } from './drawn-pairs.mjs';

await tf.setBackend('srkit-wasm');
const totalIter = Number(process.argv[2] ?? 40);
const recipe = {
  kind: 'realesrnet',
  networkG: { type: 'SRVGGNetCompact', numFeat: 16, numConv: 4 },
  totalIter,
  optimG: { lr: 1e-3 },
};

/** Trains in a folder, as far as `until`, and gives the sum of all weights. */
const train = async (folder, until = totalIter) => {
  const ending = new AbortController();
  const trainer = new Trainer(recipe, { data: drawnPairs(), folder, signal: ending.signal });
  for await (const { iteration, losses } of trainer) {
    console.log(`iteration ${iteration}: l_pix ${losses.l_pix.toFixed(4)}`);
    if (iteration === until) ending.abort();
  }
  const state = await trainer.result.stateDict();
  trainer.dispose();
  return [...state.values()].flatMap(({ data }) => [...data]).reduce((sum, value) => sum + value, 0);
};

const whole = await train(memoryRunFolder());
const folder = memoryRunFolder();
await train(folder, Math.floor(totalIter / 2));
console.log(`the same weights: ${(await train(folder)) === whole}`);
