import { readFileSync } from 'node:fs';
import { DegradationWorkers } from '@srkit/degradation/workers';
import { peakMemory } from '../shared/peak-memory.mjs';
/** Runs a job in threads, in a process of its own, and prints its times. */
const main = async () => {
    const job = JSON.parse(readFileSync(process.argv[2], 'utf8'));
    const { side, batch } = job;
    const picture = new Uint8Array(readFileSync(job.picture));
    const data = new Uint8Array(batch * picture.length);
    for (let sample = 0; sample < batch; sample++)
        data.set(picture, sample * picture.length);
    const image = { data, shape: [batch, side, side, 3] };
    const workers = new DegradationWorkers({ workers: job.threads });
    const seconds = [];
    for (const recipe of job.recipes) {
        const start = performance.now();
        await workers.apply(image, recipe);
        seconds.push((performance.now() - start) / 1000);
    }
    await workers.close();
    const times = {
        seconds,
        peakBytes: peakMemory(),
        version: `Node ${process.version}`,
    };
    console.log(JSON.stringify(times));
};
await main();
