/**
 * Functions whose gradient tfjs takes another way than PyTorch where there is none: of |x| at 0 tfjs gives -1 and of a
 * square root at 0 infinity; PyTorch's losses give 0. All are chains of operations that can be differentiated again.
 */
import { add, mul, pow, sign, sqrt, step, sub, sum } from '@tensorflow/tfjs-core';
/** |x|, with gradient 0 at 0. */
export const absolute = (x) => mul(x, sign(x));
/** `f(x)` where x > 0; elsewhere 0 with gradient 0. `f` never sees a value that is not positive. */
const wherePositive = (x, f) => {
    const positive = step(x);
    return mul(f(add(x, sub(1, positive))), positive);
};
/** Square root of x >= 0, with gradient 0 at 0. */
export const root = (x) => wherePositive(x, (positive) => sqrt(positive));
/** x^exponent of x >= 0, with gradient 0 at 0. */
export const power = (x, exponent) => wherePositive(x, (positive) => pow(positive, exponent));
/** Euclidean norm over `axes` (default all), with gradient 0 where it is 0, as `torch.norm`. */
export const norm = (x, axes, keepDims = false) => root(sum(mul(x, x), axes, keepDims));
/** Frobenius norm of a whole tensor. */
export const frobenius = (x) => norm(x);
