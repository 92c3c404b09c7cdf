import { withWholeVectors } from '../convolution/convolve';
import { blocksPerChunk, roundUp } from '../convolution/picture';
import { withBackwardFilter } from './backward-filter';
import { ENTRY_BYTES, FLOAT_BYTES, layOut, pixelsPerBlock, rowBytes } from './scratch';
/** dSampling: gradient for offsets and masks, laid out as they are. */
export const deformSamplingGradient = (backend, problem, filterAt, dyPicture, dSampling) => {
    const { x, taps, deformGroups, groupChannels } = problem;
    // In groups as they are: the columns then lie in the order of the channels.
    const whole = { ...problem, deformGroups: 1, groupChannels: x.channels };
    const filter = { problem: whole, filter: filterAt, partChannels: x.channels };
    const columns = roundUp(taps * x.channels, 8);
    withWholeVectors(backend, dyPicture, (dy) => {
        const pixels = pixelsPerBlock(columns);
        const blocks = x.batch * Math.ceil(problem.outPixels / pixels);
        const perChunk = blocksPerChunk(blocks);
        const layout = layOut({
            blank: groupChannels * FLOAT_BYTES,
            table: pixels * taps * deformGroups * ENTRY_BYTES,
            columns: pixels * rowBytes(columns),
            tail: 6 * dy.channels * FLOAT_BYTES,
        });
        withBackwardFilter(backend, filter, { problem, dy, pixels, layout }, (params) => {
            params.ints(dSampling, perChunk, layout.at.tail);
            backend.run('deformSamplingGradientChunk', Math.ceil(blocks / perChunk));
        });
    });
};
