/** `[n, c, h, w]` values to `[n, h, w, c]`. */
export const toNhwc = (values, [n, c, h, w]) => {
    const out = new Float32Array(values.length);
    for (let s = 0; s < n; s++)
        for (let k = 0; k < c; k++)
            for (let p = 0; p < h * w; p++)
                out[(s * h * w + p) * c + k] = values[(s * c + k) * h * w + p];
    return out;
};
/** `[n, h, w, c]` values to `[n, c, h, w]`. */
export const toNchw = (values, [n, h, w, c]) => {
    const out = new Float32Array(values.length);
    for (let s = 0; s < n; s++)
        for (let k = 0; k < c; k++)
            for (let p = 0; p < h * w; p++)
                out[(s * c + k) * h * w + p] = values[(s * h * w + p) * c + k];
    return out;
};
