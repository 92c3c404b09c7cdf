import { customGrad } from '@tensorflow/tfjs-core';
/**
 * Runs `f` without recording it for gradients, as `torch.no_grad`; the result counts as a constant. Nothing that `f`
 * computes on the way is kept for a backward pass.
 */
export const noGrad = (f) => 
// An operation without inputs is on no path from a variable to a loss.
customGrad(() => ({ value: f(), gradFunc: () => [] }))();
/** The same values as a constant: PyTorch's `detach`. */
export const detach = (x) => noGrad(() => x.clone());
