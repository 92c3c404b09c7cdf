import { readFileSync } from 'node:fs';
import { type LoaderOptions, openLoader } from '@srkit/datasets';
import { peakMemory } from '../shared/peak-memory.mjs';
import type { LoaderJob, LoaderTimes } from './job';

const open = ({ kind, root, list, batch, threads, gtSize }: LoaderJob) => {
  const options: LoaderOptions = { batchSize: batch, workers: threads, enlarge: 1000 };
  return kind === 'groups'
    ? openLoader({ type: 'lmr', root, list, gtSize }, options)
    : openLoader({ type: 'degraded', root, useRot: true }, options);
};

/** Takes batches from a loader, in a process of its own, and prints how long they took. */
const main = async (): Promise<void> => {
  const job = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as LoaderJob;
  const loader = await open(job);
  await loader.next();
  const start = performance.now();
  for (let taken = 0; taken < job.count; taken += job.batch) await loader.next();
  const seconds = (performance.now() - start) / 1000;
  const times: LoaderTimes = { seconds, peakBytes: peakMemory(), version: `Node ${process.version}` };
  await loader.close();
  console.log(JSON.stringify(times));
};

await main();
