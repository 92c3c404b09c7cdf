import { ImageDiscriminator } from '@srkit/models';
import { compare } from '../compare';
import { fillWithHash } from '../hash-refsr';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { failure } from '../run-op';
/** State entries behind the names of the case. */
const BUFFERS = {
    running_mean_after: 'conv_block1.1.running_mean',
    running_var_after: 'conv_block1.1.running_var',
};
/** `ImageDiscriminator`: the output with running and with batch statistics, and the statistics afterwards. */
export const imageDiscriminator = async ({ golden }) => {
    const { in_nc, ndf, hash_weights } = golden.file.params;
    const network = new ImageDiscriminator({ inNc: in_nc, ndf }, { deferred: true });
    const x = nhwcTensor(golden, 'x');
    try {
        fillWithHash(network, hash_weights);
        const comparisons = [];
        for (const mode of ['eval', 'train']) {
            const y = network.train(mode === 'train').forward(x);
            comparisons.push(await compareNhwc(golden, `y_${mode}`, y));
            y.dispose();
        }
        const state = await network.stateDict();
        for (const [name, path] of Object.entries(BUFFERS)) {
            const entry = state.get(path);
            comparisons.push(entry
                ? compare(name, { shape: entry.shape, values: entry.data }, golden.tensor(name), golden.file.tolerance)
                : failure(name, `the network has no '${path}'`));
        }
        return comparisons;
    }
    finally {
        x.dispose();
        network.dispose();
    }
};
