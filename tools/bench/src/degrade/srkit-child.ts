import { readFileSync } from 'node:fs';
import { DegradationWorkers, type Pixels } from '@srkit/degradation/workers';
import { peakMemory } from '../shared/peak-memory.mjs';
import type { DegradeJob, DegradeTimes } from './job';

/** Runs a job in threads, in a process of its own, and prints its times. */
const main = async (): Promise<void> => {
  const job = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as DegradeJob;
  const { side, batch } = job;
  const picture = new Uint8Array(readFileSync(job.picture));
  const data = new Uint8Array(batch * picture.length);
  for (let sample = 0; sample < batch; sample++) data.set(picture, sample * picture.length);
  const image: Pixels = { data, shape: [batch, side, side, 3] };
  const workers = new DegradationWorkers({ workers: job.threads });
  const seconds: number[] = [];
  for (const recipe of job.recipes) {
    const start = performance.now();
    await workers.apply(image, recipe);
    seconds.push((performance.now() - start) / 1000);
  }
  await workers.close();
  const times: DegradeTimes = {
    seconds,
    peakBytes: peakMemory(),
    version: `Node ${process.version}`,
  };
  console.log(JSON.stringify(times));
};

await main();
