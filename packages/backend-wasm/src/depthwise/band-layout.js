/** Floats of a band, which a core's second-level cache holds. */
const BAND_FLOATS = 2 ** 16;
/** Bands that a picture should have at least, so that threads can share it. */
const FEWEST_BANDS = 16;
const gcd = (a, b) => (b === 0 ? a : gcd(b, a % b));
export const bandLayout = (shape) => {
    const { channels, strideWidth, strideHeight, outWidth, outHeight, filterWidth } = shape;
    const rowLength = outWidth * channels;
    // Neighbouring pixels fill vectors together, unless some are skipped.
    const joins = strideWidth === 1;
    const blockLength = joins ? (4 * channels) / gcd(4, channels) : channels;
    const vectors = Math.ceil(blockLength / 4);
    const blocks = joins ? Math.ceil(rowLength / blockLength) : outWidth;
    const bandStep = joins ? blockLength : strideWidth * channels;
    const read = (blocks - 1) * bandStep + 4 * vectors + (filterWidth - 1) * shape.dilationWidth * channels;
    const written = (shape.padLeft + (shape.width - 1) * shape.spread + 1) * channels;
    const bandLength = Math.ceil(Math.max(read, written) / 4) * 4;
    const reach = (shape.filterHeight - 1) * shape.dilationHeight + 1;
    // A band repeats the rows that its neighbour reads too: it should be taller than the filter.
    const wanted = Math.max(2 * reach, Math.ceil((shape.batch * outHeight) / FEWEST_BANDS));
    const cached = Math.floor((BAND_FLOATS / bandLength - reach) / strideHeight) + 1;
    const rowsPerBand = Math.max(1, Math.min(wanted, cached, outHeight));
    return {
        vectors,
        blocks,
        blockLength,
        bandStep,
        rowStep: joins ? blockLength : channels,
        rowLength,
        bandLength,
        bandRows: (rowsPerBand - 1) * strideHeight + reach,
        rowsPerBand,
        bandsPerImage: Math.ceil(outHeight / rowsPerBand),
    };
};
/** One number a channel, repeated to the length of a block; the rest of its last vector is 0. */
export const perBlock = (values, channels, { vectors, blockLength }) => {
    const rows = values.length / channels;
    const block = 4 * vectors;
    const result = new Float32Array(rows * block);
    for (let row = 0; row < rows; row++) {
        for (let i = 0; i < blockLength; i++)
            result[row * block + i] = values[row * channels + (i % channels)];
    }
    return result;
};
