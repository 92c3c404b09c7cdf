import { util } from '@tensorflow/tfjs-core';
import { allFloat, defineKernel } from '../kernel';
import { elementChunks } from './element-chunks';
/** Addresses that fit into a job's parameters. */
const MOST_TERMS = 256;
/** The sum of any number of float32 tensors of one shape. */
export const addN = defineKernel('AddN', ({ backend, inputs: terms }) => {
    const [first] = terms;
    if (!first || terms.length > MOST_TERMS || !allFloat(...terms))
        return undefined;
    const count = util.sizeFromShape(first.shape);
    const addresses = terms.map((term) => backend.address(term));
    const y = backend.output(first.shape);
    const { chunks, perChunk } = elementChunks(count);
    backend.params.ints(y.address, count, perChunk, terms.length, ...addresses);
    backend.run('addNChunk', chunks);
    return y.info;
});
