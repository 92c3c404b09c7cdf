import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inputOf } from './job';
import { Runner } from './runner';
import { TARGETS } from './targets';
const FAILURES = resolve(fileURLToPath(new URL('../../../fuzz-failures', import.meta.url)));
/** Failures of one target after which it is left alone: the rest would be the same. */
const ENOUGH = 5;
const { values } = parseArgs({
    options: {
        minutes: { type: 'string', default: '1' },
        seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
        target: { type: 'string' },
        input: { type: 'string' },
    },
});
const seed = Number(values.seed);
const minutes = Number(values.minutes);
const targets = TARGETS.filter(({ name }) => values.target === undefined || name === values.target);
if (targets.length === 0 || !Number.isInteger(seed) || !(minutes > 0)) {
    console.error(`Targets: ${TARGETS.map(({ name }) => name).join(', ')}. --minutes is above 0, --seed an integer.`);
    process.exit(2);
}
const keep = async (target, job) => {
    mkdirSync(FAILURES, { recursive: true });
    const path = join(FAILURES, `${job.target}-${job.seed}-${job.input}.bin`);
    writeFileSync(path, inputOf(await target.seeds(), job));
    return path;
};
const runner = new Runner();
let passed = 0;
let failed = 0;
const share = (minutes * 60_000) / targets.length;
for (const target of targets) {
    await runner.ready();
    const until = Date.now() + share;
    let [inputs, problems] = [0, 0];
    for (let input = Number(values.input ?? 0); Date.now() < until && problems < ENOUGH; input++) {
        const job = { target: target.name, seed, input };
        const { problem } = await runner.run(job, target.milliseconds);
        inputs++;
        if (problem === undefined)
            passed++;
        else {
            failed++;
            problems++;
            console.log(`FAILED: ${target.name} --seed ${seed} --input ${input}: ${problem}`);
            console.log(`  kept in ${await keep(target, job)}`);
        }
        if (values.input !== undefined)
            break;
    }
    console.log(`${target.name}: ${inputs} inputs, ${problems} failures, seed ${seed}`);
}
runner.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
