import { packPanels, panelBytes } from '../convolution/pack';
import { blocksPerChunk, roundUp } from '../convolution/picture';
import { writeDeformJob } from './problem';
import { ENTRY_BYTES, FLOAT_BYTES, layOut, pixelsPerBlock, rowBytes } from './scratch';
/** y = the deformable convolution with a filter `[kh, kw, c, outChannels]`. */
export const deformForward = (backend, problem, filter, y) => {
    const { x, taps, outChannels, deformGroups, groupChannels } = problem;
    const depth = roundUp(taps * x.channels, 4);
    // As convolutions pack theirs: a filter that serves both is packed once.
    const panels = backend.derived.get(filter.dataId, 'panels', panelBytes(depth, outChannels), (target) => packPanels(backend, {
        address: filter.address,
        depth: taps * x.channels,
        side: outChannels,
        depthStride: outChannels,
        sideStride: 1,
    }, { address: target, depth }));
    const pixels = pixelsPerBlock(depth);
    const blocks = x.batch * Math.ceil(problem.outPixels / pixels);
    const perChunk = blocksPerChunk(blocks);
    const { at, bytes } = layOut({
        blank: groupChannels * FLOAT_BYTES,
        table: pixels * taps * deformGroups * ENTRY_BYTES,
        columns: pixels * rowBytes(depth),
        product: pixels * rowBytes(roundUp(outChannels, 8)),
    });
    backend.withScratch(bytes * backend.threads, (address) => {
        writeDeformJob(backend.params, problem, pixels, { address, bytesPerThread: bytes, at }).ints(panels, depth, y, perChunk, at.product);
        backend.run('deformForwardChunk', Math.ceil(blocks / perChunk));
    });
};
