import { cosineAnnealingRestartLr } from '../schedules/cosine-annealing-restart-lr';
import { multiStepRestartLr } from '../schedules/multi-step-restart-lr';
import { warmUp } from '../schedules/warm-up';
/** The learning rates of a recipe. */
export const scheduleOf = ({ schedule, warmupIter }) => {
    if (schedule.type === 'cosine') {
        const { periods, restartWeights, etaMin } = schedule;
        return warmUp(cosineAnnealingRestartLr({ periods, etaMin, ...(restartWeights && { restartWeights }) }), warmupIter);
    }
    const { milestones, gamma, restarts, restartWeights } = schedule;
    return warmUp(multiStepRestartLr({ milestones, gamma, restarts, restartWeights }), warmupIter);
};
