import { chunksOf } from '../chunks';
/** Whether there is nothing to pool. */
export const isEmptyPool = ({ inShape, outShape }) => inShape.includes(0) || outShape.includes(0);
/** Rows of the pooled picture, or of the one that was pooled, in chunks. */
export const poolChunks = ({ batchSize, inHeight, outHeight, inWidth, channels, windowSize }, over) => {
    const lines = batchSize * (over === 'windows' ? outHeight : inHeight);
    const work = (batchSize * inHeight * inWidth * channels * windowSize) / lines;
    return { lines, ...chunksOf(lines, work) };
};
export const poolSize = (info) => ({
    batchSize: info.batchSize,
    inHeight: info.inHeight,
    outHeight: info.outHeight,
    inWidth: info.inWidth,
    channels: info.inChannels,
    windowSize: Math.max(1, (info.filterHeight * info.filterWidth) / (info.strideHeight * info.strideWidth)),
});
/** Writes the front of a pool's job; see `assembly/pool/window.ts`. */
export const poolParams = (backend, info, { lines, perChunk }) => backend.params
    .ints(info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth)
    .ints(info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth)
    .ints(info.padInfo.top, info.padInfo.left, lines, perChunk);
