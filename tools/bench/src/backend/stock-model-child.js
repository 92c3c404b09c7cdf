import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { peakMemory } from '../shared/peak-memory.mjs';
import { STOCK_MODELS } from './stock-models';
const WARM_UP = 3;
const RUNS = 10;
/** Predicts with a model on a backend, in a process of its own, and prints its times. */
const main = async (backend, name) => {
    tf.enableProdMode();
    await tf.setBackend(backend);
    const model = STOCK_MODELS[name]();
    const x = tf.randomUniform([4, 224, 224, 3], 0, 1, 'float32', 1);
    const seconds = [];
    for (let run = 0; run < WARM_UP + RUNS; run++) {
        const start = performance.now();
        tf.tidy(() => void model.predict(x).dataSync());
        seconds.push((performance.now() - start) / 1000);
    }
    const times = {
        seconds: seconds.slice(WARM_UP),
        peakBytes: peakMemory(),
        version: `Node ${process.version}`,
    };
    console.log(JSON.stringify(times));
};
await main(process.argv[2], process.argv[3]);
