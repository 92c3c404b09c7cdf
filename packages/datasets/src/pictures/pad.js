/** Index within 0..size-1 of a signal mirrored at its ends without repeating them (OpenCV's BORDER_REFLECT_101). */
const mirrored = (index, size) => {
    if (size === 1)
        return 0;
    const period = 2 * (size - 1);
    const folded = index % period;
    return folded < size ? folded : period - folded;
};
/** A larger canvas with the picture at its top left. */
const canvas = (picture, height, width, fill) => {
    const out = new Uint8Array(height * width * picture.channels);
    const row = picture.width * picture.channels;
    for (let y = 0; y < picture.height; y++) {
        out.set(picture.data.subarray(y * row, (y + 1) * row), y * width * picture.channels);
    }
    fill(out);
    return { ...picture, width, height, data: out };
};
/** Padded with zeros below and to the right, to at least `height` x `width`; itself where it is as large. */
export const zeroPadded = (picture, height, width) => {
    const [h, w] = [Math.max(height, picture.height), Math.max(width, picture.width)];
    if (h === picture.height && w === picture.width)
        return picture;
    return canvas(picture, h, w, () => undefined);
};
/** Padded by mirroring below and to the right, to at least `height` x `width`; itself where it is as large. */
export const reflectPadded = (picture, height, width) => {
    const [h, w] = [Math.max(height, picture.height), Math.max(width, picture.width)];
    if (h === picture.height && w === picture.width)
        return picture;
    const { channels } = picture;
    return canvas(picture, h, w, (out) => {
        for (let y = 0; y < picture.height; y++) {
            for (let x = picture.width; x < w; x++) {
                const from = (y * w + mirrored(x, picture.width)) * channels;
                out.copyWithin((y * w + x) * channels, from, from + channels);
            }
        }
        const row = w * channels;
        for (let y = picture.height; y < h; y++) {
            const from = mirrored(y, picture.height) * row;
            out.copyWithin(y * row, from, from + row);
        }
    });
};
