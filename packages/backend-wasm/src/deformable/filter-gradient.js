import { packPanels, panelBytes } from '../convolution/pack';
import { blocksPerChunk, roundUp } from '../convolution/picture';
import { channelsPerPart } from './channel-parts';
import { writeDeformJob } from './problem';
import { ENTRY_BYTES, FLOAT_BYTES, layOut, pixelsPerBlock, rowBytes } from './scratch';
/** Floats of a chunk's sums, which stay in a core's second-level cache beside the columns. */
const MOST_SUMS = 50_000;
/** dFilter: gradient for the filter, `[kh, kw, c, outChannels]`. */
export const deformFilterGradient = (backend, problem, dy, dFilter) => {
    const { x, taps, outChannels, deformGroups, groupChannels } = problem;
    const panelColumns = roundUp(outChannels, 8);
    const partChannels = channelsPerPart(groupChannels, deformGroups, MOST_SUMS / (taps * panelColumns));
    const parts = deformGroups * Math.ceil(groupChannels / partChannels);
    const perChunk = blocksPerChunk(parts);
    const rows = roundUp(taps * partChannels, 6);
    const pixels = pixelsPerBlock(rows + panelColumns);
    const allPixels = x.batch * problem.outPixels;
    const dyDepth = roundUp(allPixels, 4);
    const { at, bytes } = layOut({
        blank: groupChannels * FLOAT_BYTES,
        table: pixels * taps * ENTRY_BYTES,
        columns: pixels * rowBytes(rows),
        sums: rows * rowBytes(panelColumns),
    });
    const dyBytes = roundUp(panelBytes(dyDepth, outChannels), 64);
    backend.withScratch(dyBytes + bytes * backend.threads, (panels) => {
        packPanels(backend, { address: dy, depth: allPixels, side: outChannels, depthStride: outChannels, sideStride: 1 }, { address: panels, depth: dyDepth });
        const scratch = { address: panels + dyBytes, bytesPerThread: bytes, at };
        writeDeformJob(backend.params, problem, pixels, scratch).ints(panels, dyDepth, dFilter, partChannels, at.sums, perChunk);
        backend.run('deformFilterGradientChunk', Math.ceil(parts / perChunk));
    });
};
