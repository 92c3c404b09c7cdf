import { dirname } from 'node:path';
import { itemsOfShard, jobIdentity, Ledgers, parseShard } from '@srkit/jobs';
import { isObjectUrl } from '@srkit/jobs/objects';
import { type Command, Option } from 'commander';
import { findAdapter } from '../backend/adapter';
import { chooseBackend } from '../backend/choose-backend';
import type { DegradeItem } from '../degrade/degrade-picture';
import type { RecipeFlags } from '../degrade/recipes';
import { EXIT_CODES_HELP, type ExitCode, usageError } from '../errors';
import { checkOutputFolder, refuseCollisions } from '../job/collisions';
import { expandInputs, filesOfInput, inputBytes, leftOutNote, STDIN } from '../job/inputs';
import { openObjectResults, publishing } from '../job/object-results';
import { clearLeftovers, finishedJobs, runPictureJob } from '../job/run-picture-job';
import {
  BACKEND_NAMES,
  type BackendName,
  integerBetween,
  PRESET_NAMES,
  parseCrop,
  SHARD_HELP,
} from '../options';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson } from '../terminal/streams';

/** `srkit degrade`'s options as commander gives them. */
interface DegradeFlags extends RecipeFlags {
  readonly output: string;
  readonly saveRecipes?: true;
  readonly backend: BackendName | 'auto';
  readonly requireGpu?: true;
  readonly overwrite?: true;
  readonly skipExisting?: true;
  readonly recursive?: true;
  readonly tolerant?: true;
  readonly shard?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

/** What a recipe decides already. */
const DECIDED = [
  'preset',
  'options',
  'scale',
  'crop',
  'seed',
  'count',
  'sheet',
] as const satisfies readonly (keyof DegradeFlags)[];

/** Refuses options that contradict each other. @throws ConfigError saying which to leave out. */
const checkFlags = (flags: DegradeFlags): void => {
  const { output, preset, options, recipe, saveRecipes, sheet, quiet, verbose } = flags;
  if (output === '' || output === '-') {
    throw usageError(`-o is '${output}', expected a folder: one picture gives several files.`);
  }
  if (preset !== undefined && options !== undefined) {
    throw usageError('--preset contradicts --options, which says everything itself. Leave one out.');
  }
  const decided = recipe === undefined ? undefined : DECIDED.find((name) => flags[name] !== undefined);
  if (decided !== undefined) {
    throw usageError(`--${decided} contradicts --recipe, which has decided everything. Leave one out.`);
  }
  if (sheet && saveRecipes) {
    throw usageError(
      '--save-recipes contradicts --sheet, whose samples are those of a cut of the picture. Run once with each; a seed gives the same strengths.',
    );
  }
  if (flags.overwrite && flags.skipExisting) {
    throw usageError('--overwrite contradicts --skip-existing. Leave one out.');
  }
  if (quiet && verbose) throw usageError('--quiet contradicts --verbose. Leave one out.');
};

/** Largest ground truth over LQ; `@srkit/degradation` has the same bound. */
const MAX_SCALE = 16;
/** So that the numbers in names have four digits and sort. */
const MAX_COUNT = 9999;

const EXAMPLES = `
Examples:
  srkit degrade holiday.jpg -o low/                        writes low/holiday_lq.png
  srkit degrade photos/ -o pairs/ --crop 256 --count 10    training pairs: _0001_lq.png and _0001_gt.png, ...
  srkit degrade s3://photos/ -o s3://pairs/ --crop 256     objects, with the package @aws-sdk/client-s3
  srkit degrade holiday.jpg -o sheets/ --sheet             eight samples and their parameters in one picture
  srkit degrade photos/ -o low/ --options train_realesrgan_x4plus.yml --seed 7
  srkit degrade holiday.jpg -o low/ --save-recipes         and holiday_lq.json, which makes it again:
  srkit degrade holiday.jpg -o again/ --recipe low/holiday_lq.json
`;

/** `srkit degrade`: checks everything that can be checked, then works through the pictures. */
const degrade = async (
  args: readonly string[],
  flags: DegradeFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  checkFlags(flags);
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const { output: folder, overwrite = false, skipExisting = false, saveRecipes = false } = flags;
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: flags.verbose ?? false });
  if (args.includes(STDIN)) {
    throw usageError("'-' (stdin) has no name for the results. Give a file, a folder or a pattern.");
  }
  const inputs = await expandInputs(args, flags.recursive ?? false);
  const { recipeSourceOf } = await import('../degrade/recipes');
  const { degradedLine, degradeWith, filesOf, movedItem, namedResult, sampleFiles, sheetFile } = await import(
    '../degrade/degrade-picture'
  );
  const { openDegrader } = await import('../degrade/degrader');
  const source = await recipeSourceOf(flags);
  const leftOut = leftOutNote(inputs);
  if (leftOut !== undefined) reporter.note(leftOut);

  const all: DegradeItem[] = [];
  for (const input of inputs.inputs) {
    const samples = sampleFiles(input, { folder, saveRecipes, count: source.count, crops: source.crops });
    const sheet = sheetFile(input, folder);
    const outputs = flags.sheet ? [sheet] : samples.flatMap(filesOf);
    const watched = isObjectUrl(folder) ? [input.file] : filesOfInput(input);
    all.push({ input, inputs: watched, outputs, size: await inputBytes(input), samples, sheet });
  }
  refuseCollisions(
    all.flatMap(({ input, outputs }) => outputs.map((output) => ({ input, output }))),
    {
      input: 'Choose another -o, or leave that input out.',
      output: () => 'Degrade them one after the other, into different folders.',
    },
  );
  const items = shard ? itemsOfShard(all, shard, () => folder) : all;
  const folders = isObjectUrl(folder) ? [] : items.map(({ outputs }) => dirname(outputs[0]!));
  for (const each of new Set(folders)) checkOutputFolder(each);

  const request = { backend: flags.backend, requireGpu: flags.requireGpu ?? false };
  const choice = await chooseBackend(request, findAdapter);
  reporter.note(`backend ${choice.name}: ${choice.summary}`);
  reporter.detail(`because: ${choice.reason}`);
  await clearLeftovers(folders);
  const job = (): Promise<string> =>
    jobIdentity([source.identity, saveRecipes, flags.sheet ?? false, flags.tolerant ?? false], []);
  const results = await openObjectResults(folder, job, overwrite);
  const ledgers = results
    ? undefined
    : await Ledgers.open({
        items: all,
        homeOf: () => folder,
        job: await job(),
        archive: finishedJobs(),
        anew: overwrite,
      });
  const degrader = await openDegrader(choice.name, items.length * source.count);
  try {
    const shared = { source, degrader, overwrite, reporter, tolerant: flags.tolerant ?? false };
    const { sheetWith } = await import('../degrade/sheet-of-picture');
    const crop = typeof flags.crop === 'number' ? flags.crop : 0;
    const compute = publishing(
      results,
      movedItem,
      flags.sheet ? sheetWith({ ...shared, seed: flags.seed ?? 0, crop }) : degradeWith(shared),
    );
    const result = await runPictureJob(
      {
        items,
        ledger: results ?? ledgers!,
        // Either the samples of a picture share the workers, or the pictures do.
        width: source.count > 1 ? 1 : degrader.width,
        compute: async (item, work) => namedResult(item, await compute(item, work)),
        names: ({ input }) => ({ input: input.path }),
        line: degradedLine,
      },
      { overwrite, skipExisting, reporter, signal },
    );
    // The ledger of shards stays: other machines look there for what is done.
    await ledgers?.close(result.complete && shard === undefined);
    if (flags.json) {
      const { files, summary, interrupted } = result;
      const { name, scale } = source;
      await printJson({
        degradation: name,
        scale,
        backend: choice,
        leftOut: inputs.leftOut,
        files,
        summary,
        interrupted,
      });
    }
    return result.exitCode;
  } finally {
    await results?.close();
    await degrader.close();
  }
};

/** Adds `srkit degrade` to the program. */
export const addDegrade = (program: Command, run: Run): void => {
  program
    .command('degrade')
    .summary('make low-resolution pictures to train on')
    .description(
      "Makes low-resolution pictures as Real-ESRGAN's training does: blur, resize, noise and JPEG, drawn at random. Rows and columns that the scale does not divide are cut off at the bottom and right. Grey becomes RGB, alpha is left out.",
    )
    .argument('<images...>', 'pictures, folders or glob patterns')
    .requiredOption('-o, --output <folder>', 'folder to write into')
    .optionsGroup('Degradation:')
    .addOption(
      new Option('--preset <name>', 'published degradation (default: realesrgan-x4plus)').choices(
        PRESET_NAMES,
      ),
    )
    .option('--options <file>', "BasicSR's option file (.yml), or srkit's own options (.json)")
    .option(
      '--scale <n>',
      'ground truth over LQ (default: as the degradation has it)',
      integerBetween(1, MAX_SCALE),
    )
    .option(
      '--crop <px>',
      'side of a random crop, in ground truth pixels; none for no crop (default)',
      parseCrop,
    )
    .option('--recipe <file>', 'make again what --save-recipes wrote, for a picture of the same size')
    .optionsGroup('Samples:')
    .option('--seed <n>', 'another one gives other samples (default: 0)', integerBetween(0, 0xffffffff))
    .option(
      '--count <n>',
      'samples for each picture (default: 1, 8 on a sheet)',
      integerBetween(1, MAX_COUNT),
    )
    .optionsGroup('Device:')
    .addOption(
      new Option('--backend <name>', 'where to compute').choices(['auto', ...BACKEND_NAMES]).default('auto'),
    )
    .option('--require-gpu', 'fail (exit code 4) instead of falling back to the CPU')
    .optionsGroup('Output:')
    .option('--save-recipes', 'write what was drawn beside each result, as JSON')
    .option(
      '--sheet',
      'write one contact sheet for each picture instead, of at most its middle 400x400 pixels',
    )
    .option('--overwrite', 'replace results that exist')
    .option('--skip-existing', 'leave out pictures whose results exist')
    .option('--tolerant', 'read damaged pictures as far as they go, and say so')
    .option('--recursive', 'look into the folders of folders as well')
    .option('--shard <i/n>', SHARD_HELP)
    .optionsGroup('Messages:')
    .option('--json', 'print one JSON document with a report for each picture')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'print what was drawn, and the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action((images: string[], flags: DegradeFlags) => run((signal) => degrade(images, flags, signal)));
};
