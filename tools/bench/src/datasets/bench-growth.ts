import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { GrowthJob, GrowthPart } from './growth-child';
import type { LoaderJob } from './job';

/** Parts of a stream that are hashed and weighed one by one. */
const PARTS = 10;

/** So much more at the end than in the middle is growth: beyond what a garbage collector leaves lying. */
const GROWTH = { share: 0.05, bytes: 32 * 2 ** 20 };

/** Runs a part of a stream in a process of its own, which is killed while it makes the part after `killedAfter`. */
const run = async (
  child: string,
  folder: string,
  job: GrowthJob,
  killedAfter = Number.POSITIVE_INFINITY,
): Promise<GrowthPart[]> => {
  const file = join(folder, 'growth.json');
  await writeFile(file, JSON.stringify(job));
  const process_ = spawn(process.execPath, [child, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => process_.on('exit', resolve));
  const parts: GrowthPart[] = [];
  for await (const line of createInterface(process_.stdout)) {
    parts.push(JSON.parse(line) as GrowthPart);
    if (parts.length === killedAfter) process_.kill('SIGKILL');
  }
  const code = await ended;
  if (code !== 0 && parts.length < killedAfter) throw new Error(`The stream ended with code ${code}.`);
  return parts;
};

const mean = (parts: readonly GrowthPart[]): number =>
  parts.reduce((sum, { bytes }) => sum + bytes, 0) / parts.length;

const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

/**
 * A long stream in ten parts, whose memory is weighed after each; the first part again on 1, 2 and 4 threads; the second one
 * again after a kill.
 *
 * @returns whether all hashes are equal and the memory did not grow.
 */
export const measureGrowth = async (
  name: string,
  job: LoaderJob,
  child: string,
  folder: string,
): Promise<boolean> => {
  const part = Math.max(1, Math.round(job.count / job.batch / PARTS));
  const stream = { ...job, from: null, part, parts: PARTS };
  console.error(`${name}: ${part * job.batch * PARTS} samples...`);
  const whole = await run(child, folder, stream);
  const [early, late] = [mean(whole.slice(3, 6)), mean(whole.slice(7))];
  const grew = late > early * (1 + GROWTH.share) + GROWTH.bytes;
  console.log(`${name}: ${part * job.batch * PARTS} samples on ${job.threads} thread(s)`);
  console.log(`  MiB after each tenth: ${whole.map(({ bytes }) => mib(bytes)).join(' ')}`);
  console.log(
    `  ${grew ? 'IT GREW' : 'no growth'}: ${mib(early)} MiB in the middle, ${mib(late)} at the end`,
  );
  const told = (what: string, found: GrowthPart | undefined, expected: GrowthPart | undefined): boolean => {
    const same = found !== undefined && found.hash === expected?.hash;
    console.log(
      `  ${what}: ${found?.hash.slice(0, 16)} ${same ? 'the same' : `DIFFERS FROM ${expected?.hash.slice(0, 16)}`}`,
    );
    return same;
  };
  const same: boolean[] = [];
  for (const threads of [1, 2, 4]) {
    console.error(`${name}: ${threads} thread(s)...`);
    const [first] = await run(child, folder, { ...stream, threads, parts: 1 });
    same.push(told(`the first tenth on ${threads} thread(s)`, first, whole[0]));
  }
  console.error(`${name}: killed and resumed...`);
  const killed = await run(child, folder, { ...stream, threads: 2 }, 1);
  const resumed = await run(child, folder, { ...stream, threads: 4, from: killed[0]!.state, parts: 1 });
  same.push(told('the second tenth, after a kill, on 4 threads', resumed[0], whole[1]));
  return same.every(Boolean) && !grew;
};
