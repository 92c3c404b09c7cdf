import { readFileSync } from 'node:fs';
import { unitFloats } from '@srkit/core';
import type { DegradedSample, ReferenceSample } from '@srkit/datasets';
import { peakMemory } from '../shared/peak-memory.mjs';
import type { LoaderJob, LoaderTimes } from './job';
import { openLoaderOf, picturesOf } from './open-loader-of';

/** What the batch before was put into: a training's tensors hold copies. */
const before = new Map<number, Float32Array>();

/** One kind of a batch's pictures. */
const toFloats = (pictures: readonly Uint8Array[], kind: number): Float32Array => {
  const size = pictures[0]!.length;
  const length = size * pictures.length;
  const known = before.get(kind);
  const out = known?.length === length ? known : new Float32Array(length);
  before.set(kind, out);
  for (const [n, data] of pictures.entries()) unitFloats(data, out, n * size);
  return out;
};

/** A batch as training takes it, and as torch's workers make it: floats, the pictures of a kind one after the other. */
const floatsOf = (samples: readonly (DegradedSample | ReferenceSample)[]): Float32Array[] => {
  const pictures = samples.map(picturesOf);
  return pictures[0]!.map((_, kind) =>
    toFloats(
      pictures.map((of) => of[kind]!),
      kind,
    ),
  );
};

/** Takes batches from a loader, in a process of its own, and prints how long they took. */
const main = async (): Promise<void> => {
  const job = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as LoaderJob;
  const loader = await openLoaderOf(job);
  const take = async (): Promise<void> => {
    const batch = await loader.next();
    floatsOf(batch!.samples);
  };
  for (let i = 0; i < job.ahead; i++) await take();
  const before = process.cpuUsage();
  const start = performance.now();
  for (let taken = 0; taken < job.count; taken += job.batch) await take();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const times: LoaderTimes = {
    seconds,
    processorSeconds: (user + system) / 1e6,
    peakBytes: peakMemory(),
    version: `Node ${process.version}`,
  };
  await loader.close();
  console.log(JSON.stringify(times));
};

await main();
