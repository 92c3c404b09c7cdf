import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPackages } from '../shared/build-packages';
import { drawPicture } from '../shared/draw-picture';
import { megabytes } from '../shared/format';
import { describeMachine, machineLines } from '../shared/machine';
import { table } from '../shared/table';
import { withTemporaryFolder } from '../shared/temporary-folder';
import { type Contender, findPyTorch, srkit } from './contenders';
import { type DegradeJob, type DegradeTimes, jobText, makeJob, WARM_UP } from './job';

const SIDE = 400;
const BATCH = 12;

interface Row {
  readonly name: string;
  readonly job: DegradeJob;
  readonly times: DegradeTimes;
}

/** Images a second, over all recipes that count together: one takes many times as long as another. */
const rate = ({ job, times }: Row): number => {
  const counted = times.seconds.slice(WARM_UP);
  return (counted.length * job.batch) / counted.reduce((sum, value) => sum + value, 0);
};

/** `npm run bench -- degrade`. */
export const benchDegrade = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({ args, options: { quick: { type: 'boolean', default: false } } });
  const machine = describeMachine();
  const threads = availableParallelism();
  buildPackages(['@srkit/degradation']);
  const pytorch = findPyTorch();
  if (!pytorch) console.error('No Python has PyTorch (Debian: python3-torch). It is NOT measured.');
  return withTemporaryFolder(async (folder) => {
    const picture = join(folder, 'picture.raw');
    await writeFile(picture, drawPicture(SIDE, SIDE).data);
    const rows: Row[] = [];
    const measure = async (
      name: string,
      contender: Contender,
      batch: number,
      jobThreads: number,
      count: number,
    ) => {
      const file = join(folder, 'job.json');
      const job = makeJob(picture, SIDE, batch, jobThreads, values.quick ? Math.ceil(count / 4) : count);
      await writeFile(file, jobText(job));
      console.error(`${name}, batch of ${batch}...`);
      rows.push({ name, job, times: contender(file) });
    };
    await measure('srkit, 1 thread', srkit, 1, 1, 60);
    if (pytorch) await measure(`PyTorch, ${threads} threads`, pytorch, 1, threads, 60);
    await measure('srkit, 1 thread', srkit, BATCH, 1, 20);
    await measure(`srkit, ${threads} threads`, srkit, BATCH, threads, 20);
    if (pytorch) await measure(`PyTorch, ${threads} threads`, pytorch, BATCH, threads, 20);
    console.log(machineLines(machine).join('\n'));
    if (pytorch) console.log(`PyTorch ${rows.find(({ name }) => name.startsWith('PyTorch'))!.times.version}`);
    console.log(
      table(
        ['', 'batch', 'images/s', 'ms an image', 'ratio to PyTorch', 'peak memory'],
        rows.map((row) => {
          const peer = rows.find(
            ({ name, job }) => name.startsWith('PyTorch') && job.batch === row.job.batch,
          );
          return [
            row.name,
            String(row.job.batch),
            rate(row).toFixed(1),
            (1000 / rate(row)).toFixed(0),
            peer ? `${(rate(row) / rate(peer)).toFixed(1)}x` : '-',
            megabytes(row.times.peakBytes),
          ];
        }),
      ),
    );
    return 0;
  });
};
