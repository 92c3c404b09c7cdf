import { writeEpilogue } from './epilogue';
import { isExact } from './exact';
import { blocksPerChunk, evenPart, roundUp } from './picture';
const FLOAT_BYTES = 4;
const ROW_PADDING = 4;
/** Floats of gathered rows that are in work at once: they stay in a core's second-level cache. */
const FLOATS_PER_BLOCK = 60_000;
const MOST_PIXELS_PER_BLOCK = 96;
/** Rows this many floats apart fall onto the same few sets of the first-level cache. */
const ALIASING_STRIDE = 512;
/** Panels of the filter for which it is worth to gather a block of pixels once more. */
const FEWEST_PANELS = 4;
/** Chunks for each thread, where a small picture has fewer blocks than that. */
const CHUNKS_PER_THREAD = 3;
/** How many taps from each on lie side by side: one row of the filter, in a picture whose pixels are neighbours. */
const runLengths = (taps, { channels, stride }) => {
    const runs = taps.map(() => 1);
    if (stride !== channels)
        return runs;
    for (let t = taps.length - 2; t >= 0; t--) {
        const [[down, across], [nextDown, nextAcross]] = [taps[t], taps[t + 1]];
        if (down === nextDown && across + 1 === nextAcross)
            runs[t] = runs[t + 1] + 1;
    }
    return runs;
};
/** The depth of the matrix product behind a convolution. */
export const tapDepth = (taps, channels) => roundUp(taps * channels, 4);
/** Any convolution as a matrix product. */
export const tapConvolution = (backend, { x, y, grid, taps, step, filter, epilogue }) => {
    const count = y.batch * grid.height * grid.width;
    if (count === 0)
        return;
    const depth = tapDepth(taps.length, x.channels);
    const [first] = taps;
    // Rows of the product are then the pixels of x, as they lie there.
    const direct = taps.length === 1 &&
        first[0] === 0 &&
        first[1] === 0 &&
        step[0] === 1 &&
        step[1] === 1 &&
        x.channels % 4 === 0 &&
        x.stride % ALIASING_STRIDE !== 0 &&
        x.height === grid.height &&
        x.width === grid.width;
    const most = Math.max(6, Math.min(MOST_PIXELS_PER_BLOCK, Math.floor(FLOATS_PER_BLOCK / depth / 6) * 6));
    const pixels = evenPart(count, most, 6);
    const blocks = Math.ceil(count / pixels);
    const panels = Math.ceil(y.channels / 8);
    const wanted = backend.threads > 1 ? Math.ceil((CHUNKS_PER_THREAD * backend.threads) / blocks) : 1;
    const panelsAtOnce = evenPart(panels, Math.max(Math.ceil(panels / wanted), direct ? 1 : FEWEST_PANELS), 1);
    const parts = Math.ceil(panels / panelsAtOnce);
    const perChunk = blocksPerChunk(blocks, parts);
    const rowBytes = (floats) => (floats + ROW_PADDING) * FLOAT_BYTES;
    const aRow = direct ? x.stride * FLOAT_BYTES : rowBytes(depth);
    const scratchBytes = roundUp(pixels * (rowBytes(panelsAtOnce * 8) + aRow), 64);
    const tapBytes = roundUp(taps.length * 12, 64);
    backend.withScratch(tapBytes + scratchBytes * backend.threads, (tapsAt) => {
        const runs = runLengths(taps, x);
        backend.intsAt(tapsAt, taps.length * 3).set(taps.flatMap((tap, t) => [...tap, runs[t]]));
        writeEpilogue(backend.params, epilogue).ints(x.address, x.stride, x.height, x.width, x.channels, tapsAt, taps.length, ...step, grid.height, grid.width, count, y.address, y.stride, y.height, y.width, grid.top, grid.left, grid.down, grid.across, y.channels, filter, depth, direct ? 1 : 0, isExact() ? 1 : 0, pixels, perChunk, panelsAtOnce, tapsAt + tapBytes, scratchBytes);
        backend.run('tapConvolutionChunk', Math.ceil(blocks / perChunk) * parts);
    });
};
