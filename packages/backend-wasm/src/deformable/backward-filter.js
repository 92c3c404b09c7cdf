import { blocksPerChunk, roundUp } from '../convolution/picture';
import { writeDeformJob } from './problem';
import { FLOAT_BYTES } from './scratch';
const panelsPerPart = ({ problem, partChannels }) => Math.ceil((problem.taps * partChannels) / 8);
const partsOf = ({ problem, partChannels }) => problem.deformGroups * Math.ceil(problem.groupChannels / partChannels);
const depthOf = ({ problem }) => roundUp(problem.outChannels, 4);
/** Bytes of what `packBackwardFilter` writes. */
const backwardFilterBytes = (filter) => partsOf(filter) * panelsPerPart(filter) * 8 * depthOf(filter) * FLOAT_BYTES;
/** Packs the filter for the product that gives the columns' gradient. */
const packBackwardFilter = (backend, filter, target) => {
    const { problem, partChannels } = filter;
    const panels = partsOf(filter) * panelsPerPart(filter);
    const perChunk = blocksPerChunk(panels);
    backend.params.ints(filter.filter, problem.taps, problem.x.channels, problem.outChannels, problem.groupChannels, partChannels, target, depthOf(filter), panels, perChunk);
    backend.run('deformFilterChunk', Math.ceil(panels / perChunk));
};
/**
 * Packs the filter beside the threads' memory, writes what every job of a gradient begins with, the packed filter and dy,
 * and lets `run` write the rest and start it.
 */
export const withBackwardFilter = (backend, filter, job, run) => {
    const { problem, dy, pixels, layout } = job;
    const filterBytes = roundUp(backwardFilterBytes(filter), 64);
    backend.withScratch(filterBytes + layout.bytes * backend.threads, (packed) => {
        packBackwardFilter(backend, filter, packed);
        const scratch = { address: packed + filterBytes, bytesPerThread: layout.bytes, at: layout.at };
        const params = writeDeformJob(backend.params, problem, pixels, scratch);
        run(params.ints(packed, dy.channels, dy.address));
    });
};
