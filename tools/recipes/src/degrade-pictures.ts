import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { sample } from '@srkit/degradation';
import { applyToRaster } from '@srkit/degradation/workers';
import { PHOTO_INPUTS } from './photo-inputs';
import { type Pictures, pictureAt } from './pictures';

/** Seeds of one kind are apart from the next kind's. */
const SEEDS_OF_A_KIND = 1_000_000;

export interface DegradeOptions {
  /** Pictures to make, of all kinds together. */
  readonly count: number;
  readonly seed: number;
  /** Every `parts`th picture is made, beginning with `part`, from 0. */
  readonly part: number;
  readonly parts: number;
}

/**
 * Makes the inputs of `photo` on the current backend, a file of RGB bytes for each kind: picture `i` of a kind comes from
 * picture `i` modulo their number. The same on every machine with the same processor, in any number of parts.
 *
 * @returns how many it made.
 */
export const degradePictures = async (
  pictures: Pictures,
  out: string,
  { count, seed, part, parts }: DegradeOptions,
): Promise<number> => {
  await mkdir(out, { recursive: true });
  const { width, height } = pictures;
  let made = 0;
  for (const [kind, { name, scale, options, share }] of PHOTO_INPUTS.entries()) {
    if (!options) continue;
    const number = Math.max(1, Math.round(count * share));
    const bytes = (width / scale) * (height / scale) * 3;
    // Other parts write into it at the same time: it is not emptied.
    const file = await open(join(out, `${name}.raw`), constants.O_RDWR | constants.O_CREAT);
    try {
      for (let i = part; i < number; i += parts) {
        const recipe = sample(options, seed + kind * SEEDS_OF_A_KIND + i, [1, height, width, 3]);
        const { lq } = await applyToRaster(pictureAt(pictures, i % pictures.count), recipe);
        await file.write(lq.data as Uint8Array, 0, bytes, i * bytes);
        made++;
      }
      await file.truncate(number * bytes);
    } finally {
      await file.close();
    }
  }
  return made;
};

/** Runs this program once more for each part, from the folder `cwd`, all at the same time. @throws Error when one of them fails. */
export const inProcesses = async (parts: number, cwd: string): Promise<void> => {
  const one = (part: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        [...process.execArgv, ...process.argv.slice(1), '--part', String(part)],
        { cwd, stdio: 'inherit', env: { ...process.env, SRKIT_THREADS: '1' } },
      );
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`Part ${part} of ${parts} ended with ${code}.`));
      });
    });
  await Promise.all(Array.from({ length: parts }, (_, part) => one(part)));
};
