/** Floats of columns that a band has at least room for. */
const LEAST_BAND = 2 ** 22;
/**
 * Cuts the output `[n, h, w]` into bands, so that columns never exist for the whole of a large picture. A band's
 * columns take about as much room as a sample of `x`, so that handing `x` over for each band does not count.
 */
export const deformBands = (geometry, [samples, height, width], [, inHeight, inWidth, channels]) => {
    const rowFloats = width * geometry.kernelSize[0] * geometry.kernelSize[1] * channels;
    const most = Math.max(LEAST_BAND, inHeight * inWidth * channels);
    const rows = Math.max(1, Math.floor(most / rowFloats));
    const bands = [];
    for (let sample = 0; sample < samples; sample++) {
        for (let firstRow = 0; firstRow < height; firstRow += rows) {
            bands.push({ ...geometry, sample, firstRow, rows: Math.min(rows, height - firstRow) });
        }
    }
    return bands;
};
/** A side of a convolution's output. */
export const convolvedSide = (side, kernel, { stride, padding, dilation }) => Math.floor((side + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
