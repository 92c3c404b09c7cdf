import { USM_SHARP } from '@srkit/core/contracts';
import { util } from '@tensorflow/tfjs-core';
import { pictureOf } from '../convolution/picture-of';
import { filterPicture } from '../filter/filter-picture';
import { planKernel } from '../filter/plan-kernel';
import { elementChunks } from './elementwise/element-chunks';
import { implementOp } from './kernel';
const FLOAT_BYTES = 4;
export const usmSharp = implementOp(USM_SHARP, ({ backend, inputs, attrs, outputShape }) => {
    const { weight, threshold, gaussian } = attrs;
    const side = gaussian.length;
    const kernel = Float32Array.from({ length: side * side }, (_, k) => gaussian[Math.floor(k / side)] * gaussian[k % side]);
    const plan = planKernel(kernel, side, side);
    const x = pictureOf(backend, inputs.x);
    const count = util.sizeFromShape(outputShape);
    const sample = (count / x.batch) * FLOAT_BYTES;
    const { chunks, perChunk } = elementChunks(count);
    const y = backend.output(outputShape);
    const blur = (from, to) => {
        for (let at = 0; at < count * FLOAT_BYTES; at += sample) {
            filterPicture(backend, { ...x, address: from + at }, [side, side], plan, 'reflect', to + at);
        }
    };
    backend.withScratch(2 * count * FLOAT_BYTES, (blurred) => {
        const mask = blurred + count * FLOAT_BYTES;
        blur(x.address, blurred);
        backend.params.ints(x.address, blurred, mask, count, perChunk).floats(threshold);
        backend.run('sharpenMaskChunk', chunks);
        blur(mask, y.address);
        backend.params.ints(x.address, blurred, y.address, count, perChunk).floats(weight);
        backend.run('sharpenBlendChunk', chunks);
    });
    return y.info;
});
