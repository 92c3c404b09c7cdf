import '@srkit/backend-wasm';
import { deformConv2d, featureMatch } from '@srkit/ops';
import { dispose, grads, randomUniform, setBackend, sum, tidy, zeros, } from '@tensorflow/tfjs-core';
import { peakMemory } from '../shared/peak-memory.mjs';
const random = (shape, low, high, seed) => randomUniform(shape, low, high, 'float32', seed);
/** The work of a case, to be called for every run; its tensors live on. Code is loaded by the cases that need it. */
const prepare = async (one) => {
    switch (one.kind) {
        case 'deform': {
            const { channels, side, groups, backward } = one;
            // It registers the gradients.
            await import('@tensorflow/tfjs');
            const inputs = [
                random([1, side, side, channels], -1, 1, 1),
                random([1, side, side, 18 * groups], -6, 6, 2),
                random([1, side, side, 9 * groups], 0, 1, 3),
                random([3, 3, channels, channels], -0.1, 0.1, 4),
                zeros([channels]),
            ];
            const forward = (...t) => deformConv2d(t[0], t[1], t[2], t[3], t[4], {
                deformGroups: groups,
            });
            return backward ? () => grads((...t) => sum(forward(...t)))(inputs) : () => [forward(...inputs)];
        }
        case 'match': {
            const input = random([one.side, one.side, one.channels], -1, 1, 1);
            const reference = random([one.refSide, one.refSide, one.channels], -1, 1, 2);
            return () => Object.values(featureMatch(input, reference));
        }
        case 'mrefsr': {
            const { side, references } = one;
            await import('@tensorflow/tfjs');
            const { MRAPARestorationNet } = await import('@srkit/models');
            const net = new MRAPARestorationNet();
            const x = random([1, side, side, 3], 0, 1, 1);
            const each = (make) => Array.from({ length: references }, (_, i) => make(i));
            const offsets = each((seed) => ({
                relu3_1: random([1, side, side, 18], -4, 4, seed),
                relu2_1: random([1, 2 * side, 2 * side, 18], -4, 4, seed),
                relu1_1: random([1, 4 * side, 4 * side, 18], -4, 4, seed),
            }));
            const features = each((seed) => ({
                relu3_1: random([1, side, side, 256], -1, 1, seed),
                relu2_1: random([1, 2 * side, 2 * side, 128], -1, 1, seed),
                relu1_1: random([1, 4 * side, 4 * side, 64], -1, 1, seed),
            }));
            return () => [net.forward(x, offsets, features)];
        }
    }
};
/** Runs a case on srkit-wasm, in a process of its own, and prints its times. */
const main = async () => {
    const one = JSON.parse(process.argv[2]);
    await setBackend('srkit-wasm');
    const work = await prepare(one);
    const seconds = [];
    for (let run = 0; run < one.warmUp + one.runs; run++) {
        const start = performance.now();
        const results = tidy(work);
        await Promise.all(results.map((result) => result.data()));
        seconds.push((performance.now() - start) / 1000);
        dispose(results);
    }
    const times = {
        seconds: seconds.slice(one.warmUp),
        peakBytes: peakMemory(),
        version: `Node ${process.version}`,
    };
    console.log(JSON.stringify(times));
};
await main();
