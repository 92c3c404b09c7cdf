import { resample, resampleTable } from '@srkit/ops';
/** Sharpness of PyTorch's cubic. */
const A = -0.75;
/** Keys' cubic. */
const cubic = (distance) => {
    const t = Math.abs(distance);
    if (t <= 1)
        return ((A + 2) * t - (A + 3)) * t * t + 1;
    return ((A * t - 5 * A) * t + 8 * A) * t - 4 * A;
};
const table = (inSize, outSize) => {
    const step = outSize > 1 ? (inSize - 1) / (outSize - 1) : 0;
    return resampleTable(inSize, outSize, (d, add) => {
        const position = d * step;
        const start = Math.floor(position) - 1;
        for (let i = start; i < start + 4; i++) {
            add(Math.min(Math.max(i, 0), inSize - 1), cubic(position - i));
        }
    });
};
/**
 * Bicubic enlargement whose corner samples stay in the corners: PyTorch's `interpolate` with `align_corners=True`,
 * which only the texture loss asks for.
 */
export const enlargeCornerAligned = (x, scale) => {
    const [, h, w] = x.shape;
    return scale === 1 ? x : resample(x, table(h, h * scale), table(w, w * scale));
};
