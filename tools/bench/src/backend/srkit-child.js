import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { ganLoss, l1Loss } from '@srkit/losses';
import { RRDBNet, UNetDiscriminatorSN } from '@srkit/models';
import { Adam, parameterGradients } from '@srkit/training';
import { add, dispose, enableProdMode, randomUniform, setBackend, tidy, } from '@tensorflow/tfjs-core';
import { peakMemory } from '../shared/peak-memory.mjs';
const LEARNING_RATE = 1e-4;
const GAN_WEIGHT = 0.1;
const step = (adam, network, loss) => {
    const { value, grads } = parameterGradients(network.namedParameters(), loss);
    adam.step(grads);
    dispose([value, ...grads.values()]);
};
const prepare = ({ kind, side, blocks }) => {
    const net = new RRDBNet({ numBlock: blocks });
    const x = randomUniform([1, side, side, 3], 0, 1, 'float32', 1);
    if (kind === 'forward')
        return () => tidy(() => void net.forward(x).dataSync());
    const target = randomUniform([1, 4 * side, 4 * side, 3], 0, 1, 'float32', 2);
    const adam = new Adam({ parameters: net.namedParameters(), lr: LEARNING_RATE });
    if (kind === 'train') {
        return () => step(adam, net, () => l1Loss(net.forward(x), target));
    }
    const discriminator = new UNetDiscriminatorSN();
    const adamD = new Adam({ parameters: discriminator.namedParameters(), lr: LEARNING_RATE });
    return () => {
        step(adam, net, () => {
            const sr = net.forward(x);
            return add(l1Loss(sr, target), ganLoss(discriminator.forward(sr), true, { type: 'vanilla', lossWeight: GAN_WEIGHT }));
        });
        const sr = tidy(() => net.forward(x));
        step(adamD, discriminator, () => add(ganLoss(discriminator.forward(target), true, { type: 'vanilla', isDisc: true }), ganLoss(discriminator.forward(sr), false, { type: 'vanilla', isDisc: true })));
        sr.dispose();
    };
};
/** Runs a case on srkit-wasm, in a process of its own, and prints its times. */
const main = async () => {
    const one = JSON.parse(process.argv[2]);
    enableProdMode();
    await setBackend('srkit-wasm');
    const work = prepare(one);
    const seconds = [];
    for (let run = 0; run < one.warmUp + one.runs; run++) {
        const start = performance.now();
        work();
        seconds.push((performance.now() - start) / 1000);
    }
    const times = {
        seconds: seconds.slice(one.warmUp),
        peakBytes: peakMemory(),
        version: `Node ${process.version}`,
    };
    console.log(JSON.stringify(times));
};
await main();
