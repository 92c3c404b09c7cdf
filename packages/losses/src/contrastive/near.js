import { abs, cast, expandDims, lessEqual, maximum, mul, sub, tensor1d, } from '@tensorflow/tfjs-core';
/** What is added to the distance of a candidate that lies too near to be wrong; unit descriptors are at most 4 apart. */
const HANDICAP = 10;
/** The handicap of every candidate: 10 where it lies within `radius` cells of the right one, else 0. */
export const nearHandicap = (right, candidates, width, radius) => {
    const distance = (of) => {
        const [from, to] = [right, candidates].map((cells) => tensor1d(Float32Array.from(cells, of)));
        return abs(sub(expandDims(from, 1), expandDims(to, 0)));
    };
    const rows = distance((cell) => Math.floor(cell / width));
    const columns = distance((cell) => cell % width);
    return mul(cast(lessEqual(maximum(rows, columns), radius), 'float32'), HANDICAP);
};
