import { pngChannels } from '../png/expand-row';
import { readPngHeader } from '../png/png-header';
import { readAvifHeader } from './avif-header';
import { readGifHeader } from './gif-header';
import { readJpegHeader } from './jpeg-header';
import { readWebpHeader } from './webp-header';
/** A PNG's header in the form all formats share. */
const pngPictureHeader = (png) => ({
    format: 'png',
    width: png.width,
    height: png.height,
    channels: pngChannels(png),
    bitDepth: png.depth === 16 ? 16 : 8,
    orientation: png.orientation,
    icc: png.icc,
    pages: png.frames,
    density: png.density,
    png,
});
/** Reads the header of a file whose format is known, without any decoder. @throws ImageError `E_IMAGE_DAMAGED`. */
export const readHeader = async (bytes, format, label) => {
    switch (format) {
        case 'png':
            return pngPictureHeader(await readPngHeader(bytes, label));
        case 'jpeg':
            return readJpegHeader(bytes, label);
        case 'webp':
            return readWebpHeader(bytes, label);
        case 'gif':
            return readGifHeader(bytes, label);
        case 'avif':
            return readAvifHeader(bytes, label);
    }
};
