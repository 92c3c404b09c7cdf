/**
 * (x - mu) / (sigma + 1) with local mean and deviation under a square window, the border continued by its edge
 * samples (Mittal, Soundararajan, Bovik 2013, equations 1 to 3).
 */
export const normalise = ({ width, height, data }, window) => {
    const side = Math.sqrt(window.length);
    const reach = (side - 1) / 2;
    const at = (v, size) => Math.min(size - 1, Math.max(0, v));
    const out = new Float64Array(width * height);
    for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
            let [mean, square] = [0, 0];
            for (let k = 0; k < window.length; k++) {
                const row = at(y + Math.floor(k / side) - reach, height);
                const v = data[row * width + at(x + (k % side) - reach, width)];
                mean += window[k] * v;
                square += window[k] * v * v;
            }
            const deviation = Math.sqrt(Math.abs(square - mean * mean));
            out[y * width + x] = (data[y * width + x] - mean) / (deviation + 1);
        }
    }
    return { width, height, data: out };
};
