import { checkIteration } from './lr-schedule';
/**
 * A linear warm-up before a schedule, as BasicSR's `update_learning_rate`: while `iteration < iterations` the rate is
 * `initialLr / iterations * iteration`.
 *
 * It overwrites the scheduler's running value there. A multi-step schedule therefore goes on from the warm-up's last rate,
 * `(iterations - 1) / iterations` of the initial one, and never reaches the initial rate before a restart.
 *
 * @param iterations `warmup_iter`; up to 1, or -1 as in the official options, changes nothing.
 * @throws The schedule throws a ConfigError for an iteration below 1.
 */
export const warmUp = (schedule, iterations) => {
    if (iterations <= 1)
        return schedule;
    const rate = (iteration, initialLr) => (initialLr / iterations) * iteration;
    return (iteration, initialLr) => {
        checkIteration('warmUp', iteration);
        if (iteration < iterations)
            return rate(iteration, initialLr);
        const last = iterations - 1;
        return schedule(iteration, initialLr, { iteration: last, lr: rate(last, initialLr) });
    };
};
