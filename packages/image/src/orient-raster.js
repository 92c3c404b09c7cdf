/** True for the orientations that turn the picture on its side. */
export const swapsSides = (orientation) => orientation >= 5;
/**
 * Turns and mirrors stored pixels the way EXIF orientation 1..8 asks for, so that the result is upright.
 * Orientation 1 gives the raster itself.
 */
export const orientRaster = (raster, orientation) => {
    if (orientation === 1)
        return raster;
    const { width, height, channels, data } = raster;
    const swap = swapsSides(orientation);
    const fromRight = [2, 3, 7, 8].includes(orientation);
    const fromBelow = [3, 4, 6, 7].includes(orientation);
    const outWidth = swap ? height : width;
    const outHeight = swap ? width : height;
    const stepX = (fromRight ? -1 : 1) * channels;
    const stepY = (fromBelow ? -1 : 1) * width * channels;
    const start = ((fromBelow ? height - 1 : 0) * width + (fromRight ? width - 1 : 0)) * channels;
    const across = swap ? stepY : stepX;
    const down = swap ? stepX : stepY;
    const out = data instanceof Uint8Array ? new Uint8Array(data.length) : new Uint16Array(data.length);
    let at = 0;
    for (let y = 0; y < outHeight; y++) {
        let from = start + y * down;
        for (let x = 0; x < outWidth; x++, from += across) {
            for (let c = 0; c < channels; c++)
                out[at++] = data[from + c];
        }
    }
    return { ...raster, width: outWidth, height: outHeight, data: out };
};
