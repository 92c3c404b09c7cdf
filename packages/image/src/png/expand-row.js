import { GREY, GREY_ALPHA, PALETTE, RGB } from './png-header';
/** Channels of the raster a PNG becomes: palettes and transparent colours are expanded. */
export const pngChannels = ({ colourType, transparency }) => {
    const opaque = transparency === undefined;
    if (colourType === GREY)
        return opaque ? 1 : 2;
    if (colourType === GREY_ALPHA)
        return 2;
    if (colourType === RGB || colourType === PALETTE)
        return opaque ? 3 : 4;
    return 4;
};
/** Samples stored per pixel; a palette's index is one. */
export const storedSamples = (colourType) => [1, 0, 3, 1, 2, 0, 4][colourType];
/** The expander for a picture: full range, palette looked up, transparent colour turned into alpha. */
export const rowExpander = (header) => {
    const { colourType, depth, transparency } = header;
    if (colourType === PALETTE)
        return paletteExpander(header);
    const samples = storedSamples(colourType);
    const sampleAt = sampleReader(depth);
    const max = 2 ** depth - 1;
    const scale = depth < 8 ? 255 / max : 1;
    const opaque = depth === 16 ? 65535 : 255;
    const key = transparency === undefined
        ? undefined
        : Array.from({ length: samples }, (_, c) => sampleReader(16)(transparency, c) & max);
    return (row, count, out, start, step) => {
        if (depth === 8 && key === undefined && step === samples) {
            out.set(row, start);
            return;
        }
        for (let x = 0, at = start; x < count; x++, at += step) {
            let same = key !== undefined;
            for (let c = 0; c < samples; c++) {
                const sample = sampleAt(row, x * samples + c);
                if (key !== undefined && sample !== key[c])
                    same = false;
                out[at + c] = sample * scale;
            }
            if (key !== undefined)
                out[at + samples] = same ? 0 : opaque;
        }
    };
};
const sampleReader = (depth) => {
    if (depth === 8)
        return (row, i) => row[i];
    if (depth === 16)
        return (row, i) => (row[2 * i] << 8) | row[2 * i + 1];
    const perByte = 8 / depth;
    const mask = 2 ** depth - 1;
    // The leftmost sample sits in the highest bits.
    return (row, i) => (row[Math.floor(i / perByte)] >> (8 - depth * ((i % perByte) + 1))) & mask;
};
const paletteExpander = ({ depth, palette, transparency }) => {
    const indexAt = sampleReader(depth);
    const channels = transparency === undefined ? 3 : 4;
    // An index beyond the palette is black, as libpng shows it.
    const colours = new Uint8Array(256 * channels);
    for (let i = 0; i < 256; i++) {
        for (let c = 0; c < 3; c++)
            colours[i * channels + c] = palette[i * 3 + c] ?? 0;
        if (transparency !== undefined)
            colours[i * channels + 3] = transparency[i] ?? 255;
    }
    return (row, count, out, start, step) => {
        for (let x = 0, at = start; x < count; x++, at += step) {
            const from = indexAt(row, x) * channels;
            for (let c = 0; c < channels; c++)
                out[at + c] = colours[from + c];
        }
    };
};
