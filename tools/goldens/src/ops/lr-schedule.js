import { cosineAnnealingRestartLr, multiStepRestartLr, warmUp } from '@srkit/training';
import { compare } from '../compare';
import { failure } from '../run-op';
const scheduleOf = ({ scheduler, config }) => {
    const { milestones = [], gamma = 0.1, restarts, restart_weights, periods = [], eta_min = 0 } = config;
    const weights = restart_weights ? { restartWeights: restart_weights } : {};
    switch (scheduler) {
        case 'MultiStepLR':
        case 'MultiStepRestartLR':
            return multiStepRestartLr({ milestones, gamma, ...(restarts ? { restarts } : {}), ...weights });
        case 'CosineAnnealingRestartLR':
            return cosineAnnealingRestartLr({ periods, etaMin: eta_min, ...weights });
        default:
            return undefined;
    }
};
/** `lr_schedule`: rates after 0, 1, 2, ... steps, which are those of iterations 1, 2, 3, ... */
export const lrSchedule = async ({ golden }) => {
    const { items = [], runs = [] } = golden.file.params;
    const comparisons = [];
    for (const [i, item] of items.entries()) {
        const schedule = scheduleOf(item);
        const name = `${item.scheduler} ${i}`;
        if (!schedule) {
            comparisons.push(failure(name, `scheduler '${item.scheduler}' is not known`));
            continue;
        }
        const warmed = warmUp(schedule, item.warmup_iter ?? -1);
        const shape = [item.lrs.length];
        const values = item.lrs.map((_, step) => warmed(step + 1, item.lr));
        comparisons.push(compare(name, { shape, values }, { shape, values: item.lrs }, golden.file.tolerance));
    }
    for (const { output, base_lrs, warmup_iter, ...config } of runs) {
        const schedule = warmUp(multiStepRestartLr(config), warmup_iter);
        const expected = golden.tensor(output);
        const iterations = Array.from({ length: expected.shape[0] }, (_, step) => step + 1);
        const values = iterations.flatMap((iteration) => base_lrs.map((lr) => schedule(iteration, lr)));
        comparisons.push(compare(output, { shape: expected.shape, values }, expected, golden.file.tolerance));
    }
    return comparisons;
};
