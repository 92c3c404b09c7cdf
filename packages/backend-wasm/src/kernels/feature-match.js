import { FEATURE_MATCH } from '@srkit/core/contracts';
import { pictureOf } from '../convolution/picture-of';
import { matchPair } from '../matching/match-pair';
import { implementOp } from './kernel';
const FLOAT_BYTES = 4;
const sampleOf = (picture, sample) => ({
    ...picture,
    batch: 1,
    address: picture.address + sample * picture.height * picture.width * picture.channels * FLOAT_BYTES,
});
export const featureMatch = implementOp(FEATURE_MATCH, ({ backend, inputs, attrs, outputShape }) => {
    const input = pictureOf(backend, inputs.input);
    const ref = pictureOf(backend, inputs.ref);
    const out = backend.output(outputShape);
    const [batch, rows, columns] = outputShape;
    for (let sample = 0; sample < batch; sample++) {
        const to = out.address + sample * rows * columns * 2 * FLOAT_BYTES;
        matchPair(backend, sampleOf(input, sample), sampleOf(ref, sample), attrs, to);
    }
    return out.info;
});
