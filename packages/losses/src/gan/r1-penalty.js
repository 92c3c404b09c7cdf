import { refuseUnknownKeys } from '@srkit/core';
import { mendGradients } from '@srkit/ops';
import { grad, mean, mul, square, sum, tidy, } from '@tensorflow/tfjs-core';
import { checkPicture } from '../shared/check-same-shape';
import { detach } from '../shared/detach';
/**
 * R1 regularisation (Mescheder et al. 2018): the squared norm of the discriminator's gradient at real pictures, averaged
 * over the batch; BasicSR's `r1_penalty`. Its gradient for the discriminator's parameters is a second derivative. No
 * gradient comes back to `real`.
 *
 * @param real `[n, h, w, c]`.
 * @throws ShapeError for another rank.
 */
export const r1Penalty = (discriminator, real, options = {}) => {
    refuseUnknownKeys('r1Penalty', options, ['lossWeight']);
    const { lossWeight = 1 } = options;
    checkPicture('r1Penalty', 'real', real);
    // Stock tfjs cannot differentiate the gradient of a convolution, and importing it after srkit undoes the repair.
    mendGradients();
    return tidy(() => {
        const gradient = grad(discriminator)(detach(real));
        return mul(mean(sum(square(gradient), [1, 2, 3])), lossWeight);
    });
};
