// One runtime in a process of its own, so that its peak memory is its own. Started by ContenderProcess.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContender } from '../runtimes/create-contender';
import { peakMemory } from '../shared/peak-memory.mjs';
import { outputFile } from './messages';
const job = JSON.parse(process.argv[2] ?? '{}');
const emptyBytes = peakMemory();
const answer = (message) => {
    process.send?.(message);
};
const fail = (error) => answer({ kind: 'failed', message: String(error) });
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
process.on('disconnect', () => process.exit());
const contender = await createContender(job);
const run = async () => {
    const started = performance.now();
    await contender.run();
    const seconds = (performance.now() - started) / 1000;
    return { kind: 'ran', seconds, peakBytes: peakMemory() };
};
const verify = async () => {
    const { layout, data } = await contender.verify();
    writeFileSync(join(job.folder, outputFile(job.runtime)), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    const samples = data instanceof Uint16Array ? 'uint16' : 'float32';
    return { kind: 'verified', layout, samples, about: contender.about() };
};
process.on('message', (question) => {
    (question === 'run' ? run() : verify()).then(answer, fail);
});
answer({ kind: 'ready', emptyBytes });
