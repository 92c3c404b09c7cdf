import { ShapeError } from '../errors';
/**
 * Copies the same window out of every picture of a batch: `[n, height, width, channels]` to
 * `[n, window.height, window.width, channels]`, samples of the same type.
 *
 * @throws ShapeError `E_SHAPE_CROP` when the window does not lie in the pictures.
 */
export const cropSamples = (samples, [batch, height, width, channels], window) => {
    for (const [name, start, length, available] of [
        ['top', window.top, window.height, height],
        ['left', window.left, window.width, width],
    ]) {
        if (Number.isInteger(start) && Number.isInteger(length) && start >= 0 && length >= 1) {
            if (start + length <= available)
                continue;
        }
        throw new ShapeError('E_SHAPE_CROP', `A window with ${name} ${start} and ${length} pixels from there does not lie in a picture of ${width}x${height}; expected whole numbers within 0..${available}.`);
    }
    const row = window.width * channels;
    const out = new samples.constructor(batch * window.height * row);
    for (let n = 0; n < batch; n++) {
        for (let y = 0; y < window.height; y++) {
            const from = ((n * height + window.top + y) * width + window.left) * channels;
            out.set(samples.subarray(from, from + row), (n * window.height + y) * row);
        }
    }
    return out;
};
/**
 * A rectangle of a picture as a picture, with its profile; the raster itself where that is all of it.
 *
 * @throws ShapeError `E_SHAPE_CROP` when the window does not lie in the picture.
 */
export const cropRaster = (raster, window) => {
    const { width, height, channels, data } = raster;
    if (window.height === height && window.width === width && window.top === 0 && window.left === 0)
        return raster;
    const cropped = cropSamples(data, [1, height, width, channels], window);
    return { ...raster, width: window.width, height: window.height, data: cropped };
};
