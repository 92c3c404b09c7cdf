import { readFileSync } from 'node:fs';
import { CheckpointError, loadStateDict } from '@srkit/checkpoints';
// Reads one checkpoint in a process that does nothing else, and says what it took.
const [path, bin] = process.argv.slice(2);
const cpuBefore = process.cpuUsage();
const clock = performance.now();
let outcome;
try {
    const state = await loadStateDict(bin === undefined ? path : { param: path, bin });
    outcome = `read, ${state.size} tensors`;
}
catch (error) {
    if (!(error instanceof CheckpointError))
        throw error;
    outcome = error.code;
}
const { user, system } = process.cpuUsage(cpuBefore);
const peak = /VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
console.log(JSON.stringify({
    outcome,
    seconds: (performance.now() - clock) / 1000,
    cpuSeconds: (user + system) / 1e6,
    megabytes: (Number(peak) * 1024) / 1e6,
}));
