import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { isObjectUrl } from '@srkit/jobs/objects';
import type { JobQueue, Roots } from '@srkit/jobs/queue';
import { type Command, Option } from 'commander';
import { findAdapter } from '../backend/adapter';
import { chooseBackend } from '../backend/choose-backend';
import { EXIT, EXIT_CODES_HELP, type ExitCode, exitCodeOf, OutputError, usageError } from '../errors';
import { refuseCollisions } from '../job/collisions';
import { expandInputs, type Input, leftOutNote, STDIN } from '../job/inputs';
import { nameOutputs } from '../job/outputs';
import { endsJob } from '../job/run-picture-job';
import {
  BACKEND_NAMES,
  type BackendName,
  FORMATS,
  integerBetween,
  numberBetween,
  PRESET_NAMES,
  type PresetName,
  parseCrop,
} from '../options';
import type { QueuePayload } from '../queue/payloads';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson, printText } from '../terminal/streams';
import {
  addLmrOptions,
  type LmrGroupFlags,
  type LmrSceneFlags,
  lmrOptionsOf,
  scenesOf,
} from './dataset-build-lmr';

interface QueueFlags {
  readonly redis?: string;
  readonly queue: string;
  readonly json?: true;
}

/** What all additions take. */
interface AddingFlags extends QueueFlags {
  readonly root: readonly string[];
  readonly output: string;
  readonly overwrite?: true;
  readonly attempts: number;
}

interface AddFlags extends AddingFlags {
  readonly model?: string;
  readonly outscale?: number;
  readonly format: (typeof FORMATS)[number] | 'auto';
  readonly quality?: number;
  readonly suffix: string;
  readonly recursive?: true;
}

interface AddDegradeFlags extends AddingFlags {
  readonly preset?: PresetName;
  readonly options?: string;
  readonly scale?: number;
  readonly crop?: number | 'none';
  readonly seed?: number;
  readonly count?: number;
  readonly saveRecipes?: true;
  readonly recursive?: true;
}

interface AddLmrFlags extends AddingFlags, LmrSceneFlags, LmrGroupFlags {
  readonly patches?: true;
}

interface AddEvalFlags extends AddingFlags {
  readonly model: readonly string[];
  readonly dataset: readonly string[];
  readonly metrics: readonly string[];
  readonly lr: 'auto' | 'given' | 'matlab';
  readonly channel: 'y' | 'rgb';
  readonly crop?: number;
  readonly limit?: number;
}

interface WorkFlags extends QueueFlags {
  readonly root: readonly string[];
  readonly backend: BackendName | 'auto';
  readonly requireGpu?: true;
  readonly drain?: true;
  readonly stalledAfter: number;
  readonly quiet?: true;
  readonly verbose?: true;
}

const EXAMPLES = `
Examples:
  export SRKIT_REDIS_URL=rediss://:password@queue.example:6380
  srkit queue add scans/ -o large/ --root scans=scans --root large=large
  srkit queue work --root scans=/mnt/scans --root large=/mnt/large      on any number of machines
  srkit queue add-degrade photos/ -o pairs/ --crop 256 --count 10 --root photos=photos --root pairs=pairs
  srkit queue add-build-lmr --megadepth MegaDepth/ -o lmr/ --root mega=MegaDepth --root lmr=lmr
  srkit queue add-eval --model psnr --dataset Set5=data/Set5 -o results/ --root data=data --root results=results
  srkit queue status
  srkit queue retry

A root may lie in an object store: --root scans=s3://bucket/scans, on all machines.
`;

/** The variable keeps the password out of the list of processes. */
const REDIS_VARIABLE = 'SRKIT_REDIS_URL';

/** Opens the queue, lets `use` have it, and closes it. */
const withQueue = async <T>(
  { redis = process.env[REDIS_VARIABLE], queue }: QueueFlags,
  use: (queue: JobQueue) => Promise<T>,
): Promise<T> => {
  if (redis === undefined || redis === '') {
    throw usageError(`There is no Redis server. Give --redis URL, or set ${REDIS_VARIABLE}.`);
  }
  const { JobQueue } = await import('@srkit/jobs/queue');
  const opened = await JobQueue.open(redis, queue);
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
};

const rootsOf = async (given: readonly string[]): Promise<Roots> => {
  const { Roots: Parser } = await import('@srkit/jobs/queue');
  return Parser.parse(given);
};

const items = (count: number): string => `${count} item${count === 1 ? '' : 's'}`;

/** Payloads without options that were not given, as every machine reads them. */
const checked = async (payloads: readonly object[]): Promise<QueuePayload[]> => {
  const { parsePayload } = await import('../queue/payloads');
  return payloads.map((payload) => parsePayload(JSON.parse(JSON.stringify(payload))));
};

/** Puts items into the queue and says how many were new. */
const addAll = async (
  payloads: readonly object[],
  flags: AddingFlags,
  reporter: Reporter,
): Promise<ExitCode> => {
  const all = await checked(payloads);
  return withQueue(flags, async (queue) => {
    const added = await queue.add(all, flags.attempts);
    const known = all.length - added;
    reporter.note(`${flags.queue}: ${items(added)} added${known > 0 ? `, ${known} known already` : ''}`);
    if (flags.json) await printJson({ queue: flags.queue, added, known });
    return EXIT.ok;
  });
};

const VERSION = 1;

/** Size and time of a file or folder; an object's are not asked for. */
const stateOf = async (path: string | Buffer): Promise<readonly [number, number]> => {
  if (isObjectUrl(path)) return [0, 0];
  const { size, mtimeMs } = await stat(path);
  return [size, mtimeMs];
};

/** A model's name, or its file's place. */
const modelOf = async (roots: Roots, model: string | undefined): Promise<string | undefined> => {
  if (model === undefined) return undefined;
  if (extname(model) !== '') return roots.placeOf(model);
  const { isNamedModel } = await import('../queue/payloads');
  if (isNamedModel(model)) return model;
  throw usageError(
    `--model is '${model}', expected a built-in or released model, or a file below a root. srkit models list shows the names.`,
  );
};

/** Pictures to add. */
const inputsOf = async (
  args: readonly string[],
  recursive: boolean,
  reporter: Reporter,
): Promise<readonly Input[]> => {
  if (args.includes(STDIN)) throw usageError("'-' (stdin) cannot be read by other machines. Give files.");
  const inputs = await expandInputs(args, recursive);
  const leftOut = leftOutNote(inputs);
  if (leftOut !== undefined) reporter.note(leftOut);
  return inputs.inputs;
};

/** `srkit queue add`. */
const add = async (args: readonly string[], flags: AddFlags): Promise<ExitCode> => {
  const reporter = new Reporter({ quiet: false, verbose: false });
  const roots = await rootsOf(flags.root);
  const outputs = nameOutputs(await inputsOf(args, flags.recursive ?? false, reporter), {
    target: { kind: 'folder', path: flags.output },
    format: flags.format,
    suffix: flags.suffix,
  });
  refuseCollisions(outputs, {
    input: 'Choose another -o or --suffix, or leave that input out.',
    output: () => 'Add them one after the other, with different folders.',
  });
  const model = await modelOf(roots, flags.model);
  const payloads: object[] = [];
  for (const { input, output } of outputs) {
    payloads.push({
      version: VERSION,
      command: 'upscale',
      input: await roots.placeOf(input.path),
      state: await stateOf(input.file),
      output: await roots.placeOf(output),
      model,
      outscale: flags.outscale,
      quality: flags.quality,
      overwrite: flags.overwrite ?? false,
    });
  }
  return addAll(payloads, flags, reporter);
};

/** `srkit queue add-degrade`. */
const addDegrade = async (args: readonly string[], flags: AddDegradeFlags): Promise<ExitCode> => {
  const reporter = new Reporter({ quiet: false, verbose: false });
  const roots = await rootsOf(flags.root);
  const { preset, scale, seed, count, crop } = flags;
  const { recipeSourceOf } = await import('../degrade/recipes');
  // Options that cannot be are told here, and not by every worker.
  await recipeSourceOf(flags);
  const options = flags.options && (await roots.placeOf(flags.options));
  const payloads: object[] = [];
  for (const input of await inputsOf(args, flags.recursive ?? false, reporter)) {
    payloads.push({
      version: VERSION,
      command: 'degrade',
      input: await roots.placeOf(input.path),
      state: await stateOf(input.file),
      output: await roots.placeOf(flags.output, { folder: true }),
      below: input.below.replaceAll('\\', '/'),
      ...{ preset, options, scale, seed, count, crop: crop === 'none' ? undefined : crop },
      saveRecipes: flags.saveRecipes ?? false,
      overwrite: flags.overwrite ?? false,
    });
  }
  return addAll(payloads, flags, reporter);
};

/** `srkit queue add-build-lmr`. */
const addLmr = async (flags: AddLmrFlags): Promise<ExitCode> => {
  const reporter = new Reporter({ quiet: false, verbose: false });
  const roots = await rootsOf(flags.root);
  const payloads: object[] = [];
  for (const { name, images, sparse, depths } of await scenesOf(flags)) {
    payloads.push({
      version: VERSION,
      command: 'build-lmr',
      scene: name,
      input: await roots.placeOf(images, { folder: true }),
      state: await stateOf(sparse),
      ...(!flags.pairsFromMatching && { sparse: await roots.placeOf(sparse, { folder: true }) }),
      ...(depths !== undefined && { depths: await roots.placeOf(depths, { folder: true }) }),
      output: await roots.placeOf(flags.output, { folder: true }),
      patches: flags.patches ?? false,
      options: lmrOptionsOf(flags),
      overwrite: flags.overwrite ?? false,
    });
  }
  const exitCode = await addAll(payloads, flags, reporter);
  reporter.note('When all is done, srkit dataset build-lmr with the same options writes the manifests.');
  return exitCode;
};

/** `srkit queue add-eval`. */
const addEval = async (flags: AddEvalFlags): Promise<ExitCode> => {
  const reporter = new Reporter({ quiet: false, verbose: false });
  const roots = await rootsOf(flags.root);
  const payloads: object[] = [];
  for (const text of flags.dataset) {
    const [, name, folder] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (!name || !folder) {
      throw usageError(`--dataset is '${text}', expected NAME=FOLDER, such as Set5=data/Set5.`);
    }
    for (const model of flags.model.length > 0 ? flags.model : [undefined]) {
      payloads.push({
        version: VERSION,
        command: 'eval',
        dataset: name,
        input: await roots.placeOf(folder, { folder: true }),
        state: await stateOf(folder),
        output: await roots.placeOf(flags.output, { folder: true }),
        model: await modelOf(roots, model),
        metrics: flags.metrics,
        lr: flags.lr,
        channel: flags.channel,
        crop: flags.crop,
        limit: flags.limit,
        overwrite: flags.overwrite ?? false,
      });
    }
  }
  if (payloads.length === 0) throw usageError('Give at least one --dataset NAME=FOLDER.');
  const exitCode = await addAll(payloads, flags, reporter);
  reporter.note('When all is done, srkit eval with the same options and folder writes the tables.');
  return exitCode;
};

/** A damaged picture stays damaged, an option out of range as well, and what is in the way stays there. */
const isFinal = (error: unknown): boolean =>
  ([EXIT.usage, EXIT.badInput] as readonly number[]).includes(exitCodeOf(error)) ||
  (error instanceof OutputError && error.code === 'E_OUTPUT_EXISTS');

/** `srkit queue work`. */
const work = async (flags: WorkFlags, signal: AbortSignal): Promise<ExitCode> => {
  const { quiet, verbose, drain = false, stalledAfter } = flags;
  if (quiet && verbose) throw usageError('--quiet contradicts --verbose. Leave one out.');
  const reporter = new Reporter({ quiet: quiet ?? false, verbose: verbose ?? false });
  const roots = await rootsOf(flags.root);
  if (flags.root.length === 0) {
    throw usageError(
      'There is no root. --root NAME=FOLDER says which folders this worker may read and write.',
    );
  }
  const request = { backend: flags.backend, requireGpu: flags.requireGpu ?? false };
  const choice = await chooseBackend(request, findAdapter);
  reporter.note(`backend ${choice.name}: ${choice.summary}`);
  const { QueueWorker } = await import('../queue/queue-worker');
  const worker = new QueueWorker({ roots, backend: choice.name, reporter, signal });
  let [done, failed] = [0, 0];
  try {
    await withQueue(flags, (queue) =>
      queue.work({
        compute: (payload, item) => worker.compute(payload, item),
        isFinal,
        endsWork: endsJob,
        onOutcome(payload, error, willRetry) {
          const { input } = payload as Partial<QueuePayload>;
          if (error === undefined) done++;
          else {
            if (!willRetry) failed++;
            reporter.error(error, `${input ?? 'an item'}${willRetry ? ' (will be tried again)' : ''}`);
          }
        },
        drain,
        stalledMs: stalledAfter * 1000,
        signal,
      }),
    );
  } finally {
    await worker.close();
    reporter.note(`${done} done, ${failed} failed by this worker`);
    if (flags.json) await printJson({ queue: flags.queue, done, failed });
  }
  return failed > 0 ? EXIT.runtime : EXIT.ok;
};

/** `srkit queue status`. */
const status = (flags: QueueFlags): Promise<ExitCode> =>
  withQueue(flags, async (queue) => {
    const { waiting, active, delayed, done, failed, perMinute, running, failures } = await queue.status();
    if (flags.json) {
      const found = { waiting, active, delayed, done, failed, perMinute, running, failures };
      await printJson({ queue: flags.queue, ...found });
      return EXIT.ok;
    }
    const inputOf = (payload: unknown): string => String((payload as Partial<QueuePayload>).input);
    const left = waiting + active + delayed;
    const time = perMinute > 0 && left > 0 ? `, about ${Math.ceil(left / perMinute)} min left` : '';
    const lines = [
      `${flags.queue}: ${waiting} waiting, ${active} running, ${delayed} to be tried again, ${done} done, ${failed} failed`,
      `${perMinute} in the last minute${time}`,
      ...running.map(({ payload, progress }) => `  ${inputOf(payload)} ${Math.round(100 * progress)} %`),
      ...failures.map(({ payload, reason }) => `  failed: ${inputOf(payload)}: ${reason.slice(0, 300)}`),
    ];
    await printText(lines.map((line) => `${line}\n`).join(''));
    return EXIT.ok;
  });

/** `srkit queue retry`. */
const retry = (flags: QueueFlags): Promise<ExitCode> =>
  withQueue(flags, async (queue) => {
    const count = await queue.retry();
    if (flags.json) await printJson({ queue: flags.queue, retried: count });
    else await printText(`${flags.queue}: ${items(count)} back in the queue\n`);
    return EXIT.ok;
  });

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

/** Adds `srkit queue` and its commands to the program. */
export const addQueue = (program: Command, run: Run): void => {
  const queue = program
    .command('queue')
    .summary('share work among machines, by a Redis server')
    .description(
      'A queue on a Redis server of pictures to upscale or degrade, scenes of data sets to build and networks to evaluate, which any number of machines work on. They share the folders, by whatever paths: each names them by --root. Needs the packages bullmq and ioredis.',
    )
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP);
  const command = (name: string, summary: string): Command =>
    queue
      .command(name)
      .summary(summary)
      .description(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`)
      .option('--redis <url>', `redis:// or rediss:// (TLS) (default: ${REDIS_VARIABLE})`)
      .option('--queue <name>', 'name of the queue', 'upscale')
      .option('--json', 'print one JSON document')
      .addHelpText('after', EXIT_CODES_HELP);
  const root = ['--root <name=folder>', 'a folder that the machines share; may be given again'] as const;
  const adding = (name: string, summary: string): Command =>
    command(name, summary)
      .requiredOption('-o, --output <folder>', 'folder for the results, below a root')
      .option(...root, collect, [])
      .option('--overwrite', 'replace results that exist')
      .option('--attempts <n>', 'how often an item is tried, with growing pauses', integerBetween(1, 100), 3);
  adding('add', 'add pictures to upscale; those that are in the queue already stay as they are')
    .argument('<images...>', 'pictures, folders, glob patterns or objects')
    .option('-m, --model <name>', 'a built-in or released model, or a file below a root')
    .option('--outscale <x>', "final scale (default: the model's)", numberBetween(0, 64, { exclusive: true }))
    .addOption(
      new Option('--format <format>', "format to write; auto is the input's")
        .choices([...FORMATS, 'auto'])
        .default('png'),
    )
    .option('--quality <n>', 'of JPEG, WebP and AVIF, 1..100', integerBetween(1, 100))
    .option('--suffix <text>', 'added to the names of results', '')
    .option('--recursive', 'look into the folders of folders as well')
    .action((images: string[], flags: AddFlags) => run(() => add(images, flags)));
  adding('add-degrade', 'add pictures to degrade, as srkit degrade does')
    .argument('<images...>', 'pictures, folders, glob patterns or objects')
    .addOption(
      new Option('--preset <name>', 'published degradation (default: realesrgan-x4plus)').choices(
        PRESET_NAMES,
      ),
    )
    .option('--options <file>', "BasicSR's option file (.yml) or srkit's own (.json), below a root")
    .option('--scale <n>', 'ground truth over LQ (default: as the degradation has it)', integerBetween(1, 16))
    .option('--crop <px>', 'side of a random crop; none for no crop (default)', parseCrop)
    .option('--seed <n>', 'another one gives other samples (default: 0)', integerBetween(0, 0xffffffff))
    .option('--count <n>', 'samples for each picture (default: 1)', integerBetween(1, 9999))
    .option('--save-recipes', 'write what was drawn beside each result, as JSON')
    .option('--recursive', 'look into the folders of folders as well')
    .action((images: string[], flags: AddDegradeFlags) => run(() => addDegrade(images, flags)));
  addLmrOptions(adding('add-build-lmr', 'add scenes to build, as srkit dataset build-lmr does'))
    .option('--patches', 'write the patches of training groups as pictures')
    .action((flags: AddLmrFlags) => run(() => addLmr(flags)));
  adding('add-eval', 'add networks to evaluate on data sets, as srkit eval does')
    .option(
      '-m, --model <model>',
      'a built-in or released model, or a file below a root; may be given again',
      collect,
      [],
    )
    .option(
      '--dataset <name=folder>',
      'pictures to measure on, below a root; may be given again',
      collect,
      [],
    )
    .option('--metrics <names>', 'some of psnr, ssim, ms-ssim, niqe', (text) => text.split(','), [
      'psnr',
      'ssim',
    ])
    .addOption(
      new Option('--lr <how>', 'LR pictures: those of the folder, or made from the originals')
        .choices(['auto', 'given', 'matlab'])
        .default('auto'),
    )
    .addOption(new Option('--channel <name>', 'what is compared').choices(['y', 'rgb']).default('y'))
    .option('--crop <px>', 'pixels left out at every border (default: the scale)', integerBetween(0, 1024))
    .option('--limit <n>', 'pictures of each data set', integerBetween(1, 1e9))
    .action((flags: AddEvalFlags) => run(() => addEval(flags)));
  command('work', 'do what a queue holds, one item after the other')
    .option(...root, collect, [])
    .addOption(
      new Option('--backend <name>', 'where to compute').choices(['auto', ...BACKEND_NAMES]).default('auto'),
    )
    .option('--require-gpu', 'fail (exit code 4) instead of falling back to the CPU')
    .option('--drain', 'end when nothing is left (default: wait for more)')
    .option(
      '--stalled-after <s>',
      'seconds of silence after which another worker takes over an item',
      integerBetween(1, 3600),
      30,
    )
    .option('--quiet', 'print errors only')
    .option('--verbose', 'print the stacks of errors')
    .action((flags: WorkFlags) => run((signal) => work(flags, signal)));
  command('status', 'show what waits, runs, is done and has failed').action((flags: QueueFlags) =>
    run(() => status(flags)),
  );
  command('retry', 'put items that have failed back into the queue').action((flags: QueueFlags) =>
    run(() => retry(flags)),
  );
};
