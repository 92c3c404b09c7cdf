import { identityTable, resampleTable } from '@srkit/core/contracts';
/** Modes of `torch.nn.functional.interpolate` for pictures. */
export const INTERPOLATION_MODES = ['nearest', 'bilinear', 'bicubic', 'area'];
/** Sharpness of PyTorch's cubic; MATLAB and Pillow take -0.5. */
const A = -0.75;
const clamp = (i, last) => Math.min(Math.max(i, 0), last);
/** Keys' cubic within one sample of its centre. */
const nearCubic = (t) => ((A + 2) * t - (A + 3)) * t * t + 1;
/** Keys' cubic from one to two samples away. */
const farCubic = (t) => ((A * t - 5 * A) * t + 8 * A) * t - 4 * A;
const nearestTable = (inSize, outSize, step) => {
    // Of twice the size PyTorch does not ask for the step: it repeats every sample.
    if (outSize === 2 * inSize)
        return resampleTable(inSize, outSize, (d, add) => add(d >> 1, 1));
    return resampleTable(inSize, outSize, (d, add) => add(Math.min(Math.floor(Math.fround(d * step)), inSize - 1), 1));
};
const bilinearTaps = (inSize, position, add) => {
    const p = Math.max(position, 0);
    const index = Math.min(Math.floor(p), inSize - 1);
    const weight = Math.fround(p - index);
    add(index, 1 - weight);
    add(Math.min(index + 1, inSize - 1), weight);
};
const bicubicTaps = (inSize, position, add) => {
    const index = Math.floor(position);
    const t = Math.fround(position - index);
    const last = inSize - 1;
    add(clamp(index - 1, last), farCubic(t + 1));
    add(clamp(index, last), nearCubic(t));
    add(clamp(index + 1, last), nearCubic(1 - t));
    add(clamp(index + 2, last), farCubic(2 - t));
};
const areaTable = (inSize, outSize) => resampleTable(inSize, outSize, (d, add) => {
    const start = Math.floor((d * inSize) / outSize);
    const end = Math.ceil(((d + 1) * inSize) / outSize);
    for (let i = start; i < end; i++)
        add(i, 1 / (end - start));
});
/**
 * One axis of PyTorch 1.13's `interpolate` (`align_corners` false, no antialiasing). The step is held in float32
 * as there, and positions follow in float64 (for `nearest` in float32): with an exact step, positions at the far
 * end of a large picture would be off by some 1e-5 of a sample.
 *
 * @param step Input samples per output sample: `inSize / outSize`, or `1 / scaleFactor`. `area` always takes the former.
 */
export const interpolationTable = (mode, inSize, outSize, step) => {
    if (mode === 'area')
        return areaTable(inSize, outSize);
    // PyTorch copies when the size stays, though the step may not be 1; only bicubic computes.
    if (mode !== 'bicubic' && inSize === outSize)
        return identityTable(inSize);
    const step32 = Math.fround(step);
    if (mode === 'nearest')
        return nearestTable(inSize, outSize, step32);
    const taps = mode === 'bilinear' ? bilinearTaps : bicubicTaps;
    return resampleTable(inSize, outSize, (d, add) => taps(inSize, step32 * (d + 0.5) - 0.5, add));
};
