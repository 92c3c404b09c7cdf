import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LoaderState } from '@srkit/datasets';
import type { LoaderJob } from './job';
import { openLoaderOf, picturesOf } from './open-loader-of';

/** What is asked for, as a JSON file. */
export interface GrowthJob extends LoaderJob {
  /** Where the stream goes on; null at its start. */
  readonly from: LoaderState | null;
  /** Batches in a part, and parts. */
  readonly part: number;
  readonly parts: number;
}

/** What is printed after each part, as a line of JSON. */
export interface GrowthPart {
  /** Of the part's samples: names, seeds and pixels. */
  readonly hash: string;
  /** The process's resident memory, all threads together. */
  readonly bytes: number;
  readonly state: LoaderState;
}

const main = async (): Promise<void> => {
  const job = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as GrowthJob;
  const loader = await openLoaderOf(job, job.from ?? undefined);
  for (let part = 0; part < job.parts; part++) {
    const hash = createHash('sha256');
    for (let i = 0; i < job.part; i++) {
      const batch = await loader.next();
      for (const sample of batch!.samples) {
        hash.update(JSON.stringify([batch!.number, sample.name, sample.seed]));
        for (const pixels of picturesOf(sample)) hash.update(pixels);
      }
    }
    const told: GrowthPart = {
      hash: hash.digest('hex'),
      bytes: process.memoryUsage.rss(),
      state: loader.state(),
    };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  }
  await loader.close();
};

await main();
