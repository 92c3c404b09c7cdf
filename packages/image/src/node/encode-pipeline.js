import { toEightBit } from '../to-eight-bit';
import { rasterPipeline } from './raster-pipeline';
/** Beyond this many bytes of samples a TIFF gets 64-bit offsets; classic TIFF ends at 4 GiB. */
const BIG_TIFF_BYTES = 2 ** 32 - 2 ** 25;
/**
 * Up to this many pixels JPEG gets Huffman tables of its own, which makes files a tenth smaller but holds the whole
 * picture's coefficients, 11 bytes a pixel; above, memory matters more.
 */
const JPEG_OPTIMISED_PIXELS = 2 ** 24;
/** Sets up the encoding; nothing runs until the pipeline is sent to a file or buffer. */
export const encodePipeline = ({ raster, options }) => {
    const { format, quality, lossless, compressionLevel } = options;
    const wideFormat = format === 'png' || format === 'tiff';
    const pipeline = rasterPipeline(wideFormat ? raster : toEightBit(raster), format);
    switch (format) {
        case 'png':
            return pipeline.png({ compressionLevel, adaptiveFiltering: true });
        case 'tiff':
            return pipeline.tiff({
                compression: 'deflate',
                predictor: 'horizontal',
                bigtiff: raster.data.byteLength > BIG_TIFF_BYTES,
            });
        case 'jpeg':
            // Full-resolution colour: halving it would throw away detail that was just made.
            return pipeline.jpeg({
                quality,
                chromaSubsampling: '4:4:4',
                optimizeCoding: raster.width * raster.height <= JPEG_OPTIMISED_PIXELS,
            });
        case 'webp':
            // Exact: colour below full transparency is part of the picture too.
            return pipeline.webp({ quality, lossless, exact: lossless });
        case 'avif':
            return pipeline.avif({ quality, lossless, chromaSubsampling: '4:4:4' });
    }
};
