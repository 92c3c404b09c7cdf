import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { Argument, type Command, Option } from 'commander';
import { findAdapter } from '../backend/adapter';
import { BACKENDS } from '../backend/backends';
import { chooseBackend } from '../backend/choose-backend';
import { EXIT, EXIT_CODES_HELP, type ExitCode } from '../errors';
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
  readonly crop: number;
  readonly backend: BackendName | 'auto';
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

const EXAMPLES = `
Ablations:
  order    first against second order
  sinc     with and without sinc filters
  kernels  with and without generalised and plateau-shaped kernels

Examples:
  srkit ablate order photos/
  srkit ablate sinc photos/ --iterations 1000 --seed 7 -o sinc.png
`;

const ablate = async (
  name: AblationName,
  args: readonly string[],
  flags: AblateFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: flags.verbose ?? false });
  const { inputs } = await expandInputs(args, false);
  const from = resolveModel(flags.from);
  const choice = await chooseBackend({ backend: flags.backend, requireGpu: false }, findAdapter);
  reporter.note(`backend ${choice.name}: ${choice.summary}`);
  const { decodeImage, writeImage } = await import('@srkit/image');
  const { DegradationWorkers } = await import('@srkit/degradation/workers');
  const { ABLATIONS } = await import('../ablate/ablations');
  const { ablationTable, runAblation } = await import('../ablate/run-ablation');
  const free = await BACKENDS[choice.name].load();
  const workers = new DegradationWorkers({ workers: availableParallelism() });
  try {
    await importGradients();
    const { iterations, seed, crop } = flags;
    const result = await runAblation(ABLATIONS[name], {
      photos: inputs.map((input) => ({
        name: join(input.below, basename(input.path)),
        read: async () => decodeImage(await sourceOf(input), { signal }),
      })),
      from: from.source,
      name: from.name,
      iterations,
      seed,
      crop,
      degrade: (picture, recipe, work) => workers.applyToRaster(picture, recipe, work),
      signal,
      onNote: (note) => reporter.note(note),
      onIteration: (variant, done) => reporter.progress(variant, done),
    });
    reporter.endProgress();
    const sheet = flags.output ?? `ablation-${name}.png`;
    await writeImage(sheet, result.sheet, { format: 'png', overwrite: true });
    if (flags.json) {
      const { sheet: _, ...facts } = result;
      await printJson({ ablation: name, from: from.name, ...facts, sheet });
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
    .summary("re-run an ablation of Real-ESRGAN's degradation, small")
    .description(
      'Trains a model twice on the same photos and seed, with one thing left out the second time, measures both on the same damaged crops that neither has seen, and prints a table. A scale of minutes: it shows directions, not the numbers of the paper.',
    )
    .addArgument(new Argument('<name>', 'what is left out').choices(ABLATION_NAMES))
    .argument('<photos...>', 'photos, folders or glob patterns')
    .option('--from <model>', 'model that both start from (default: the one that ships)')
    .option('-o, --output <file>', 'sheet of results, PNG (default: ablation-NAME.png)')
    .option('--iterations <n>', 'of each training', integerBetween(1, 2 ** 31 - 1), 300)
    .option('--seed <n>', 'decides held-out crops, order and damage', integerBetween(0, 0xffffffff), 0)
    .option('--crop <px>', 'side of a crop in ground truth pixels', integerBetween(80, 4096), 192)
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
