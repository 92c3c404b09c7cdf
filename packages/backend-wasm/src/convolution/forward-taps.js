/** The positions of a filter, row by row, as offsets from the pixel that an output pixel looks at. */
export const forwardTaps = ({ filterHeight, filterWidth, dilationHeight, dilationWidth, padInfo, }) => {
    const taps = [];
    for (let ky = 0; ky < filterHeight; ky++) {
        for (let kx = 0; kx < filterWidth; kx++) {
            taps.push([ky * dilationHeight - padInfo.top, kx * dilationWidth - padInfo.left]);
        }
    }
    return taps;
};
