import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { writeWhole } from '@srkit/core/node';
import type { Command } from 'commander';
import { EXIT, EXIT_CODES_HELP, type ExitCode, InputError, OutputError, usageError } from '../errors';
import { existsError } from '../job/run-picture-job';
import { integerBetween } from '../options';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson } from '../terminal/streams';

interface MetaInfoFlags {
  readonly output: string;
  readonly root?: string;
  readonly lq?: string;
  readonly check?: true;
  readonly limit?: number;
  readonly overwrite?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Pictures below a folder, sorted by code points as Python sorts them. */
const picturesIn = async (folder: string): Promise<string[]> => {
  const { openDataset } = await import('@srkit/datasets');
  const set = await openDataset({ type: 'images', root: folder });
  await set.close();
  return [...set.names];
};

/** A path below the root, with `/`. @throws InputError for one that is not below it. */
const below = (root: string, path: string): string => {
  const name = relative(root, path).replaceAll('\\', '/');
  if (!name.startsWith('..')) return name;
  throw new InputError(
    'E_INPUT_ROOT',
    `'${path}' is not below --root '${root}'. Give a folder that holds them all.`,
  );
};

const writeList = async (path: string, lines: readonly string[], overwrite: boolean): Promise<void> => {
  await mkdir(dirname(resolve(path)), { recursive: true });
  try {
    await writeWhole(path, `${lines.join('\n')}\n`, { overwrite });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw existsError(path);
    throw new OutputError(
      'E_OUTPUT_UNWRITABLE',
      `'${path}' cannot be written: ${(error as Error).message}.`,
      {
        cause: error,
      },
    );
  }
};

/** Pictures of a folder that can be read; the others are told. */
const readable = async (
  folder: string,
  limit: number | undefined,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<Set<string>> => {
  const { drawOf, openDataset } = await import('@srkit/datasets');
  const set = await openDataset({ type: 'images', root: folder, limit });
  const kept = new Set<string>();
  for (const [i, name] of set.names.entries()) {
    reporter.progress(name, i / set.length);
    try {
      await set.sample(i, drawOf(0), signal);
      kept.add(name);
    } catch (error) {
      signal.throwIfAborted();
      reporter.error(error);
    }
  }
  await set.close();
  reporter.endProgress();
  return kept;
};

/** `srkit dataset meta-info`. */
const metaInfo = async (
  folders: readonly string[],
  flags: MetaInfoFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: false });
  const { lq, output, overwrite = false, limit } = flags;
  if (lq !== undefined && folders.length !== 1) {
    throw usageError(
      '--lq pairs the pictures of one folder with those of another. Give one folder before it.',
    );
  }
  const root = resolve(flags.root ?? dirname(resolve(folders[0] as string)));
  const lines: string[] = [];
  let unreadable = 0;
  for (const folder of folders) {
    const names = (await picturesIn(folder)).slice(0, limit);
    const kept = flags.check ? await readable(folder, limit, reporter, signal) : new Set(names);
    unreadable += names.length - kept.size;
    const lqNames = lq === undefined ? [] : await picturesIn(lq);
    if (lq !== undefined && limit === undefined && lqNames.length !== names.length) {
      throw new InputError(
        'E_INPUT_PAIRS',
        `'${folder}' has ${names.length} pictures and '${lq}' ${lqNames.length}; pairs are made by their sorted places.`,
      );
    }
    for (const [i, name] of names.entries()) {
      if (!kept.has(name)) continue;
      const gt = below(root, resolve(folder, name));
      lines.push(lq === undefined ? gt : `${gt}, ${below(root, resolve(lq, lqNames[i] as string))}`);
    }
  }
  await writeList(output, lines, overwrite);
  reporter.note(`${output}: ${lines.length} lines, relative to '${root}'`);
  if (flags.json) await printJson({ output, root, lines: lines.length, unreadable });
  return unreadable > 0 ? EXIT.badInput : EXIT.ok;
};

interface SplitFlags {
  readonly output: string;
  readonly parts: string;
  readonly seed: number;
  readonly metaInfo?: string;
  readonly apart?: true;
  readonly limit?: number;
  readonly overwrite?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** `train=9,val=1` as names and shares. */
const parseParts = (text: string): [name: string, share: number][] =>
  text.split(',').map((part) => {
    const match = /^([\w-]+)=(\d+(?:\.\d+)?)$/.exec(part.trim());
    if (match) return [match[1] as string, Number(match[2])];
    throw usageError(`--parts is '${text}', expected names and shares such as train=9,val=1.`);
  });

/** `srkit dataset split`. */
const split = async (folder: string, flags: SplitFlags): Promise<ExitCode> => {
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: false });
  const parts = parseParts(flags.parts);
  if (new Set(parts.map(([name]) => name)).size !== parts.length) {
    throw usageError(`--parts is '${flags.parts}', which names a part twice.`);
  }
  const { openDataset, pictureOf, splitNames } = await import('@srkit/datasets');
  const set = await openDataset({
    type: 'images',
    root: folder,
    metaInfo: flags.metaInfo,
    limit: flags.limit,
  });
  await set.close();
  const shares = parts.map(([, share]) => share);
  const key = flags.apart ? (name: string) => name : pictureOf;
  const made = splitNames(set.names, shares, { seed: flags.seed, key });
  const files = parts.map(([name], i) => ({
    output: join(flags.output, `${name}.txt`),
    lines: made[i] as string[],
  }));
  for (const { output, lines } of files) await writeList(output, lines, flags.overwrite ?? false);
  for (const { output, lines } of files) reporter.note(`${output}: ${lines.length} lines`);
  if (flags.json) {
    await printJson({ files: files.map(({ output, lines }) => ({ output, lines: lines.length })) });
  }
  return EXIT.ok;
};

/** Adds `srkit dataset meta-info` and `srkit dataset split`. */
export const addLists = (dataset: Command, run: Run): void => {
  dataset
    .command('meta-info')
    .summary('write the list of a set')
    .description(
      "Lists pictures as Real-ESRGAN's generate_meta_info.py does: a path a line, sorted in each folder, relative to the root; with --lq, pairs. Several folders make one set.",
    )
    .argument('<folders...>', 'folders of pictures')
    .requiredOption('-o, --output <file>', 'list to write')
    .option('--root <folder>', "what paths are relative to (default: the first folder's parent)")
    .option('--lq <folder>', 'low-resolution pictures, as many, paired by their sorted places')
    .option('--check', 'decode every picture, and leave out those that cannot be read')
    .option('--limit <n>', 'only the first pictures of each folder', integerBetween(1, 100_000_000))
    .option('--overwrite', 'replace the list')
    .option('--json', 'print one JSON document')
    .option('--quiet', 'print errors only')
    .addHelpText('after', EXIT_CODES_HELP)
    .action((folders: string[], flags: MetaInfoFlags) => run((signal) => metaInfo(folders, flags, signal)));
  dataset
    .command('split')
    .summary('lists to train, validate and test on')
    .description(
      'Splits a set at random into lists. Pieces and scales of one picture (0001_s017, 0001T2) stay in one part, whatever folders they lie in.',
    )
    .argument('<folder>', 'set, or its root')
    .requiredOption('-o, --output <folder>', 'folder for the lists, NAME.txt each')
    .option('--parts <shares>', 'names and shares', 'train=9,val=1')
    .option('--seed <n>', 'another one gives another split', integerBetween(0, 0xffffffff), 0)
    .option('--meta-info <file>', 'split this list, in the folder, instead of all pictures')
    .option('--apart', 'let pieces of one picture come into different parts')
    .option('--limit <n>', 'only the first pictures', integerBetween(1, 100_000_000))
    .option('--overwrite', 'replace lists')
    .option('--json', 'print one JSON document')
    .option('--quiet', 'print errors only')
    .addHelpText('after', EXIT_CODES_HELP)
    .action((folder: string, flags: SplitFlags) => run(() => split(folder, flags)));
};
