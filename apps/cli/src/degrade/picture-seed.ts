import { createHash } from 'node:crypto';

/**
 * The seed of one sample of one picture. It depends on the picture's name and on nothing else in the job, so that
 * pictures that are added do not change the samples of the others.
 *
 * @param name of the file, with the folders below the one the user named.
 * @returns an unsigned 32-bit integer.
 */
export const pictureSeed = (seed: number, name: string, sample: number): number => {
  // The same on every system, also where names are kept decomposed.
  const portable = name.replaceAll('\\', '/').normalize();
  return createHash('sha256')
    .update(JSON.stringify([seed, portable, sample]))
    .digest()
    .readUInt32LE();
};
