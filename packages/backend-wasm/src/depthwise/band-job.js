import { chunksOf } from '../chunks';
import { writeEpilogue } from '../convolution/epilogue';
/** Bytes of a thread's band, on cache lines of its own. */
export const bandBytes = ({ bandRows, bandLength }) => Math.ceil((4 * bandRows * bandLength) / 64) * 64 + 64;
export const bandChunks = (shape, layout) => chunksOf(shape.batch * layout.bandsPerImage, layout.rowsPerBand * layout.rowLength * shape.filterHeight * shape.filterWidth);
/**
 * Writes the part of a job that all depthwise kernels share.
 *
 * @param x address of the picture. @param scratch bands of all threads.
 */
export const bandParams = (backend, shape, layout, { x, epilogue, scratch }) => writeEpilogue(backend.params, epilogue)
    .ints(x, shape.height, shape.width, shape.channels, shape.repeat, shape.spread)
    .ints(shape.padTop, shape.padLeft, shape.filterHeight, shape.filterWidth)
    .ints(shape.strideHeight, shape.dilationHeight, shape.dilationWidth * shape.channels)
    .ints(layout.vectors, layout.blocks, layout.blockLength, layout.bandStep, layout.rowStep)
    .ints(shape.outHeight, layout.rowLength, layout.bandLength, layout.rowsPerBand, layout.bandsPerImage)
    .ints(shape.batch * layout.bandsPerImage, bandChunks(shape, layout).perChunk, scratch, bandBytes(layout));
