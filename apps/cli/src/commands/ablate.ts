import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import type { Degrade } from '@srkit/training';
import { Argument, type Command, Option } from 'commander';
import type { AblationResult } from '../ablate/ablation-result';
import { findAdapter } from '../backend/adapter';
import { BACKENDS } from '../backend/backends';
import { chooseBackend } from '../backend/choose-backend';
import { EXIT, EXIT_CODES_HELP, type ExitCode, usageError } from '../errors';
import { expandInputs, sourceOf } from '../job/inputs';
import { resolveModel } from '../model/resolve-model';
import {
  ABLATION_NAMES,
  type AblationName,
  BACKEND_NAMES,
  type BackendName,
  integerBetween,
} from '../options';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson, printText } from '../terminal/streams';
import { importGradients } from '../train/import-gradients';

interface AblateFlags {
  readonly from?: string;
  readonly output?: string;
  readonly iterations: number;
  readonly seed: number;
  readonly crop?: number;
  readonly extractor?: string;
  readonly vgg16?: string;
  readonly vgg19?: string;
  readonly backend: BackendName | 'auto';
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

const EXAMPLES = `
Ablations of Real-ESRGAN (section 4.4), on photos:
  order          first against second order
  sinc           with and without sinc filters
  kernels        with and without generalised and plateau-shaped kernels
  discriminator  U-Net with spectral norm against ESRGAN's discriminator
Of C2-Matching (table 4), on photos:
  distillation   stage 2 with and without its teacher: right matches at x4
Of MRefSR, on a folder of srkit dataset build-lmr:
  references     one to five references
  mam            with and without multi-reference attention
  safm           with and without spatial aware filtering
  lpf            with and without large patch fine-tuning

Examples:
  srkit ablate order photos/
  srkit ablate sinc photos/ --iterations 1000 --seed 7 -o sinc.png
  srkit dataset build-lmr --sparse castle/sparse --images castle/images -o castle-lmr/ --fill --per-photo 20
  srkit ablate references castle-lmr/
`;

/** What each ablation trains on. */
const ON_GROUPS = ['references', 'mam', 'safm', 'lpf'] as const satisfies readonly AblationName[];
type OnGroups = (typeof ON_GROUPS)[number];
const isOnGroups = (name: AblationName): name is OnGroups => (ON_GROUPS as readonly string[]).includes(name);

/** Options that only some ablations read. */
const READ_BY: Readonly<Record<'from' | 'extractor' | 'vgg16' | 'vgg19', readonly AblationName[]>> = {
  from: ['order', 'sinc', 'kernels', 'discriminator'],
  extractor: ['distillation', ...ON_GROUPS],
  vgg16: ['distillation'],
  vgg19: ON_GROUPS,
};

const refuseUnread = (name: AblationName, flags: AblateFlags): void => {
  for (const [option, names] of Object.entries(READ_BY)) {
    if (flags[option as keyof typeof READ_BY] === undefined || names.includes(name)) continue;
    throw usageError(`--${option} says nothing to '${name}', only to ${names.join(', ')}. Leave it out.`);
  }
  if (name === 'discriminator' && flags.crop !== undefined)
    throw usageError("--crop says nothing to 'discriminator': ESRGAN's takes 128 pixels. Leave it out.");
};

const ablate = async (
  name: AblationName,
  args: readonly string[],
  flags: AblateFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  refuseUnread(name, flags);
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: flags.verbose ?? false });
  if (isOnGroups(name) && args.length !== 1)
    throw usageError(
      `'${name}' takes one folder, which srkit dataset build-lmr wrote; ${args.length} are given.`,
    );
  const { inputs } = isOnGroups(name) ? { inputs: [] } : await expandInputs(args, false);
  // As `srkit finetune`: what has learned from originals, by the loss that is learned by here.
  const from = resolveModel(flags.from ?? 'srkit-compact-x4');
  const choice = await chooseBackend({ backend: flags.backend, requireGpu: false }, findAdapter);
  reporter.note(`backend ${choice.name}: ${choice.summary}`);
  const { decodeImage, writeImage } = await import('@srkit/image');
  const { DegradationWorkers } = await import('@srkit/degradation/workers');
  const { ablationTable } = await import('../ablate/ablation-result');
  const free = await BACKENDS[choice.name].load();
  const workers = new DegradationWorkers({ workers: availableParallelism() });
  try {
    await importGradients();
    const request = {
      iterations: flags.iterations,
      seed: flags.seed,
      crop: flags.crop,
      signal,
      onNote: (note: string) => reporter.note(note),
      onIteration: (variant: string, done: number) => reporter.progress(variant, done),
    };
    const onPhotos = {
      ...request,
      photos: inputs.map((input) => ({
        name: join(input.below, basename(input.path)),
        read: async () => decodeImage(await sourceOf(input), { offerTolerant: false, signal }),
      })),
      from: from.source,
      name: from.name,
      degrade: ((picture, recipe, work) => workers.applyToRaster(picture, recipe, work)) satisfies Degrade,
    };
    const run = async (): Promise<AblationResult> => {
      const { extractor, vgg16, vgg19 } = flags;
      if (isOnGroups(name)) {
        const { runRestoration } = await import('../ablate/run-restoration');
        return runRestoration(name, { ...request, root: args[0]!, extractor, vgg19 });
      }
      if (name === 'distillation') {
        const { runDistillation } = await import('../ablate/run-distillation');
        return runDistillation({ ...onPhotos, extractor, vgg16 });
      }
      if (name === 'discriminator') {
        const { runDiscriminator } = await import('../ablate/run-discriminator');
        return runDiscriminator(onPhotos);
      }
      const { DEGRADATION_ABLATIONS } = await import('../ablate/degradation-ablations');
      const { runDegradation } = await import('../ablate/run-degradation');
      return runDegradation(DEGRADATION_ABLATIONS[name], onPhotos);
    };
    const result = await run();
    reporter.endProgress();
    const sheet = flags.output ?? `ablation-${name}.png`;
    await writeImage(sheet, result.sheet, { format: 'png', overwrite: true });
    if (flags.json) {
      const { sheet: _, ...facts } = result;
      const start = READ_BY.from.includes(name) ? { from: from.name } : {};
      await printJson({ ablation: name, ...start, ...facts, sheet });
    } else await printText(ablationTable(result));
    reporter.note(`to look at: ${sheet}`);
    return EXIT.ok;
  } finally {
    reporter.endProgress();
    await workers.close();
    free();
  }
};

/** Adds `srkit ablate` to the program. */
export const addAblate = (program: Command, run: Run): void => {
  program
    .command('ablate')
    .summary("re-run an ablation of the papers', small")
    .description(
      'Trains a model twice on the same photos and seed, with one thing left out the second time, measures both on the same crops that neither has seen, and prints a table. A scale of minutes: it shows directions, not the numbers of the papers.',
    )
    .addArgument(new Argument('<name>', 'what is left out').choices(ABLATION_NAMES))
    .argument(
      '<photos...>',
      'photos, folders or glob patterns; for references, mam, safm and lpf the folder of srkit dataset build-lmr',
    )
    .option('--from <model>', 'model that both start from (default: compact)')
    .option('-o, --output <file>', 'sheet of results, PNG (default: ablation-NAME.png)')
    .option('--iterations <n>', 'of each training', integerBetween(1, 2 ** 31 - 1), 300)
    .option('--seed <n>', 'decides held-out crops, order and damage', integerBetween(0, 0xffffffff), 0)
    .option(
      '--crop <px>',
      'side of a crop in ground truth pixels (default: 192; distillation 96; with references 64)',
      integerBetween(32, 4096),
    )
    .option(
      '--extractor <file>',
      "C2-Matching's extractors: what is matched with, or what students start from",
    )
    .option('--vgg16 <file>', "torchvision's VGG16, from which the extractors start")
    .option('--vgg19 <file>', "torchvision's VGG19, whose features of references are brought in")
    .addOption(
      new Option('--backend <name>', 'what computes').choices(['auto', ...BACKEND_NAMES]).default('auto'),
    )
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print the table and errors only')
    .option('--verbose', 'print more, and the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action((name: AblationName, photos: string[], flags: AblateFlags) =>
      run((signal) => ablate(name, photos, flags, signal)),
    );
};
