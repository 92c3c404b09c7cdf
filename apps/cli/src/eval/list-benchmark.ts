import { readdir, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { InputError } from '../errors';
import { hasPictureName } from '../job/inputs';
import { referenceSets } from '../ref-upscale/reference-sets';

/** A picture of a benchmark: the original, and its LR picture where the folder has one. */
export interface BenchmarkFiles {
  readonly name: string;
  readonly hr: string;
  readonly lr: string | undefined;
  /** Sharper pictures of the same thing, where the data set has them, in its order. */
  readonly references?: readonly string[];
}

const picturesOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => hasPictureName(name) && !name.startsWith('.')).sort();

const missing = (folder: string, name: string, expected: string): InputError =>
  new InputError(
    'E_INPUT_PAIR',
    `'${folder}' has '${name}', but not its LR picture '${expected}'. Add it, or let --lr matlab make the LR pictures.`,
  );

/** `NAME_HR.png` with `NAME_LR.png`. */
const sideBySide = (folder: string, files: readonly string[], scale: number): BenchmarkFiles[] =>
  files
    .filter((file) => /_HR$/.test(parse(file).name))
    .map((file) => {
      const { name, ext } = parse(file);
      const stem = name.slice(0, -'_HR'.length);
      const lr = [`${stem}_LR${ext}`, `${stem}_LRx${scale}${ext}`].find((each) => files.includes(each));
      return { name: stem, hr: join(folder, file), lr: lr === undefined ? undefined : join(folder, lr) };
    });

/** `HR/NAME.png` with `LR/NAME.png` or `LR/NAMEx4.png`. */
const twoFolders = async (folder: string, scale: number): Promise<BenchmarkFiles[]> => {
  const reduced: string[] = await picturesOf(join(folder, 'LR')).catch(() => []);
  return (await picturesOf(join(folder, 'HR'))).map((file) => {
    const { name, ext } = parse(file);
    const lr = [file, `${name}x${scale}${ext}`].find((each) => reduced.includes(each));
    const path = lr === undefined ? undefined : join(folder, 'LR', lr);
    return { name, hr: join(folder, 'HR', file), lr: path };
  });
};

/**
 * The pictures of a benchmark's folder, by name: `NAME_HR.png` with `NAME_LR.png`, folders `HR` and `LR`, or originals
 * alone, whose LR pictures are then made.
 *
 * @param given true: LR pictures must be there; false: they are made; undefined: whichever the folder has.
 * @throws InputError naming the folder without pictures, or the original without its LR picture.
 */
export const listBenchmark = async (
  folder: string,
  scale: number,
  given: boolean | undefined,
): Promise<BenchmarkFiles[]> => {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new InputError('E_INPUT_NOT_FOUND', `'${folder}' is no folder. Expected --dataset NAME=FOLDER.`);
  }
  const files = await picturesOf(folder);
  const folders = await stat(join(folder, 'HR')).catch(() => undefined);
  const pairs = folders?.isDirectory() ? await twoFolders(folder, scale) : sideBySide(folder, files, scale);
  const alone = files.map((file) => ({ name: parse(file).name, hr: join(folder, file), lr: undefined }));
  const all: BenchmarkFiles[] = pairs.length > 0 ? pairs : alone;
  if (all.length === 0) {
    throw new InputError(
      'E_INPUT_EMPTY',
      `'${folder}' has no pictures. Expected NAME_HR.png with NAME_LR.png, folders HR and LR, or originals.`,
    );
  }
  if (given === false) return all.map((each) => ({ ...each, lr: undefined }));
  const without = all.find(({ lr }) => lr === undefined);
  if (without && (given || pairs.some(({ lr }) => lr !== undefined))) {
    throw missing(folder, without.hr, `${without.name}_LR.png`);
  }
  return all;
};

/**
 * The originals of a folder in CUFED5's layout or LMR's, with their references.
 *
 * @throws InputError for a folder of another layout.
 */
export const listReferenceSets = async (folder: string): Promise<BenchmarkFiles[]> => {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new InputError('E_INPUT_NOT_FOUND', `'${folder}' is no folder. Expected --dataset NAME=FOLDER.`);
  }
  const { sets } = await referenceSets([folder], [], () => true, true);
  return sets.map(({ name, input, references }) => ({
    name,
    hr: input.path,
    lr: undefined,
    references: references.map(({ path }) => path),
  }));
};
