import { clipByValue, tidy } from '@tensorflow/tfjs-core';
import { previewRow } from './preview-grid';
const tensorsOf = (batch) => Object.values(batch)
    .flat()
    .filter((each) => typeof each === 'object' && each !== null && 'dispose' in each);
/** Frees the tensors of a batch. */
export const disposeBatch = (batch) => {
    for (const tensor of tensorsOf(batch))
        tensor.dispose();
};
/** Runs the network that is saved over the validation pictures, in evaluation mode. */
export const validate = async ({ networks, result, infer }, { pictures, metrics, previews = 4 }) => {
    const sums = new Map();
    const rows = [];
    let count = 0;
    const run = (name, batch) => tidy(() => clipByValue(infer(name, batch), 0, 1));
    const wasTraining = Object.values(networks).map((network) => network.training);
    for (const network of Object.values(networks))
        network.eval();
    try {
        for await (const { name, batch } of pictures()) {
            const output = run(result, batch);
            try {
                for (const [metric, compare] of Object.entries(metrics))
                    sums.set(metric, (sums.get(metric) ?? 0) + (await compare(output, batch.gt)));
                count++;
                if (rows.length < previews) {
                    const own = result === 'net_g' ? undefined : run('net_g', batch);
                    rows.push(await previewRow(name, {
                        lq: batch.lq,
                        gt: batch.gt,
                        output: own ?? output,
                        average: own && output,
                    }));
                    own?.dispose();
                }
            }
            finally {
                output.dispose();
                disposeBatch(batch);
            }
        }
    }
    finally {
        for (const [i, network] of Object.values(networks).entries())
            network.train(wasTraining[i]);
    }
    return { metrics: Object.fromEntries([...sums].map(([name, sum]) => [name, sum / count])), rows };
};
