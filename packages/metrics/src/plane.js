/** Filters rows and columns by the same taps, and keeps what does not touch a border. */
export const filterValid = ({ width, height, data }, taps) => {
    const size = taps.length;
    const [w, h] = [width - size + 1, height - size + 1];
    const rows = new Float64Array(w * height);
    for (let y = 0; y < height; y++) {
        for (let x = 0; x < w; x++) {
            let sum = 0;
            for (let k = 0; k < size; k++)
                sum += taps[k] * data[y * width + x + k];
            rows[y * w + x] = sum;
        }
    }
    const out = new Float64Array(w * h);
    for (let y = 0; y < h; y++) {
        for (let k = 0; k < size; k++) {
            const [tap, from] = [taps[k], (y + k) * w];
            for (let x = 0; x < w; x++)
                out[y * w + x] += tap * rows[from + x];
        }
    }
    return { width: w, height: h, data: out };
};
