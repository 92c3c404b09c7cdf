import { availableParallelism } from 'node:os';
import { basename, extname, join } from 'node:path';
import type { PreparationWorkers } from '@srkit/datasets';
import { jobIdentity, Ledgers } from '@srkit/jobs';
import type { Command } from 'commander';
import { EXIT, EXIT_CODES_HELP, type ExitCode, usageError } from '../errors';
import { checkOutputFolder, refuseCollisions } from '../job/collisions';
import { expandInputs, type Input, inputBytes, leftOutNote, STDIN } from '../job/inputs';
import { clearLeftovers, finishedJobs, type PictureItem, runPictureJob } from '../job/run-picture-job';
import { integerBetween } from '../options';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson } from '../terminal/streams';

/** What `subimages` and `multiscale` have in common. */
interface PrepareFlags {
  readonly output: string;
  readonly limit?: number;
  readonly workers?: number;
  readonly recursive?: true;
  readonly dryRun?: true;
  readonly overwrite?: true;
  readonly skipExisting?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

interface SubimagesFlags extends PrepareFlags {
  readonly crop: number;
  readonly step: number;
  readonly thresh: number;
}

/** A way to make files of a picture. */
interface Way {
  /** With its options: another one is another job. */
  readonly identity: readonly unknown[];
  /** Names without endings. @throws what is wrong with the picture. */
  outputs(input: Input): Promise<readonly string[]>;
  write(
    workers: PreparationWorkers,
    item: PictureItem,
    overwrite: boolean,
    signal: AbortSignal,
  ): Promise<number>;
}

const fileOf = ({ path, file }: Input): string => {
  if (typeof file === 'string') return path;
  throw usageError(`'${path}' has a name that is not UTF-8. Rename it.`);
};

/** Plans all pictures, then works through them. */
const prepare = async (
  args: readonly string[],
  flags: PrepareFlags,
  way: Way,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const { output: folder, overwrite = false, skipExisting = false, quiet, verbose } = flags;
  if (folder === '' || folder === '-') throw usageError(`-o is '${folder}', expected a folder.`);
  if (overwrite && skipExisting) throw usageError('--overwrite contradicts --skip-existing. Leave one out.');
  if (quiet && verbose) throw usageError('--quiet contradicts --verbose. Leave one out.');
  if (args.includes(STDIN))
    throw usageError("'-' (stdin) has no name for the results. Give a file or a folder.");
  const reporter = new Reporter({ quiet: quiet ?? false, verbose: verbose ?? false });
  const inputs = await expandInputs(args, flags.recursive ?? false);
  const leftOut = leftOutNote(inputs);
  if (leftOut !== undefined) reporter.note(leftOut);
  const items: PictureItem[] = [];
  for (const input of inputs.inputs.slice(0, flags.limit)) {
    signal.throwIfAborted();
    // What is wrong with a picture is told when its turn comes.
    const names = await way.outputs(input).catch(() => [basename(input.path, extname(input.path))]);
    const outputs = names.map((name) => join(folder, input.below, `${name}.png`));
    items.push({ input, inputs: [fileOf(input)], outputs, size: await inputBytes(input) });
  }
  refuseCollisions(
    items.flatMap(({ input, outputs }) => outputs.map((output) => ({ input, output }))),
    {
      input: 'Choose another -o, or leave that input out.',
      output: () => 'Write them into different folders.',
    },
  );
  checkOutputFolder(folder);
  if (flags.dryRun) {
    const planned = items.map(({ input, outputs }) => ({ input: input.path, outputs }));
    for (const { input, outputs } of planned) reporter.note(`${input} -> ${outputs.length} files`);
    if (flags.json) await printJson({ files: planned });
    return EXIT.ok;
  }
  await clearLeftovers([folder]);
  const ledger = await Ledgers.open({
    items,
    homeOf: () => folder,
    job: await jobIdentity(way.identity, []),
    archive: finishedJobs(),
    anew: overwrite,
  });
  const { PreparationWorkers } = await import('@srkit/datasets');
  const width = Math.min(flags.workers ?? availableParallelism(), items.length);
  const workers = new PreparationWorkers(width);
  try {
    const result = await runPictureJob<PictureItem, { readonly made: number }>(
      {
        items,
        ledger,
        width,
        compute: async (item, work) => {
          const mine = overwrite || item.outputs.some((output) => work.made(output));
          return { made: await way.write(workers, item, mine, signal) };
        },
        names: ({ input }) => ({ input: input.path }),
        line: ({ input }, { made }, seconds) => `${input.path} -> ${made} files | ${seconds.toFixed(2)} s`,
      },
      { overwrite, skipExisting, reporter, signal },
    );
    await ledger.close(result.complete);
    if (flags.json) {
      const { files, summary, interrupted } = result;
      await printJson({ leftOut: inputs.leftOut, files, summary, interrupted });
    }
    return result.exitCode;
  } finally {
    await workers.close();
  }
};

const subimages = async (
  args: readonly string[],
  flags: SubimagesFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const { probeImage } = await import('@srkit/image');
  const { subimagesOf } = await import('@srkit/datasets');
  const options = { cropSize: flags.crop, step: flags.step, threshSize: flags.thresh };
  const way: Way = {
    identity: ['subimages', options],
    outputs: async (input) => {
      const size = await probeImage(fileOf(input));
      return subimagesOf(basename(input.path), size, options).map(({ name }) => name);
    },
    write: (workers, { input, outputs }, overwrite, stop) =>
      workers.subimages({ input: fileOf(input), outputs, overwrite }, options, { signal: stop }),
  };
  return prepare(args, flags, way, signal);
};

const multiscale = (args: readonly string[], flags: PrepareFlags, signal: AbortSignal): Promise<ExitCode> => {
  const way: Way = {
    identity: ['multiscale'],
    outputs: async ({ path }) => [0, 1, 2, 3].map((i) => `${basename(path, extname(path))}T${i}`),
    write: (workers, { input, outputs }, overwrite, stop) =>
      workers.multiscale({ input: fileOf(input), outputs, overwrite }, { signal: stop }),
  };
  return prepare(args, flags, way, signal);
};

const withCommon = (command: Command): Command =>
  command
    .argument('<images...>', 'pictures, folders or glob patterns')
    .requiredOption('-o, --output <folder>', 'folder to write into')
    .option('--recursive', 'look into the folders of folders as well')
    .option('--limit <n>', 'only the first pictures', integerBetween(1, 100_000_000))
    .option('--workers <n>', 'pictures at once (default: one for each core)', integerBetween(1, 256))
    .option('--dry-run', 'print the plan and write nothing')
    .option('--overwrite', 'replace results that exist')
    .option('--skip-existing', 'leave out pictures whose results exist')
    .option('--json', 'print one JSON document with a report for each picture')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'print the stacks of errors');

/** Adds `srkit dataset subimages` and `srkit dataset multiscale`. */
export const addPrepare = (dataset: Command, run: Run): void => {
  withCommon(
    dataset
      .command('subimages')
      .summary('cut pictures into pieces that decode quickly')
      .description(
        "Cuts pictures into overlapping pieces as Real-ESRGAN's extract_subimages.py does: NAME_s001.png and on. The same command goes on where it was stopped.",
      ),
  )
    .option('--crop <px>', 'side of a piece', integerBetween(1, 65_536), 480)
    .option('--step <px>', 'from one piece to the next', integerBetween(1, 65_536), 240)
    .option('--thresh <px>', 'a rest wider than this gets pieces of its own', integerBetween(0, 65_536), 0)
    .addHelpText('after', EXIT_CODES_HELP)
    .action((images: string[], flags: SubimagesFlags) => run((signal) => subimages(images, flags, signal)));
  withCommon(
    dataset
      .command('multiscale')
      .summary('shrink pictures to several sizes')
      .description(
        "Shrinks pictures as Real-ESRGAN's generate_multiscale_DF2K.py does, with Pillow's Lanczos: to 0.75, 0.5 and a third of their sides, and to a shorter side of 400: NAMET0.png to NAMET3.png.",
      ),
  )
    .addHelpText('after', EXIT_CODES_HELP)
    .action((images: string[], flags: PrepareFlags) => run((signal) => multiscale(images, flags, signal)));
};
