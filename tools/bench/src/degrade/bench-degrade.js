import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { terminalTable } from '../figures/figures-table';
import { drawPicture } from '../shared/draw-picture';
import { describeMachine, machineLines } from '../shared/machine';
import { withTemporaryFolder } from '../shared/temporary-folder';
import { findPyTorch, openSrkit } from './contenders';
import { jobText, makeJob, WARM_UP } from './job';
const SIDE = 400;
const BATCH = 12;
/** Recipes that count, for one picture and for a batch: one recipe takes many times as long as another. */
const COUNTS = { one: 40, batch: 10 };
/** Seconds a picture, over all recipes that count together. */
const perPicture = (seconds, batch) => {
    const counted = seconds.slice(WARM_UP);
    return counted.reduce((sum, value) => sum + value, 0) / (counted.length * batch);
};
/** Pictures of the second-order process, one by one and in the official batches, beside PyTorch. */
export const measureDegrade = (quick) => withTemporaryFolder(async (folder) => {
    const threads = availableParallelism();
    const srkit = await openSrkit();
    const pytorch = findPyTorch();
    if (!pytorch)
        console.error('No Python has PyTorch (Debian: python3-torch). It is NOT measured.');
    const picture = join(folder, 'picture.raw');
    await writeFile(picture, drawPicture(SIDE, SIDE).data);
    const measure = async (contender, run, batch, jobThreads) => {
        const count = batch === 1 ? COUNTS.one : COUNTS.batch;
        const file = join(folder, 'job.json');
        await writeFile(file, jobText(makeJob(picture, SIDE, batch, jobThreads, quick ? 1 : count)));
        console.error(`${contender}, batch of ${batch}...`);
        const { seconds, peakBytes } = run(file);
        return { contender, seconds: [perPicture(seconds, batch)], peakBytes };
    };
    const figure = async (name, batch) => ({
        name,
        entries: [
            await measure('srkit', srkit, batch, threads),
            await measure('srkit, 1 thread', srkit, batch, 1),
            ...(pytorch ? [await measure('PyTorch', pytorch, batch, threads)] : []),
        ],
    });
    return [
        await figure(`one ${SIDE}x${SIDE} picture`, 1),
        await figure(`a picture in batches of ${BATCH}`, BATCH),
    ];
});
/** `npm run bench -- degrade`. */
export const benchDegrade = async (args) => {
    const { values } = parseArgs({ args, options: { quick: { type: 'boolean', default: false } } });
    const machine = describeMachine();
    const figures = await measureDegrade(values.quick);
    console.log(machineLines(machine).join('\n'));
    console.log(terminalTable(figures));
    return 0;
};
