import { ImageError } from '@srkit/core';
import { readHeader } from '../headers/read-header';
import { sniffFormat } from '../image-format';
import { sourceLabel } from '../image-source';
import { readSource } from './read-source';
/** @throws ImageError when the source cannot be read or is not a picture browsers decode. */
export const openPicture = async (source, signal) => {
    const label = sourceLabel(source);
    const bytes = await readSource(source, signal);
    const format = sniffFormat(bytes, label);
    if (format === 'tiff') {
        throw new ImageError('E_IMAGE_UNSUPPORTED', `${label} is TIFF, which browsers do not decode. Convert it to PNG first, or open it in Node.`);
    }
    return { label, bytes, header: await readHeader(bytes, format, label) };
};
