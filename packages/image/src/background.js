import { ConfigError, hasAlpha } from '@srkit/core';
/** Colour words of CSS that people flatten to; any other colour is `#rrggbb`. */
const WORDS = {
    black: '#000000',
    blue: '#0000ff',
    gray: '#808080',
    green: '#008000',
    grey: '#808080',
    red: '#ff0000',
    white: '#ffffff',
    yellow: '#ffff00',
};
/** @throws ConfigError `E_CONFIG_BACKGROUND` for what is no colour. */
export const parseBackground = (background) => {
    const hex = typeof background === 'string' ? (WORDS[background.toLowerCase()] ?? background) : '';
    const digits = /^#([0-9a-f]{6})$/i.exec(hex)?.[1];
    if (digits === undefined) {
        throw new ConfigError('E_CONFIG_BACKGROUND', `Expected background to be ${Object.keys(WORDS).join(', ')} or #rrggbb, got '${background}'.`);
    }
    const value = Number.parseInt(digits, 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
};
/** The picture without its alpha channel, whose values are not looked at. */
export const withoutAlpha = (raster) => {
    if (!hasAlpha(raster))
        return raster;
    const { width, height, channels, data } = raster;
    const colours = (channels - 1);
    const out = data instanceof Uint16Array
        ? new Uint16Array(width * height * colours)
        : new Uint8Array(width * height * colours);
    for (let from = 0, to = 0; from < data.length; from += channels) {
        for (let c = 0; c < colours; c++)
            out[to++] = data[from + c];
    }
    return { ...raster, channels: colours, data: out };
};
/**
 * The picture in front of a background, without alpha. A grey picture stays grey in front of grey and becomes RGB in
 * front of a colour; its profile then no longer describes it and is left out.
 */
export const flatten = (raster, background) => {
    const rgb = parseBackground(background);
    if (!hasAlpha(raster))
        return raster;
    const { width, height, channels, data } = raster;
    const isGrey = channels === 2;
    const colours = isGrey && rgb[0] === rgb[1] && rgb[1] === rgb[2] ? 1 : 3;
    const wide = data instanceof Uint16Array;
    const maximum = wide ? 65535 : 255;
    const behind = rgb.map((value) => (wide ? value * 257 : value));
    const out = wide ? new Uint16Array(width * height * colours) : new Uint8Array(width * height * colours);
    for (let from = 0, to = 0; from < data.length; from += channels) {
        const alpha = data[from + channels - 1] / maximum;
        for (let c = 0; c < colours; c++) {
            out[to++] = Math.round(alpha * data[from + (isGrey ? 0 : c)] + (1 - alpha) * behind[c]);
        }
    }
    const { icc, ...rest } = raster;
    const keeps = icc !== undefined && !(isGrey && colours === 3);
    return { ...rest, ...(keeps && { icc }), channels: colours, data: out };
};
