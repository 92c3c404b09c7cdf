import { iccName } from '../icc-profile';
import { swapsSides } from '../orient-raster';
/** The public form of a header. */
export const toImageInfo = (header) => {
    const swap = swapsSides(header.orientation);
    return {
        width: swap ? header.height : header.width,
        height: swap ? header.width : header.height,
        channels: header.channels,
        bitDepth: header.bitDepth,
        format: header.format,
        hasAlpha: header.channels % 2 === 0,
        orientation: header.orientation,
        iccName: header.icc && iccName(header.icc),
        iccBytes: header.icc?.length ?? 0,
        pages: header.pages,
        density: header.density,
    };
};
