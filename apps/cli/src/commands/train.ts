import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { TrainedStep, TrainingPlan } from '@srkit/training';
import { type Command, Option } from 'commander';
import { findAdapter } from '../backend/adapter';
import { BACKENDS } from '../backend/backends';
import { chooseBackend } from '../backend/choose-backend';
import { EXIT, EXIT_CODES_HELP, type ExitCode, InputError, usageError } from '../errors';
import { BACKEND_NAMES, type BackendName, integerBetween, numberBetween } from '../options';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson } from '../terminal/streams';
import { importGradients } from '../train/import-gradients';
import { openWatch, watchOption } from '../watch/watch-option';

/** `srkit train`'s options as commander gives them. */
interface TrainFlags {
  readonly opt: string;
  readonly set?: readonly string[];
  readonly output?: string;
  readonly vgg16?: string;
  readonly vgg19?: string;
  readonly backend: BackendName | 'auto';
  readonly requireGpu?: true;
  readonly recompute?: true;
  readonly workers?: number;
  readonly maxIter?: number;
  readonly maxMinutes?: number;
  readonly onCollapse: 'stop' | 'restore';
  readonly watch?: true | number;
  readonly dryRun?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

const EXAMPLES = `
Examples:
  srkit train -opt train_realesrgan_x4plus.yml --set datasets.train.dataroot_gt=photos/ --set datasets.train.meta_info=~
  srkit train -opt finetune_realesrgan_x4plus.yml --vgg19 vgg19-dcbb9e9d.pth --max-minutes 60
  srkit train -opt stage3_restoration_mse.yml --set num_gpu=1 --dry-run
The same line once more goes on from where training ended, however it ended.
`;

/** The table of keys that have no meaning here. */
const explain = ({ idle }: TrainingPlan): string[] => {
  if (idle.length === 0) return [];
  const width = Math.max(...idle.map(({ key }) => key.length));
  return ['keys that change nothing here:', ...idle.map(({ key, why }) => `  ${key.padEnd(width)}  ${why}`)];
};

const readOptions = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new InputError(
      'E_INPUT_MISSING',
      `The option file '${path}' cannot be read: ${(cause as Error).message}.`,
      { cause },
    );
  }
};

/** `srkit train`. */
const train = async (flags: TrainFlags, signal: AbortSignal): Promise<ExitCode> => {
  if (flags.quiet && flags.verbose) throw usageError('--quiet contradicts --verbose. Leave one out.');
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: flags.verbose ?? false });
  const text = await readOptions(flags.opt);
  const { planFromOfficial, Trainer } = await import('@srkit/training');
  const settings = [
    ...(flags.vgg16 === undefined ? [] : [`path.vgg16=${JSON.stringify(flags.vgg16)}`]),
    ...(flags.vgg19 === undefined ? [] : [`path.vgg19=${JSON.stringify(flags.vgg19)}`]),
    ...(flags.recompute ? ['train.recompute=true'] : []),
    ...(flags.set ?? []),
    ...(flags.maxIter === undefined
      ? []
      : [`train.${text.includes('niter:') ? 'niter' : 'total_iter'}=${flags.maxIter}`]),
  ];
  const plan = planFromOfficial(text, settings);
  const { recipe } = plan;
  const output = flags.output ?? join('experiments', recipe.name);
  for (const line of explain(plan)) reporter.note(line);
  reporter.note(
    `${recipe.kind} '${recipe.name}': ${recipe.totalIter} iterations of ${plan.loader.batchSize}${recipe.accumulate > 1 ? ` x ${recipe.accumulate}` : ''} from ${plan.dataset.root} into ${output}`,
  );
  if (flags.dryRun) {
    if (flags.json) await printJson(plan);
    return EXIT.ok;
  }
  const choice = await chooseBackend(
    { backend: flags.backend, requireGpu: flags.requireGpu ?? false },
    findAdapter,
  );
  reporter.note(`backend ${choice.name}: ${choice.summary}`);
  const { openRunFolder } = await import('@srkit/training/node');
  const watch = await openWatch(output, flags.watch, reporter);
  const folder = await openRunFolder(output);
  try {
    const free = await BACKENDS[choice.name].load();
    try {
      await importGradients();
      const { openData, openValidation } = await import('../train/open-data');
      const { officialStart } = await import('../train/official-start');
      const { stepLine, TrainingProgress } = await import('../train/step-line');
      const workers = flags.workers ?? Math.min(plan.loader.workers ?? 1, availableParallelism());
      const data = openData(plan, workers);
      const note = (line: string): void => reporter.note(line);
      const progress = new TrainingProgress(reporter);
      let last: TrainedStep | undefined;
      const trainer = new Trainer(recipe as never, {
        data,
        folder,
        from: officialStart(plan),
        validation: openValidation(plan, note),
        signal,
        maxMinutes: flags.maxMinutes,
        onCollapse: flags.onCollapse,
        onNote: note,
      });
      try {
        for await (const step of trainer) {
          last = step;
          progress.show(step, recipe.totalIter);
          const { iteration, validation, eta } = step;
          if (iteration % recipe.logEvery === 0 || iteration === recipe.totalIter)
            reporter.note(
              `${stepLine(step, recipe.totalIter)}${eta === undefined ? '' : ` | ${Math.round(eta)} s left`}`,
            );
          if (validation) {
            const figures = Object.entries(validation).map(([name, value]) => `${name} ${value.toFixed(4)}`);
            reporter.note(`${iteration}: ${figures.join(', ')}`);
          }
        }
      } finally {
        reporter.endProgress();
        trainer.dispose();
        await data.dispose?.();
      }
      const done = trainer.iteration;
      const ended = done < recipe.totalIter ? ' (the same line goes on from here)' : '';
      reporter.note(`${done} of ${recipe.totalIter} iterations${ended}; models in ${join(output, 'models')}`);
      if (flags.json)
        await printJson({
          output,
          iteration: done,
          totalIter: recipe.totalIter,
          losses: last?.losses ?? null,
        });
      return EXIT.ok;
    } finally {
      free();
    }
  } finally {
    await watch?.close();
    await folder.close();
  }
};

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Adds `srkit train` to the program. */
export const addTrain = (program: Command, run: Run): void => {
  program
    .command('train')
    .summary('train a network from an official option file')
    .description(
      "Trains as an official option file says: Real-ESRGAN's options/*.yml, C2-Matching's and MRefSR's options/train/*.yml. Every key is honoured, or named at the start with the reason why it changes nothing. SIGTERM and Ctrl-C end it after the iteration that runs, with everything saved.",
    )
    .requiredOption('--opt <file>', 'option file (.yml); -opt is the same')
    .option(
      '--set <key=value>',
      'set a key of the file, such as train.optim_g.lr=2e-4; may come again',
      collect,
    )
    .option('-o, --output <folder>', 'folder for states, models and logs (default: experiments/NAME)')
    .option('--vgg16 <file>', "torchvision's VGG16, from which the extractors of C2-Matching start")
    .option('--vgg19 <file>', "torchvision's VGG19, for the perceptual loss and features of references")
    .addOption(
      new Option('--backend <name>', 'what computes').choices(['auto', ...BACKEND_NAMES]).default('auto'),
    )
    .option('--require-gpu', 'fail where no graphics card can be used')
    .option('--recompute', "take less memory: compute the generator's blocks again on the way back")
    .option(
      '--workers <n>',
      'threads that make samples (default: as the file says, at most the cores)',
      integerBetween(0, 256),
    )
    .option(
      '--max-iter <n>',
      'iterations in all, instead of what the file says',
      integerBetween(1, 2 ** 31 - 1),
    )
    .option(
      '--max-minutes <n>',
      'end after so many minutes, with everything saved',
      numberBetween(0, 1e6, { exclusive: true }),
    )
    .addOption(
      new Option(
        '--on-collapse <what>',
        'when a loss, gradient or weight is no number: stop, or restore the last state and go on',
      )
        .choices(['stop', 'restore'])
        .default('stop'),
    )
    .addOption(watchOption())
    .option('--dry-run', 'say what would be trained, and on what')
    .option('--json', 'print the result (of a dry run: the plan) as JSON')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'print more, and the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action((flags: TrainFlags) => run((signal) => train(flags, signal)));
};
