import { ShapeError } from '@srkit/core';
import { addMany } from '@srkit/ops';
import { div, tidy } from '@tensorflow/tfjs-core';
import { ganLoss } from './gan-loss';
/**
 * `ganLoss` averaged over the outputs of discriminators at several scales; BasicSR's `MultiScaleGANLoss`. Of a nested
 * list, a discriminator's intermediate features with its output at the end, only the last tensor counts. Of any shapes, one
 * for each scale; every scale counts the same, whatever its size. A scalar.
 *
 * @throws ShapeError for an empty list; ConfigError for an unknown type.
 */
export const multiScaleGanLoss = (preds, targetIsReal, options) => {
    const outputs = preds.map((pred) => (Array.isArray(pred) ? pred.at(-1) : pred));
    if (outputs.length === 0 || outputs.includes(undefined)) {
        throw new ShapeError('E_SHAPE_EMPTY', 'multiScaleGanLoss: got an empty list of predictions; expected at least one tensor for each scale.');
    }
    return tidy(() => {
        const losses = outputs.map((output) => ganLoss(output, targetIsReal, options));
        return div(addMany(losses), losses.length);
    });
};
