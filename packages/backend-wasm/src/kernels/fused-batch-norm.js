import { util } from '@tensorflow/tfjs-core';
import { elementChunks } from './elementwise/element-chunks';
import { allFloat, defineKernel } from './kernel';
/** Floats of each vector of channels, or a little more: they stay in the first-level cache. */
const PERIOD = 512;
/** Copies of a vector of `channels` that fill whole SIMD vectors. */
const copiesOf = (channels) => {
    const unit = channels % 4 === 0 ? 1 : channels % 2 === 0 ? 2 : 4;
    return unit * Math.max(1, Math.floor(PERIOD / (channels * unit)));
};
/** Statistics of the last axis' channels; others, which tfjs's cpu kernel takes, are left to it. */
export const fusedBatchNorm = defineKernel('FusedBatchNorm', ({ backend, inputs: { x, mean, variance, offset, scale }, attrs: { varianceEpsilon } }) => {
    const channels = x.shape.at(-1);
    const count = util.sizeFromShape(x.shape);
    const statistics = [mean, variance, offset, scale].filter((each) => each !== undefined);
    if (!channels || count === 0 || !allFloat(x, ...statistics))
        return undefined;
    if (statistics.some(({ shape }) => util.sizeFromShape(shape) !== channels))
        return undefined;
    const addressOf = (tensor) => tensor && backend.address(tensor);
    const from = backend.address(x);
    const [meanAt, varianceAt] = [backend.address(mean), backend.address(variance)];
    const [offsetAt, scaleAt] = [addressOf(offset), addressOf(scale)];
    const y = backend.output(x.shape);
    const copies = copiesOf(channels);
    const period = copies * channels;
    backend.withScratch(3 * period * 4, (scratch) => {
        const floatsAt = (address) => backend.floatsAt(address, channels);
        const scales = scaleAt === undefined ? undefined : floatsAt(scaleAt);
        const factor = floatsAt(varianceAt).map((value, c) => (scales?.[c] ?? 1) / Math.sqrt(value + varianceEpsilon));
        const offsets = offsetAt === undefined ? new Float32Array(channels) : floatsAt(offsetAt);
        const addresses = [floatsAt(meanAt), factor, offsets].map((vector, i) => {
            const address = scratch + i * period * 4;
            const repeated = backend.floatsAt(address, period);
            for (let copy = 0; copy < copies; copy++)
                repeated.set(vector, copy * channels);
            return address;
        });
        const perChunk = Math.ceil(elementChunks(count).perChunk / period) * period;
        backend.params.ints(from, y.address, count, perChunk, period, ...addresses);
        backend.run('batchNormChunk', Math.ceil(count / perChunk));
    });
    return y.info;
});
