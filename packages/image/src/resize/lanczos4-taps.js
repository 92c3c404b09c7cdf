/** Taps of the Lanczos kernel with a = 4. */
export const TAPS = 8;
/**
 * Taps of an axis resized from `size` to `outSize` samples without antialiasing: output d lies at
 * p = (d + 0.5) size / outSize - 0.5, takes samples floor(p) - 3 .. floor(p) + 4, and weighs the sample at
 * distance t with sinc(t) sinc(t / 4), normalised.
 *
 * Between neighbouring taps sin(pi t) only changes its sign, so the kernel is computed as
 * (-1)^k sin(u) / u^2 with u = pi t / 4, and the common factor falls out in the normalisation. Positions, weights and their
 * sum are rounded to single precision where OpenCV 4.6 does so: its 8-bit result depends on it.
 */
export const lanczos4Taps = (size, outSize) => {
    const index = new Int32Array(outSize * TAPS);
    const weight = new Float32Array(outSize * TAPS);
    const scale = 1 / (outSize / size);
    const raw = new Float32Array(TAPS);
    for (let d = 0; d < outSize; d++) {
        const position = Math.fround((d + 0.5) * scale - 0.5);
        const base = Math.floor(position);
        const fraction = Math.fround(position - base);
        let sum = 0;
        for (let k = 0; k < TAPS; k++) {
            const t = Math.fround(fraction + 3 - k);
            // On a sample the kernel is 1 there and 0 elsewhere; a huge weight says so without dividing by zero.
            const u = (Math.PI / 4) * t;
            raw[k] = Math.abs(t) < 1e-6 ? 1e30 : ((k & 1 ? 1 : -1) * Math.sin(u)) / (u * u);
            sum = Math.fround(sum + raw[k]);
        }
        const norm = Math.fround(1 / sum);
        for (let k = 0; k < TAPS; k++) {
            index[d * TAPS + k] = Math.min(Math.max(base - 3 + k, 0), size - 1);
            weight[d * TAPS + k] = raw[k] * norm;
        }
    }
    return { index, weight };
};
