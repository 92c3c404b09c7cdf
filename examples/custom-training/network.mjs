// node network.mjs [iterations]: a network of one's own, trained, averaged and saved like those of the papers.
import '@srkit/backend-wasm';
import { Conv2d, Module } from '@srkit/nn';
import { memoryRunFolder, Trainer } from '@srkit/training';
import * as tf from '@tensorflow/tfjs';
import { drawnPairs } from './drawn-pairs.mjs';

await tf.setBackend('srkit-wasm');

/** ESPCN (Shi et al., 2016): three convolutions, then pixels from channels. */
class Espcn extends Module {
  typeName = 'Espcn';
  #layers;

  constructor(seed) {
    super({ seed });
    const widths = [3, 32, 16, 48];
    // Names of the state_dict: conv1.weight, conv1.bias, ...
    this.#layers = widths
      .slice(1)
      .map((outChannels, i) =>
        this.child(`conv${i + 1}`, () => new Conv2d({ inChannels: widths[i], outChannels })),
      );
  }

  /** `[n, h, w, 3]` to `[n, 4h, 4w, 3]`. */
  forward(lq) {
    const [first, second, last] = this.#layers;
    const features = tf.tanh(second.forward(tf.tanh(first.forward(lq))));
    return tf.depthToSpace(last.forward(features), 4);
  }
}

const folder = memoryRunFolder();
const recipe = {
  kind: 'realesrnet',
  // What the recipe names is not built, where a function makes the generator; it stays in the log.
  networkG: { type: 'Espcn' },
  totalIter: Number(process.argv[2] ?? 40),
  optimG: { lr: 1e-3 },
};
const trainer = new Trainer(recipe, { data: drawnPairs(), folder, parts: { generator: () => new Espcn(1) } });
for await (const { iteration, losses } of trainer)
  console.log(`iteration ${iteration}: l_pix ${losses.l_pix.toFixed(4)}`);
trainer.dispose();
console.log(await folder.list('models'));
