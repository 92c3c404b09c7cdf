const sinc = (t) => (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t));
/**
 * Keys' cubic with a = -0.5, as Pillow and MATLAB use it: 1 at 0, 0 at every other integer and from 2 on. The order of
 * the products is Pillow's, since the last bit of a weight may decide a rounding.
 */
export const keysCubic = (distance) => {
    const t = Math.abs(distance);
    if (t < 1)
        return (1.5 * t - 2.5) * t * t + 1;
    return t < 2 ? (((t - 5) * t + 8) * t - 4) * -0.5 : 0;
};
/** Pillow's antialiasing filters by its own names. */
export const PILLOW_FILTERS = {
    box: { support: 0.5, value: (t) => (t > -0.5 && t <= 0.5 ? 1 : 0) },
    bilinear: { support: 1, value: (t) => Math.max(1 - Math.abs(t), 0) },
    bicubic: { support: 2, value: keysCubic },
    lanczos: { support: 3, value: (t) => (t >= -3 && t < 3 ? sinc(t) * sinc(t / 3) : 0) },
};
