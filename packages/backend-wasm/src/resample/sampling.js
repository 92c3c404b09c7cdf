import { resampleTable } from '@srkit/core/contracts';
/** Inputs from one output to the next. */
const stepOf = (inSize, outSize, { alignCorners }) => {
    const ends = alignCorners && outSize > 1 ? 1 : 0;
    return (inSize - ends) / (outSize - ends);
};
/** The input that each output repeats, as tfjs's cpu backend chooses it. */
export const nearestInputs = (inSize, outSize, sampling) => {
    const step = stepOf(inSize, outSize, sampling);
    const centre = sampling.halfPixelCenters ? 0.5 : 0;
    return Int32Array.from({ length: outSize }, (_, d) => {
        const position = step * (d + centre);
        return Math.min(inSize - 1, sampling.alignCorners ? Math.round(position) : Math.floor(position));
    });
};
export const nearestTable = (inSize, outSize, sampling) => {
    const inputs = nearestInputs(inSize, outSize, sampling);
    return resampleTable(inSize, outSize, (d, add) => add(inputs[d], 1));
};
/** The two inputs between which each output lies. */
export const bilinearTable = (inSize, outSize, sampling) => {
    const step = stepOf(inSize, outSize, sampling);
    const centre = sampling.halfPixelCenters ? 0.5 : 0;
    return resampleTable(inSize, outSize, (d, add) => {
        const position = Math.max(0, step * (d + centre) - centre);
        const first = Math.min(Math.floor(position), inSize - 1);
        // Beyond the last input there is nothing to mix.
        const share = first === inSize - 1 ? 0 : position - first;
        add(first, 1 - share);
        add(first + 1, share);
    });
};
