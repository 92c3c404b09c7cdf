import { withWholeVectors } from '../convolution/convolve';
import { blocksPerChunk, roundUp } from '../convolution/picture';
import { withBackwardFilter } from './backward-filter';
import { channelsPerPart } from './channel-parts';
import { ENTRY_BYTES, FLOAT_BYTES, layOut, pixelsPerBlock, rowBytes } from './scratch';
/** Floats of the plane in which a chunk adds up its channels; every thread has one. */
const PLANE_FLOATS = 2 ** 20;
/** dx: gradient for the picture. */
export const deformInputGradient = (backend, problem, filterAt, dyPicture, dx) => {
    const { x, taps, deformGroups, groupChannels } = problem;
    const side = x.height * x.width;
    const copies = deformGroups * x.batch;
    const partChannels = channelsPerPart(groupChannels, copies, PLANE_FLOATS / Math.max(1, side));
    const parts = copies * Math.ceil(groupChannels / partChannels);
    const perChunk = blocksPerChunk(parts);
    const filter = { problem, filter: filterAt, partChannels };
    const columns = roundUp(taps * partChannels, 8);
    withWholeVectors(backend, dyPicture, (dy) => {
        const pixels = pixelsPerBlock(columns + dy.channels);
        const layout = layOut({
            blank: partChannels * FLOAT_BYTES,
            table: pixels * taps * ENTRY_BYTES,
            columns: pixels * rowBytes(columns),
            tail: 6 * dy.channels * FLOAT_BYTES,
            plane: side * partChannels * FLOAT_BYTES,
        });
        withBackwardFilter(backend, filter, { problem, dy, pixels, layout }, (params) => {
            params.ints(dx, partChannels, layout.at.plane, layout.at.tail, perChunk);
            backend.run('deformInputGradientChunk', Math.ceil(parts / perChunk));
        });
    });
};
