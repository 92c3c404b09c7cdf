/** Numbers of the activations that a convolution applies itself; see `assembly/shared/epilogue.ts`. */
const ACTIVATIONS = {
    linear: 0,
    relu: 1,
    relu6: 2,
    leakyrelu: 3,
    prelu: 4,
};
export const NO_EPILOGUE = {
    bias: 0,
    activation: 0,
    slope: 0,
    slopes: 0,
    residual: 0,
    residualStride: 0,
    scale: 1,
};
const sizeOf = ({ shape }) => shape.reduce((product, side) => product * side, 1);
/** The end of a fused convolution; undefined for what the kernels do not do themselves. */
export const epilogueOf = (backend, { outChannels, bias, activation = 'linear', leakyreluAlpha = 0.2, preluActivationWeights }) => {
    const kind = Object.hasOwn(ACTIVATIONS, activation) ? ACTIVATIONS[activation] : undefined;
    if (kind === undefined || (bias && (sizeOf(bias) !== outChannels || bias.dtype !== 'float32')))
        return undefined;
    const fused = { ...NO_EPILOGUE, bias: bias ? backend.address(bias) : 0 };
    if (activation !== 'prelu')
        return { ...fused, activation: kind, slope: leakyreluAlpha };
    if (preluActivationWeights?.dtype !== 'float32')
        return undefined;
    const slopes = backend.address(preluActivationWeights);
    if (sizeOf(preluActivationWeights) === outChannels)
        return { ...fused, activation: kind, slopes };
    if (sizeOf(preluActivationWeights) !== 1)
        return undefined;
    return { ...fused, activation: ACTIVATIONS['leakyrelu'], slope: backend.floatsAt(slopes, 1)[0] };
};
/** Writes it to a job's parameters. */
export const writeEpilogue = (params, { bias, activation, slope, slopes, residual, residualStride, scale }) => params.ints(bias, activation).floats(slope).ints(slopes, residual, residualStride).floats(scale);
