import { customGrad } from '@tensorflow/tfjs-core';
/**
 * Runs `f` outside of any gradient recording, as `torch.no_grad`: its result is a constant to the recording that
 * surrounds it, whatever variables `f` read. Works at any depth of nested gradients.
 */
export const noGrad = (f) => 
// An operation without inputs is on no path from a variable to a loss.
customGrad(() => ({ value: f(), gradFunc: () => [] }))();
