import {
  abs,
  cast,
  expandDims,
  lessEqual,
  maximum,
  mul,
  sub,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
} from '@tensorflow/tfjs-core';

/** What is added to the distance of a candidate that lies too near to be wrong; unit descriptors are at most 4 apart. */
const HANDICAP = 10;

/** The handicap of every candidate: 10 where it lies within `radius` cells of the right one, else 0. */
export const nearHandicap = (
  right: Int32Array,
  candidates: Int32Array,
  width: number,
  radius: number,
): Tensor2D => {
  const distance = (of: (cell: number) => number): Tensor2D => {
    const [from, to]: Tensor1D[] = [right, candidates].map((cells) => tensor1d(Float32Array.from(cells, of)));
    return abs(sub(expandDims(from as Tensor1D, 1), expandDims(to as Tensor1D, 0)));
  };
  const rows = distance((cell) => Math.floor(cell / width));
  const columns = distance((cell) => cell % width);
  return mul(cast(lessEqual(maximum(rows, columns), radius), 'float32'), HANDICAP);
};
