/** Taps that `imresize` gathers per output sample for a kernel of width 4: ceil(4) + 2. */
const TAPS = 6;
const HALF_WIDTH = 2;
/** Keys' cubic with a = -0.5, which MATLAB uses. */
const cubic = (t) => {
    const d = Math.abs(t);
    if (d <= 1)
        return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
    return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
};
/** Continues a line by mirroring, the edge sample repeated. */
const mirrored = (i, size) => {
    const period = 2 * size;
    const j = ((i % period) + period) % period;
    return j < size ? j : period - 1 - j;
};
const axis = (inputSize, scale) => {
    const size = Math.ceil(inputSize * scale);
    const positions = new Int32Array(size * TAPS);
    const weights = new Float64Array(size * TAPS);
    for (let d = 0; d < size; d++) {
        // MATLAB counts from 1: output d + 1 lies at input (d + 1) / scale + (1 - 1 / scale) / 2.
        const centre = (d + 1) / scale + 0.5 * (1 - 1 / scale);
        const left = Math.floor(centre - HALF_WIDTH);
        let sum = 0;
        for (let k = 0; k < TAPS; k++) {
            const weight = cubic(centre - (left + k));
            weights[d * TAPS + k] = weight;
            positions[d * TAPS + k] = mirrored(left + k - 1, inputSize);
            sum += weight;
        }
        for (let k = 0; k < TAPS; k++)
            weights[d * TAPS + k] /= sum;
    }
    return { size, positions, weights };
};
/**
 * MATLAB's `imresize(picture, scale, 'bicubic')` for enlarging an 8-bit picture: rows, then columns, in double
 * precision, rounded and clamped once at the end.
 */
export const enlargeBicubic = ({ width, height, channels, data }, scale) => {
    const [x, y] = [axis(width, scale), axis(height, scale)];
    const rowLength = width * channels;
    const tall = new Float64Array(y.size * rowLength);
    for (let d = 0; d < y.size; d++) {
        for (let k = 0; k < TAPS; k++) {
            const weight = y.weights[d * TAPS + k];
            const from = y.positions[d * TAPS + k] * rowLength;
            for (let i = 0; i < rowLength; i++)
                tall[d * rowLength + i] += weight * data[from + i];
        }
    }
    const out = new Uint8Array(x.size * y.size * channels);
    for (let row = 0; row < y.size; row++) {
        for (let d = 0; d < x.size; d++) {
            for (let c = 0; c < channels; c++) {
                let sum = 0;
                for (let k = 0; k < TAPS; k++) {
                    const from = row * rowLength + x.positions[d * TAPS + k] * channels + c;
                    sum += x.weights[d * TAPS + k] * tall[from];
                }
                out[(row * x.size + d) * channels + c] = Math.round(Math.min(255, Math.max(0, sum)));
            }
        }
    }
    return { width: x.size, height: y.size, channels, data: out };
};
