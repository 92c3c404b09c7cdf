import { SrkitError } from '@srkit/core';
import { inputOf } from './job';
import { TARGETS } from './targets';
// A page decodes pictures itself; here that is refused, after our own reading of the headers.
Object.assign(globalThis, {
    createImageBitmap: async () => {
        throw new DOMException('The source image could not be decoded.', 'InvalidStateError');
    },
});
const seedsOf = new Map();
const problemOf = async (job) => {
    const target = TARGETS.find(({ name }) => name === job.target);
    const seeds = seedsOf.get(target.name) ?? target.seeds();
    seedsOf.set(target.name, seeds);
    const input = inputOf(await seeds, job);
    const before = process.resourceUsage();
    const peak = before.maxRSS;
    const cpu = process.cpuUsage();
    let problem;
    try {
        await target.read(input);
    }
    catch (error) {
        if (!(error instanceof SrkitError))
            problem = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    }
    const { user, system } = process.cpuUsage(cpu);
    const milliseconds = (user + system) / 1000;
    if (milliseconds > target.milliseconds)
        problem ??= `took ${Math.round(milliseconds)} ms, at most ${target.milliseconds}`;
    const grown = (process.resourceUsage().maxRSS - peak) / 1024;
    if (grown > target.megabytes)
        problem ??= `grew by ${Math.round(grown)} MiB, at most ${target.megabytes}`;
    return problem;
};
process.on('message', async (job) => {
    const outcome = { ...job, problem: await problemOf(job) };
    process.send?.(outcome);
});
process.send?.('ready');
