import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import type { FinetuneOutcome } from '@srkit/training';
import { type Command, Option } from 'commander';
import { findAdapter } from '../backend/adapter';
import { BACKENDS } from '../backend/backends';
import { chooseBackend } from '../backend/choose-backend';
import { EXIT, EXIT_CODES_HELP, type ExitCode, OutputError, usageError } from '../errors';
import { expandInputs, sourceOf } from '../job/inputs';
import { resolveModel } from '../model/resolve-model';
import { BACKEND_NAMES, type BackendName, integerBetween, numberBetween } from '../options';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson } from '../terminal/streams';
import { importGradients } from '../train/import-gradients';
import { openWatch, watchOption } from '../watch/watch-option';

/** What each kind of damage is, in words. */
const UNDONE = {
  photo: 'a little blur, noise and JPEG, and clean ones',
  heavy: 'second-order degradation, and clean ones',
  bicubic: 'bicubic',
} as const;

/** `srkit finetune`'s options as commander gives them. */
interface FinetuneFlags {
  readonly from?: string;
  readonly output?: string;
  readonly minutes?: number;
  readonly iterations?: number;
  readonly maxMinutes?: number;
  readonly degradation?: keyof typeof UNDONE;
  readonly seed: number;
  readonly crop?: number;
  readonly batch?: number;
  readonly lr?: number;
  readonly recursive?: true;
  readonly overwrite?: true;
  readonly backend: BackendName | 'auto';
  readonly requireGpu?: true;
  readonly workers?: number;
  readonly watch?: true | number;
  readonly dryRun?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

const EXAMPLES = `
Examples:
  srkit finetune photos/ --minutes 20                 writes photos.safetensors and photos.png, a sheet to look at
  srkit upscale holiday.jpg --model photos.safetensors
  srkit finetune photos/ --from psnr -o mine.safetensors
  srkit finetune photos/ --minutes 60 --max-minutes 15    a quarter of it now; the same line goes on later
The same line once more goes on from where training ended, however it ended. Some crops are never trained on: on them the model
is measured before and after, and it is written only where it gained something.
`;

/** Where everything goes. */
const placesOf = ({ output }: FinetuneFlags, args: readonly string[]) => {
  const name = args.length === 1 ? basename(resolve(args[0]!)).replace(/[*?[\]{}]/g, '') : '';
  const model = output ?? `${name.replace(/\.\w+$/, '') || 'finetuned'}.safetensors`;
  if (extname(model) !== '.safetensors')
    throw usageError(`-o is '${model}', expected a name that ends in .safetensors.`);
  const stem = model.slice(0, -extname(model).length);
  return { model, sheet: `${stem}.png`, folder: `${stem}.training` };
};

const signed = (dB: number): string => `${dB < 0 ? '-' : '+'}${Math.abs(dB).toFixed(2)} dB`;

/** What was gained, in sentences. */
const gainLines = ({ degraded, clean, gain, crops, protocol }: FinetuneOutcome): string[] => {
  const line = (what: string, { before, after, bicubic }: typeof clean): string =>
    `${what}: ${before.toFixed(2)} dB before, ${after.toFixed(2)} after (${signed(after - before)}); bicubic ${bicubic.toFixed(2)}`;
  return [
    `${crops.length} held-out crops, ${protocol}:`,
    ...(degraded ? [line('  with blur, noise and JPEG', degraded)] : []),
    line('  only reduced', clean),
    ...(degraded ? [`  as mixed in training: ${signed(gain)}`] : []),
  ];
};

/** `srkit finetune`. */
const finetunePhotos = async (
  args: readonly string[],
  flags: FinetuneFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  if (flags.quiet && flags.verbose) throw usageError('--quiet contradicts --verbose. Leave one out.');
  if (flags.minutes !== undefined && flags.iterations !== undefined)
    throw usageError('--minutes contradicts --iterations. Leave one out.');
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: flags.verbose ?? false });
  const places = placesOf(flags, args);
  const { inputs } = await expandInputs(args, flags.recursive ?? false);
  // As `finetune` itself: what has learned from originals.
  const from = resolveModel(flags.from ?? 'srkit-compact-x4');
  if (existsSync(places.model) && !flags.overwrite && !flags.dryRun) {
    throw new OutputError(
      'E_OUTPUT_EXISTS',
      `'${places.model}' exists already. Choose another -o, or give --overwrite, which replaces it where something was gained.`,
    );
  }
  const choice = await chooseBackend(
    { backend: flags.backend, requireGpu: flags.requireGpu ?? false },
    findAdapter,
  );
  reporter.note(`backend ${choice.name}: ${choice.summary}`);
  const { decodeImage, writeImage } = await import('@srkit/image');
  const { finetune, LEAST_GAIN, TrainingError } = await import('@srkit/training');
  const { openRunFolder } = await import('@srkit/training/node');
  const { DegradationWorkers } = await import('@srkit/degradation/workers');
  const { TrainingProgress } = await import('../train/step-line');
  const watch = await openWatch(places.folder, flags.dryRun ? undefined : flags.watch, reporter);
  const free = await BACKENDS[choice.name].load();
  const count = flags.workers ?? availableParallelism();
  const workers = count > 0 ? new DegradationWorkers({ workers: count }) : undefined;
  // A dry run leaves nothing behind.
  const folder = flags.dryRun ? undefined : await openRunFolder(places.folder);
  try {
    await importGradients();
    const photos = inputs.map((input) => ({
      name: join(input.below, basename(input.path)),
      read: async () => decodeImage(await sourceOf(input), { offerTolerant: false, signal }),
    }));
    const tuning = finetune(photos, {
      from: from.source,
      name: from.name,
      degradation: flags.degradation,
      ...(workers && {
        degrade: (picture, recipe, work) => workers.applyToRaster(picture, recipe, work),
      }),
      minutes: flags.iterations === undefined ? flags.minutes : undefined,
      iterations: flags.iterations,
      batchSize: flags.batch,
      cropSize: flags.crop,
      lr: flags.lr,
      seed: flags.seed,
      maxMinutes: flags.maxMinutes,
      folder,
      signal,
      onNote: (note) => reporter.note(note),
      onPhoto: (done, total) => reporter.progress('reading photos', done / total, `${done} of ${total}`),
    });
    try {
      const plan = await tuning.prepare();
      reporter.endProgress();
      const { iterations, seconds, pieces, heldOut, degradation } = plan;
      reporter.note(
        `${plan.from} on ${pieces} pieces of ${inputs.length} photos (${UNDONE[degradation as keyof typeof UNDONE]}), ${heldOut} crops held out: ${iterations} iterations of ${plan.batchSize}${seconds === undefined ? '' : `, ${seconds.toFixed(2)} s each`}, in ${places.folder}`,
      );
      if (flags.dryRun) {
        if (flags.json) await printJson({ ...plan, ...places });
        return EXIT.ok;
      }
      const { before, bicubic } = plan.psnr;
      reporter.note(
        `the model as it is: ${before.toFixed(2)} dB on held-out crops; bicubic ${bicubic.toFixed(2)}`,
      );
      const progress = new TrainingProgress(reporter);
      for await (const step of tuning) {
        progress.show(step, iterations);
        if (step.validation)
          reporter.note(
            `${step.iteration}/${iterations}: ${step.validation['psnr']!.toFixed(2)} dB on held-out crops`,
          );
      }
      reporter.endProgress();
      const outcome = await tuning.outcome();
      const { iteration, gained, gain, protocol, degraded, clean } = outcome;
      for (const line of gainLines(outcome)) reporter.note(line);
      const done = iteration === iterations;
      const report = { ...plan, iteration, protocol, degraded, clean, gain, gained, training: places.folder };
      if (!done) {
        reporter.note(
          `ended after ${iteration} of ${iterations} iterations; the same line goes on from here. '${places.model}' is written at the end`,
        );
        if (flags.json) await printJson({ ...report, model: null, sheet: null });
        return EXIT.ok;
      }
      const { beforeAfterSheet } = await import('../finetune/before-after-sheet');
      await writeImage(places.sheet, await beforeAfterSheet(outcome.crops), {
        format: 'png',
        overwrite: true,
      });
      reporter.note(`before and after, to look at: ${places.sheet}`);
      if (gained) {
        const { writeWhole } = await import('@srkit/core/node');
        const said = { from: plan.from, gain: `${gain.toFixed(3)} dB`, protocol };
        await writeWhole(places.model, await tuning.file(said), { overwrite: flags.overwrite ?? false });
        reporter.note(`-> ${places.model}`);
      }
      if (flags.json)
        await printJson({ ...report, model: gained ? places.model : null, sheet: places.sheet });
      if (gained) return EXIT.ok;
      throw new TrainingError(
        'E_TRAINING_NO_GAIN',
        `Nothing was gained: ${signed(gain)} on held-out crops, expected at least ${LEAST_GAIN} dB, so '${places.model}' was not written. What was trained is kept as ${places.folder}/models/net_g_latest.safetensors. Give more photos or minutes, or another --lr, with another -o.`,
      );
    } finally {
      reporter.endProgress();
      await tuning.dispose();
    }
  } finally {
    await watch?.close();
    await folder?.close();
    await workers?.close();
    free();
  }
};

/** Adds `srkit finetune` to the program. */
export const addFinetune = (program: Command, run: Run): void => {
  program
    .command('finetune')
    .summary('adapt a model to photos of your own')
    .description(
      'Adapts a model to your photos: they are cut, made worse on the way as kept photos are (or only reduced), and the model learns to undo it. Crops that are never trained on say what was gained; a sheet shows them before and after. Ctrl-C ends it after the iteration that runs, with everything saved.',
    )
    .argument('<photos...>', 'photos, folders or glob patterns; a few dozen sharp ones are enough')
    .option('--from <model>', 'model to adapt: a name or a file (default: compact)')
    .option('-o, --output <file>', 'the adapted model (default: FOLDER.safetensors)')
    .addOption(
      new Option('--minutes <n>', 'how long to train in all (default: 20)').argParser(
        numberBetween(0.05, 1e6),
      ),
    )
    .option('--iterations <n>', 'how long to train, instead of minutes', integerBetween(1, 2 ** 31 - 1))
    .option(
      '--max-minutes <n>',
      'end this time after so many minutes of training, with everything saved',
      numberBetween(0, 1e6, { exclusive: true }),
    )
    .optionsGroup('Learning:')
    .addOption(
      new Option(
        '--degradation <kind>',
        "what is undone: photo, a little blur, noise and JPEG; heavy, those of pictures that went round the web (Real-ESRGAN's); bicubic, a clean reduction (default: the model's purpose)",
      ).choices(Object.keys(UNDONE)),
    )
    .option('--crop <px>', 'side of a crop in ground truth pixels (default: 192)', integerBetween(8, 4096))
    .option('--batch <n>', 'crops in an iteration (default: 8)', integerBetween(1, 4096))
    .option(
      '--lr <x>',
      'learning rate at the start (default: 0.0002)',
      numberBetween(0, 1, { exclusive: true }),
    )
    .option(
      '--seed <n>',
      'another one holds out other crops and draws anew',
      integerBetween(0, 0xffffffff),
      0,
    )
    .option('--recursive', 'look into the folders of folders as well')
    .optionsGroup('Device:')
    .addOption(
      new Option('--backend <name>', 'what computes').choices(['auto', ...BACKEND_NAMES]).default('auto'),
    )
    .option('--require-gpu', 'fail (exit code 4) where no graphics card can be used')
    .option('--workers <n>', 'threads that degrade (default: as many as cores)', integerBetween(0, 256))
    .optionsGroup('Output:')
    .option('--overwrite', 'replace a model that exists, where something was gained')
    .addOption(watchOption())
    .option('--dry-run', 'read the photos, measure, and say what would be trained')
    .option('--json', 'print the result (of a dry run: the plan) as JSON')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'print more, and the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action((photos: string[], flags: FinetuneFlags) =>
      run((signal) => finetunePhotos(photos, flags, signal)),
    );
};
