import { ShapeError } from '../errors';
/** What of a picture goes over to one made of it. */
export const tagsOf = ({ icc, colour, density, metadata, pages, notes }) => ({
    ...(icc && { icc }),
    ...(colour && { colour }),
    ...(density !== undefined && { density }),
    ...(metadata && { metadata }),
    ...(pages !== undefined && { pages }),
    ...(notes && { notes }),
});
/** 8 or 16, from the type of the samples. */
export const bitDepthOf = (raster) => (raster.data instanceof Uint16Array ? 16 : 8);
/** Whether the picture's alpha channel, if it has one, is `maximum` everywhere: that of its samples by default. */
export const isOpaque = ({ data, channels }, maximum = data instanceof Uint16Array ? 65535 : 255) => {
    if (channels === 1 || channels === 3)
        return true;
    for (let i = channels - 1; i < data.length; i += channels)
        if (data[i] !== maximum)
            return false;
    return true;
};
/** True for grey with alpha and for RGBA. */
export const hasAlpha = ({ channels }) => channels === 2 || channels === 4;
/** What was given instead of a picture, and what to do about it. */
const instead = (value) => {
    if (typeof value === 'string')
        return `got '${value}' (string). Decode it first: await decodeImage('${value}')`;
    if (value instanceof Promise)
        return 'got a Promise. Await it first';
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
        return 'got bytes. Decode them first: await decodeImage(bytes)';
    }
    return `got ${value === null ? 'null' : typeof value}`;
};
/** @throws ShapeError `E_RASTER_SHAPE` when it is no raster, or sides, channels and samples do not agree. */
export const checkRaster = (raster) => {
    if (typeof raster !== 'object' || raster === null || !('data' in raster)) {
        throw new ShapeError('E_RASTER_SHAPE', `Expected a raster { width, height, channels, data }, ${instead(raster)}.`);
    }
    const { width, height, channels, data } = raster;
    for (const [name, side] of [
        ['width', width],
        ['height', height],
    ]) {
        if (!Number.isInteger(side) || side < 1) {
            throw new ShapeError('E_RASTER_SHAPE', `Expected the raster's ${name} to be an integer of 1 or more, got ${side}.`);
        }
    }
    if (![1, 2, 3, 4].includes(channels)) {
        throw new ShapeError('E_RASTER_SHAPE', `Expected 1, 2, 3 or 4 channels, got ${channels}.`);
    }
    if (!(data instanceof Uint8Array || data instanceof Uint16Array)) {
        throw new ShapeError('E_RASTER_SHAPE', `Expected the raster's data to be a Uint8Array or Uint16Array, got ${Object.prototype.toString.call(data)}.`);
    }
    if (data.length !== width * height * channels) {
        throw new ShapeError('E_RASTER_SHAPE', `A raster of ${width} x ${height} with ${channels} channel(s) holds ${width * height * channels} samples, got ${data.length}.`);
    }
};
