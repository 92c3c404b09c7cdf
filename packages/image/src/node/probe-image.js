import { iccName } from '../icc-profile';
import { sniffFormat } from '../image-format';
import { sourceLabel } from '../image-source';
import { readSource } from './read-source';
import { sharpMetadata } from './sharp-metadata';
/**
 * Reads what a picture's header says, without decoding pixels.
 *
 * @throws ImageError when the source cannot be read, is not a picture, or its header is damaged.
 */
export const probeImage = async (source) => {
    const label = sourceLabel(source);
    const bytes = await readSource(source);
    const format = sniffFormat(bytes, label);
    const { meta, channels, bitDepth, cmyk, pages, density } = await sharpMetadata(bytes, format, label);
    const icc = cmyk ? undefined : meta.icc;
    return {
        width: meta.autoOrient.width,
        height: meta.autoOrient.height,
        channels,
        bitDepth,
        format,
        hasAlpha: meta.hasAlpha,
        orientation: meta.orientation ?? 1,
        iccName: icc && iccName(icc),
        iccBytes: icc?.length ?? 0,
        pages,
        density,
    };
};
