import { colourProfile } from '../color/colour-profile';
import { damaged } from '../damaged';
import { throughZlib } from '../zlib-stream';
import { pngChannels, rowExpander, storedSamples } from './expand-row';
import { passesOf, readScanlines } from './scanlines';
/**
 * Decodes a PNG's pixels exactly as stored: any colour type, bit depth and interlace; EXIF orientation is left to
 * the caller. Used where the platform's decoder would cut to 8 bit or lose colour below transparency. Inflated
 * data is consumed row by row, so that memory is bounded by the picture however much a hostile file inflates to.
 *
 * @throws ImageError `E_IMAGE_DAMAGED` when pixels are missing or do not inflate.
 */
export const decodePng = async (header, label, signal) => {
    const { width, height, depth, density, colour } = header;
    const channels = pngChannels(header);
    const samples = width * height * channels;
    const data = depth === 16 ? new Uint16Array(samples) : new Uint8Array(samples);
    const expand = rowExpander(header);
    let missing;
    try {
        missing = await readScanlines(throughZlib(new DecompressionStream('deflate'), header.idat), passesOf(width, height, header.interlaced), depth * storedSamples(header.colourType), (pass, y, row) => {
            signal?.throwIfAborted();
            const start = ((pass.y + y * pass.stepY) * width + pass.x) * channels;
            expand(row, pass.width, data, start, pass.stepX * channels);
        });
    }
    catch (cause) {
        signal?.throwIfAborted();
        throw damaged(label, 'its pixels do not unpack', cause);
    }
    if (missing > 0)
        throw damaged(label, 'its pixels end before the last row');
    const icc = colour === undefined ? header.icc : (colourProfile(colour, channels) ?? header.icc);
    return { width, height, channels, data, icc, density, ...(colour && { colour }) };
};
