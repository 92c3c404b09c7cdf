import { availableParallelism } from 'node:os';
import type { Dataset, DatasetType, Description, Sample } from '@srkit/datasets';
import { type Command, Option } from 'commander';
import { EXIT, EXIT_CODES_HELP, type ExitCode, usageError } from '../errors';
import { counted, plainError } from '../job/run-picture-job';
import { integerBetween } from '../options';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson, printText } from '../terminal/streams';

/** The types of sets, as `@srkit/datasets` has them, which is loaded only when there is work. */
const TYPES = [
  'images',
  'paired',
  'cufed',
  'cufed5',
  'wr-sr',
  'camera-fusion',
  'reference-pairs',
  'sun80',
  'urban100',
  'manga109',
  'lmr',
  'lmr-test',
  'megadepth-pairs',
  'contrastive',
  'contrastive-test',
] as const satisfies readonly DatasetType[];

interface SetFlags {
  readonly type: (typeof TYPES)[number];
  readonly list?: string;
  readonly folder?: string;
  readonly lq?: string;
  readonly scale?: number;
  readonly template?: string;
  readonly gtSize?: number;
  readonly limit?: number;
  readonly seed: number;
  readonly workers?: number;
  readonly json?: true;
  readonly quiet?: true;
}

interface InfoFlags extends SetFlags {
  readonly sheet?: string;
  readonly overwrite?: true;
}

/** Which option of a set the list is. */
const LIST: Readonly<Partial<Record<DatasetType, string>>> = {
  images: 'metaInfo',
  paired: 'metaInfo',
  cufed: 'pairs',
  'wr-sr': 'pairs',
  'camera-fusion': 'pairs',
  'reference-pairs': 'pairs',
  lmr: 'list',
  'megadepth-pairs': 'list',
  'contrastive-test': 'pairs',
};

/** A description of what the flags say; fields that the set does not have are refused when it is opened. */
const descriptionOf = (root: string, flags: SetFlags): Description => {
  const { type, list, folder, lq, scale, template, gtSize, limit } = flags;
  const name = LIST[type];
  if (list !== undefined && name === undefined)
    throw usageError(`--list: '${type}' has no list. Leave it out.`);
  const given = {
    type,
    root,
    limit,
    folder,
    lqRoot: lq,
    scale,
    filenameTmpl: template,
    // Whole pictures show whether the two sizes fit.
    gtSize: gtSize ?? (type === 'paired' ? null : undefined),
    ...(name !== undefined && { [name]: list }),
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as unknown as Description;
};

/** A problem of a set: which sample or file, and what. */
interface Problem {
  readonly name: string;
  readonly error: unknown;
}

/** Makes every sample, several at once. */
const tryAll = async (
  set: Dataset<Sample>,
  seed: number,
  { reporter, signal, width }: { reporter: Reporter; signal: AbortSignal; width: number },
): Promise<Problem[]> => {
  const { drawOf } = await import('@srkit/datasets');
  const problems: Problem[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < set.length) {
      const index = next++;
      const name = set.names[index] as string;
      reporter.progress(name, index / set.length);
      try {
        await set.sample(index, drawOf(seed), signal);
      } catch (error) {
        signal.throwIfAborted();
        problems.push({ name, error });
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  reporter.endProgress();
  return problems;
};

/** `srkit dataset check`. */
const check = async (root: string, flags: SetFlags, signal: AbortSignal): Promise<ExitCode> => {
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: false });
  const { openDataset } = await import('@srkit/datasets');
  const problems: Problem[] = [];
  const set = (await openDataset(descriptionOf(root, flags), {
    onMissing: (error) => problems.push({ name: '', error }),
  })) as Dataset<Sample>;
  const width = flags.workers ?? availableParallelism();
  try {
    problems.push(...(await tryAll(set, flags.seed, { reporter, signal, width })));
  } finally {
    await set.close();
  }
  for (const { error } of problems) reporter.error(error);
  const bad = new Set(problems.map(({ error }) => (error instanceof Error ? error.message : String(error))));
  reporter.note(
    `${root}: ${counted(set.length, 'sample')}, ${bad.size === 0 ? 'all in order' : counted(bad.size, 'problem')}`,
  );
  if (flags.json) {
    const told = problems.map(({ name, error }) => ({ name, error: plainError(error) }));
    await printJson({ root, type: flags.type, samples: set.length, problems: told });
  }
  return bad.size === 0 ? EXIT.ok : EXIT.badInput;
};

const numbers = (values: readonly number[]): string => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] as number;
  return `${at(0)} to ${at(1)}, median ${at(0.5)}`;
};

/** `srkit dataset info`. */
const info = async (root: string, flags: InfoFlags, signal: AbortSignal): Promise<ExitCode> => {
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: false });
  const { openDataset } = await import('@srkit/datasets');
  const { picturesOfSample, setSheet } = await import('../dataset/set-sheet');
  const set = (await openDataset(descriptionOf(root, flags))) as Dataset<Sample>;
  try {
    const { drawOf, seededDraws } = await import('@srkit/datasets');
    const widths: number[] = [];
    const heights: number[] = [];
    const references: number[] = [];
    for (let index = 0; index < set.length; index++) {
      reporter.progress(set.names[index] as string, index / set.length);
      const sample = await set.sample(index, drawOf(flags.seed), signal);
      const [gt, ...others] = picturesOfSample(sample);
      widths.push(gt?.picture.width ?? 0);
      heights.push(gt?.picture.height ?? 0);
      references.push(others.filter(({ role }) => role === 'reference').length);
    }
    reporter.endProgress();
    const facts = {
      root,
      type: flags.type,
      samples: set.length,
      width: numbers(widths),
      height: numbers(heights),
      ...(references.some((count) => count > 0) && { references: numbers(references) }),
    };
    if (flags.sheet !== undefined) {
      const shown = seededDraws(flags.seed).permutation(set.length).slice(0, 6);
      const samples = [];
      for (const index of shown) samples.push(await set.sample(index, drawOf(flags.seed), signal));
      const { writeImage } = await import('@srkit/image');
      await writeImage(flags.sheet, await setSheet(samples), {
        format: 'png',
        overwrite: flags.overwrite ?? false,
      });
    }
    if (flags.json) await printJson(facts);
    else {
      const lines = Object.entries(facts).map(([key, value]) => `${key.padEnd(10)} ${value}`);
      await printText(`${lines.join('\n')}\n`);
    }
    return EXIT.ok;
  } finally {
    await set.close();
  }
};

const EXAMPLES = `
Examples:
  srkit dataset check DIV2K_train_HR/
  srkit dataset check DIV2K_train_HR/ --type paired --lq DIV2K_train_LR_bicubic/X4 --template '{}x4'
  srkit dataset check CUFED5/ --type cufed5
  srkit dataset check LMR/ --type lmr --list meta_info.csv --folder photos
`;

const withSet = (command: Command): Command =>
  command
    .argument('<root>', "the set's folder, an LMDB's folder, or tar shards ('shards/*.tar')")
    .addOption(new Option('--type <name>', 'what it is').choices(TYPES).default('images'))
    .option('--list <file>', 'its list, in the root: meta info, pairs, or the table of patches')
    .option('--folder <name>', "the folder in the root that the list's names are relative to")
    .option('--lq <folder>', 'low-resolution pictures of --type paired')
    .option('--scale <n>', 'their scale (default: 4)', integerBetween(1, 16))
    .option('--template <name>', "their names after the ground truths': {}x4 (default: {})")
    .option('--gt-size <px>', 'side of the patches, where the set has patches', integerBetween(1, 65_536))
    .option('--limit <n>', 'only the first samples', integerBetween(1, 100_000_000))
    .option('--seed <n>', 'decides what is drawn', integerBetween(0, 0xffffffff), 0)
    .option('--json', 'print one JSON document')
    .option('--quiet', 'print errors only');

/** Adds `srkit dataset check` and `srkit dataset info`. */
export const addCheck = (dataset: Command, run: Run): void => {
  withSet(
    dataset
      .command('check')
      .summary('find missing and broken files of a set')
      .description(
        'Makes every sample of a set, and names every file that is missing, broken or does not fit.',
      ),
  )
    .option('--workers <n>', 'samples at once (default: one for each core)', integerBetween(1, 256))
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action((root: string, flags: SetFlags) => run((signal) => check(root, flags, signal)));
  withSet(
    dataset
      .command('info')
      .summary('counts and sizes of a set, and a contact sheet')
      .description('Counts the samples of a set, tells their sizes, and draws some of them.'),
  )
    .option('--sheet <file>', 'write six samples, chosen by the seed, as one PNG')
    .option('--overwrite', 'replace the sheet')
    .addHelpText('after', EXIT_CODES_HELP)
    .action((root: string, flags: InfoFlags) => run((signal) => info(root, flags, signal)));
};
