import { DIFF_JPEG, JPEG_CHROMA_STEPS, JPEG_LUMA_STEPS } from '@srkit/core/contracts';
import { chunksOf } from '../chunks';
import { roundUp } from '../convolution/picture';
import { implementOp } from './kernel';
const FLOAT_BYTES = 4;
/** Rows and columns of pixels of a block of both halved chroma planes. */
const BLOCK = 16;
const BLOCK_BYTES = 64 * FLOAT_BYTES;
/** Multiplications for each value of a picture, about. */
const WORK = 32;
/**
 * What multiplies the tables where the factor is 0 and nothing is quantised: steps that are below what float32 keeps of
 * a coefficient.
 */
const FINEST = 2 ** -20;
export const diffJpeg = implementOp(DIFF_JPEG, ({ backend, inputs: { x }, attrs: { factors, differentiable }, outputShape }) => {
    const [batch, height, width] = outputShape;
    const paddedWidth = roundUp(width, BLOCK);
    const bandsPerPicture = Math.ceil(height / BLOCK);
    const bands = batch * bandsPerPicture;
    const { perChunk, count } = chunksOf(bands, BLOCK * paddedWidth * 3 * WORK);
    // A block, planes of luma and of chroma, and the rows themselves.
    const bytesPerThread = BLOCK_BYTES + (24 + 48) * paddedWidth * FLOAT_BYTES;
    const stepFloats = 128;
    const stepBytes = batch * stepFloats * FLOAT_BYTES;
    const from = backend.address(x);
    const y = backend.output(outputShape);
    backend.withScratch(stepBytes + backend.threads * bytesPerThread, (address) => {
        const steps = backend.floatsAt(address, batch * stepFloats);
        for (const [sample, factor] of factors.entries()) {
            for (let k = 0; k < 64; k++) {
                // The kernel holds blocks transposed when it quantises them.
                const transposed = sample * stepFloats + (k & 7) * 8 + (k >> 3);
                steps[transposed] = JPEG_LUMA_STEPS[k] * (factor || FINEST);
                steps[transposed + 64] = JPEG_CHROMA_STEPS[k] * (factor || FINEST);
            }
        }
        backend.params
            .ints(from, y.address, height, width, paddedWidth, bandsPerPicture, bands, perChunk)
            .ints(address, differentiable ? 1 : 0, address + stepBytes, bytesPerThread);
        backend.run('jpegChunk', count);
    });
    return y.info;
});
