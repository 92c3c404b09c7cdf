import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { checkIteration, checkWeights } from './lr-schedule';
/**
 * BasicSR's `CosineAnnealingRestartLR` (after SGDR, Loshchilov & Hutter 2017): in every period the rate falls along half
 * a cosine to `etaMin`. The last step of a period still belongs to it. It does not depend on the running rate.
 *
 * @throws ConfigError for a period that is no integer from 1 on or a weight that is missing; the schedule, for an
 *   iteration below 1 or beyond the last period.
 */
export const cosineAnnealingRestartLr = (options) => {
    const owner = 'cosineAnnealingRestartLr';
    refuseUnknownKeys(owner, options, ['periods', 'restartWeights', 'etaMin']);
    const { periods, restartWeights = periods.map(() => 1), etaMin = 0 } = options;
    checkWeights(owner, restartWeights, periods.length, 'periods');
    const wrong = periods.find((period) => !Number.isInteger(period) || period < 1);
    if (wrong !== undefined || periods.length === 0) {
        throw new ConfigError('E_CONFIG_RANGE', `${owner}: periods is [${periods}], expected at least one, each an integer from 1 on.`);
    }
    return (iteration, initialLr) => {
        checkIteration(owner, iteration);
        const step = iteration - 1;
        let start = 0;
        for (const [i, period] of periods.entries()) {
            if (step <= start + period) {
                const height = restartWeights[i] * 0.5 * (initialLr - etaMin);
                return etaMin + height * (1 + Math.cos(Math.PI * ((step - start) / period)));
            }
            start += period;
        }
        throw new ConfigError('E_CONFIG_ITERATION', `${owner}: iteration ${iteration} lies beyond the last period, which ends with ${start + 1}. Add a period.`);
    };
};
