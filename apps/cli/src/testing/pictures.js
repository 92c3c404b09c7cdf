import { decodeImage, writeImage } from '@srkit/image';
const waves = (pixel, channel, width) => 7 * (pixel % width) + 11 * Math.floor(pixel / width) + 60 * channel;
/** A gradient with different values in every channel. */
export const draw = ({ width = 8, height = 6, channels = 3, bits = 8, noise = false, } = {}) => {
    const length = width * height * channels;
    const data = bits === 16 ? new Uint16Array(length) : new Uint8Array(length);
    const step = bits === 16 ? 257 : 1;
    for (let i = 0; i < length; i++) {
        const [pixel, channel] = [Math.floor(i / channels), i % channels];
        const value = noise ? Math.imul(i + 1, 2_654_435_761) >>> 13 : waves(pixel, channel, width);
        data[i] = (value % 256) * step;
    }
    return { width, height, channels, data };
};
export const drawTo = async (path, drawing = {}, format = 'png') => {
    const raster = draw(drawing);
    await writeImage(path, raster, { format, overwrite: true });
    return raster;
};
/** Each pixel repeated: what the network of `writeTinyModel` gives. */
export const enlarged = ({ width, height, channels, data }, scale) => {
    const out = new data.constructor(data.length * scale * scale);
    for (let y = 0; y < height * scale; y++) {
        for (let x = 0; x < width * scale; x++) {
            const from = (Math.floor(y / scale) * width + Math.floor(x / scale)) * channels;
            const to = (y * width * scale + x) * channels;
            for (let c = 0; c < channels; c++)
                out[to + c] = data[from + c];
        }
    }
    return { width: width * scale, height: height * scale, channels, data: out };
};
export const sizeOf = async (source) => {
    const { width, height } = await decodeImage(source);
    return `${width}x${height}`;
};
/** Whether two arrays hold the same bytes; vitest's own comparison takes seconds for a megabyte. */
export const sameBytes = (a, b) => a.constructor === b.constructor &&
    Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));
