import { isWinograd, withWholeVectors } from './convolve';
import { forwardTaps } from './forward-taps';
import { packPanels, panelBytes } from './pack';
import { pixelsOf, roundUp } from './picture';
const FLOAT_BYTES = 4;
const PLACES = 36;
const WINDOW_BYTES = 1024;
const ROW_PADDING = 4;
const PLACE_PADDING_BYTES = 64;
const TILES_PER_BLOCK = 24;
const PIXELS_PER_BLOCK = 256;
/** Input channels of one chunk; more of them share the reading of dy, fewer spread better over the threads. */
const CHANNELS_PER_CHUNK = [48, 36, 24, 12];
/** What a job may have, with room to spare. */
const MOST_CHUNKS = 4000;
/** Floats of a chunk's sums, which should stay in a core's second-level cache. */
const MOST_SUMS = 100_000;
/** Channels of a chunk: few sums, then an even load, then as many as possible. */
const channelsPerChunk = (channels, sumsPerChannel, threads, others = 1) => {
    const load = (size) => Math.ceil((Math.ceil(channels / size) * others) / threads) * size;
    const allowed = CHANNELS_PER_CHUNK.filter((size) => Math.ceil(channels / size) * others <= MOST_CHUNKS);
    const fitting = allowed.filter((size) => size * sumsPerChannel <= MOST_SUMS);
    return (fitting.length > 0 ? fitting : allowed.slice(-1)).reduce((best, size) => load(size) < load(best) ? size : best);
};
const winogradGradient = (backend, { x, dy, dw, info }) => {
    const dwIn = x.channels;
    const across = Math.ceil(dy.width / 4);
    const down = Math.ceil(dy.height / 4);
    const tiles = dy.batch * across * down;
    const blocks = Math.ceil(tiles / TILES_PER_BLOCK);
    const columns = roundUp(dy.channels, 8);
    const transformedBytes = blocks * PLACES * columns * TILES_PER_BLOCK * FLOAT_BYTES;
    withWholeVectors(backend, x, (whole) => {
        const perChunk = channelsPerChunk(whole.channels, PLACES * columns, backend.threads);
        const vBytes = TILES_PER_BLOCK * (perChunk + ROW_PADDING) * FLOAT_BYTES + PLACE_PADDING_BYTES;
        const mBytes = perChunk * (columns + ROW_PADDING) * FLOAT_BYTES + PLACE_PADDING_BYTES;
        const scratchBytes = roundUp(WINDOW_BYTES + PLACES * (vBytes + mBytes), 64);
        backend.withScratch(roundUp(transformedBytes, 64) + scratchBytes * backend.threads, (transformed) => {
            const write = () => backend.params.ints(across, down, tiles, whole.address, whole.stride, whole.height, whole.width, whole.channels, dy.address, dy.height, dy.width, dy.channels, info.padInfo.top, info.padInfo.left, transformed, TILES_PER_BLOCK, perChunk, dw, dwIn, transformed + roundUp(transformedBytes, 64), scratchBytes);
            write();
            backend.run('winogradOutputGradientChunk', blocks);
            write();
            backend.run('winogradFilterGradientChunk', Math.ceil(whole.channels / perChunk));
        });
    });
};
const tapGradient = (backend, { x, dy, dw, info }) => {
    const taps = forwardTaps(info);
    const pixels = pixelsOf(dy);
    const depth = roundUp(pixels, 4);
    const columns = roundUp(dy.channels, 8);
    const perChunk = channelsPerChunk(x.channels, columns, backend.threads, taps.length);
    const scratchBytes = roundUp((PIXELS_PER_BLOCK * (perChunk + ROW_PADDING) + perChunk * (columns + ROW_PADDING)) * FLOAT_BYTES, 64);
    const tapBytes = roundUp(taps.length * 8, 64);
    const dyBytes = panelBytes(depth, dy.channels);
    backend.withScratch(tapBytes + dyBytes + scratchBytes * backend.threads, (tapsAt) => {
        backend.intsAt(tapsAt, taps.length * 2).set(taps.flat());
        const panels = tapsAt + tapBytes;
        packPanels(backend, { address: dy.address, depth: pixels, side: dy.channels, depthStride: dy.channels, sideStride: 1 }, { address: panels, depth });
        backend.params.ints(x.address, x.stride, x.height, x.width, x.channels, tapsAt, info.strideHeight, info.strideWidth, dy.height, dy.width, pixels, panels, depth, dy.channels, perChunk, PIXELS_PER_BLOCK, dw, panels + dyBytes, scratchBytes);
        backend.run('tapGradientChunk', taps.length * Math.ceil(x.channels / perChunk));
    });
};
/** dw: the gradient of a convolution's filter. */
export const filterGradient = (backend, gradient) => {
    if (isWinograd(gradient.info))
        winogradGradient(backend, gradient);
    else
        tapGradient(backend, gradient);
};
