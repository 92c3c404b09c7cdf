import { div, maximum } from '@tensorflow/tfjs-core';
import { norm } from '../shared/subgradients';
/** Lower bound of a descriptor's norm, as in `torch.nn.functional.normalize`. */
const SMALLEST_NORM = 1e-12;
/** Descriptors `[rows, c]` divided by their Euclidean norms. */
export const normaliseRows = (x) => div(x, maximum(norm(x, [1], true), SMALLEST_NORM));
