import { refuseUnknownKeys } from '@srkit/core';
import { checkIteration, checkWeights } from './lr-schedule';
/**
 * BasicSR's `MultiStepRestartLR`, and with the default restarts `MultiStepLR`; C2-Matching's and MRefSR's as well. Where a
 * restart and a milestone fall on one step, the restart wins.
 *
 * @throws ConfigError when there is not one weight for each restart; the schedule, for an iteration below 1.
 */
export const multiStepRestartLr = (options) => {
    refuseUnknownKeys('multiStepRestartLr', options, ['milestones', 'gamma', 'restarts', 'restartWeights']);
    const { milestones, gamma = 0.1, restarts = [0], restartWeights = [1] } = options;
    checkWeights('multiStepRestartLr', restartWeights, restarts.length, 'restarts');
    const events = [...new Set([...milestones, ...restarts])].sort((a, b) => a - b);
    return (iteration, initialLr, running) => {
        checkIteration('multiStepRestartLr', iteration);
        let lr = running?.lr ?? initialLr;
        // A running rate already contains the steps before its iteration.
        for (const step of events.filter((event) => event >= (running?.iteration ?? 0) && event < iteration)) {
            const restart = restarts.indexOf(step);
            if (restart >= 0)
                lr = initialLr * restartWeights[restart];
            else
                lr *= gamma ** milestones.filter((milestone) => milestone === step).length;
        }
        return lr;
    };
};
