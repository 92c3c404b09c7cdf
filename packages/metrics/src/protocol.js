import { ConfigError, refuseUnknownKeys, roundHalfEven, ShapeError } from '@srkit/core';
/** Set5, Set14 and their like at x4: luma in studio range, 4 pixels cut off. */
export const CLASSICAL_X4 = { channel: 'y', luma: 'studio', crop: 4, round: true };
/** @throws ConfigError `E_CONFIG_PROTOCOL` naming the value that is out of range. */
export const checkedProtocol = (protocol) => {
    refuseUnknownKeys('protocol', protocol, ['channel', 'luma', 'crop', 'round']);
    const { channel = 'rgb', luma = 'studio', crop = 0, round = false } = protocol;
    const refuse = (name, value, expected) => {
        throw new ConfigError('E_CONFIG_PROTOCOL', `protocol.${name} is ${String(value)}, expected ${expected}.`);
    };
    if (channel !== 'rgb' && channel !== 'y')
        refuse('channel', channel, "'rgb' or 'y'");
    if (luma !== 'studio' && luma !== 'full')
        refuse('luma', luma, "'studio' or 'full'");
    if (!Number.isInteger(crop) || crop < 0)
        refuse('crop', crop, 'an integer of 0 or more');
    if (typeof round !== 'boolean')
        refuse('round', round, 'true or false');
    return { channel, luma, crop, round };
};
/** The protocol in words, for tables: `Y (BT.601 studio), crop 4, 8 bit`. */
export const describeProtocol = (protocol) => {
    const { channel, luma, crop, round } = checkedProtocol(protocol);
    const what = channel === 'rgb' ? 'RGB' : luma === 'studio' ? 'Y (BT.601 studio)' : 'Y (BT.601 full range)';
    return [what, `crop ${crop}`, ...(round ? ['8 bit'] : [])].join(', ');
};
const LUMA = {
    studio: { rows: [65.481, 128.553, 24.966], offset: 16, over: 255 },
    full: { rows: [0.299, 0.587, 0.114], offset: 0, over: 1 },
};
/** Luma of RGB samples over 0..255, in double precision and unrounded. */
export const lumaOf = ({ width, height, channels, data }, luma) => {
    if (channels === 1)
        return { width, height, channels, data };
    const { rows, offset, over } = LUMA[luma];
    const out = new Float64Array(width * height);
    for (let i = 0; i < out.length; i++) {
        out[i] =
            (rows[0] * data[3 * i] + rows[1] * data[3 * i + 1] + rows[2] * data[3 * i + 2]) / over + offset;
    }
    return { width, height, channels: 1, data: out };
};
/** @throws ShapeError `E_SHAPE_CROP` when nothing is left. */
export const cropped = ({ width, height, channels, data }, crop) => {
    const [w, h] = [width - 2 * crop, height - 2 * crop];
    if (w < 1 || h < 1) {
        throw new ShapeError('E_SHAPE_CROP', `Cutting ${crop} pixels off every border leaves nothing of ${width}x${height}; expected a crop below ${Math.ceil(Math.min(width, height) / 2)}.`);
    }
    const out = new Float64Array(w * h * channels);
    for (let y = 0; y < h; y++) {
        const from = ((y + crop) * width + crop) * channels;
        out.set(data.subarray(from, from + w * channels), y * w * channels);
    }
    return { width: w, height: h, channels, data: out };
};
const rounded = (samples) => ({
    ...samples,
    data: samples.data.map((v) => Math.min(255, Math.max(0, roundHalfEven(v)))),
});
/** What a metric looks at: rounded, cropped and converted as the protocol says. */
export const underProtocol = (samples, { channel, luma, crop, round }) => {
    const inside = cropped(round ? rounded(samples) : samples, crop);
    return channel === 'y' ? lumaOf(inside, luma) : inside;
};
/** @throws ShapeError `E_SHAPE_MISMATCH` naming both sizes. */
export const checkSameSize = (a, b) => {
    if (a.width === b.width && a.height === b.height && a.channels === b.channels)
        return;
    const size = (s) => `${s.width}x${s.height} with ${s.channels} channel${s.channels === 1 ? '' : 's'}`;
    throw new ShapeError('E_SHAPE_MISMATCH', `The pictures are ${size(a)} and ${size(b)}, expected the same size and channels. Crop or resize one of them, or convert both to RGB.`);
};
