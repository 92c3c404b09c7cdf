import { join } from 'node:path';
import { writeWhole } from '@srkit/core/node';
import type { Lpips, MetricName, Protocol } from '@srkit/metrics';
import { type Command, Option } from 'commander';
import { findAdapter } from '../backend/adapter';
import { BACKENDS } from '../backend/backends';
import { chooseBackend } from '../backend/choose-backend';
import { openEngine } from '../engine/open-engine';
import { EXIT, EXIT_CODES_HELP, type ExitCode, usageError } from '../errors';
import type { EvalModel, EvalRow } from '../eval/eval-tables';
import type { EvalDataset } from '../eval/run-eval';
import { BACKEND_NAMES, type BackendName, defaultMemory, integerBetween } from '../options';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson, printText } from '../terminal/streams';

/** As `@srkit/metrics` has them, which is loaded only when there is work. */
const METRIC_NAMES = ['psnr', 'ssim', 'ms-ssim', 'lpips', 'niqe'] as const satisfies readonly MetricName[];

interface EvalFlags {
  readonly model: readonly string[];
  readonly dataset: readonly string[];
  readonly metrics: readonly MetricName[];
  readonly lr: 'auto' | 'given' | 'matlab';
  readonly channel: 'y' | 'rgb';
  readonly crop?: number;
  readonly limit?: number;
  readonly lpipsNet: 'alex' | 'vgg';
  readonly lpipsBackbone?: string;
  readonly lpipsHeads?: string;
  readonly backend: BackendName | 'auto';
  readonly output?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

const parseDataset = (text: string): EvalDataset => {
  const [, name, folder] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (!name || !folder)
    throw usageError(`--dataset is '${text}', expected NAME=FOLDER, such as Set5=data/Set5.`);
  return { name, folder };
};

const parseMetrics = (text: string): MetricName[] => {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) {
    if (!METRIC_NAMES.some((known) => known === name)) {
      throw usageError(
        `--metrics names '${name}', expected some of ${METRIC_NAMES.join(', ')}, with commas.`,
      );
    }
  }
  return names as MetricName[];
};

/** LPIPS on this thread, with a backend of its own, where it was asked for. */
const openLpips = async (flags: EvalFlags): Promise<{ lpips: Lpips; close: () => void } | undefined> => {
  const { metrics, lpipsNet, lpipsBackbone, lpipsHeads } = flags;
  if (!metrics.includes('lpips')) return undefined;
  if (lpipsBackbone === undefined || lpipsHeads === undefined) {
    throw usageError(
      "lpips needs two files: --lpips-backbone, torchvision's AlexNet or VGG16, and --lpips-heads, lpips_v0.1_alex.pth or lpips_v0.1_vgg.pth.",
    );
  }
  const { loadStateDict } = await import('@srkit/checkpoints');
  const { Lpips } = await import('@srkit/metrics');
  const [backbone, heads] = [await loadStateDict(lpipsBackbone), await loadStateDict(lpipsHeads)];
  const free = await BACKENDS.wasm.load();
  try {
    const lpips = new Lpips({ net: lpipsNet, backbone, heads });
    return {
      lpips,
      close: () => {
        lpips.dispose();
        free();
      },
    };
  } catch (error) {
    free();
    throw error;
  }
};

const EXAMPLES = `
Data sets are folders of NAME_HR.png with NAME_LR.png, of folders HR and LR, or of originals, which are then reduced.

Examples:
  srkit eval --dataset Set5=data/Set5 --dataset Set14=data/Set14        the model inside srkit, beside bicubic
  srkit eval --model psnr --model RealESRGAN_x4plus.pth --dataset Set5=data/Set5 -o results/
  srkit eval --model psnr --dataset mine=photos/ --metrics psnr,ssim,niqe --channel rgb
`;

/** `srkit eval`: one contender after the other over all pictures. */
const evaluateModels = async (flags: EvalFlags, signal: AbortSignal): Promise<ExitCode> => {
  const { metrics, channel, output } = flags;
  const datasets = flags.dataset.map(parseDataset);
  if (datasets.length === 0) throw usageError('Give at least one --dataset NAME=FOLDER.');
  const twice = datasets.find(({ name }, i) => datasets.findIndex((other) => other.name === name) < i);
  if (twice) throw usageError(`--dataset has '${twice.name}' twice. Give each its own name.`);
  const wanted: (string | undefined)[] = flags.model.length > 0 ? [...flags.model] : [undefined];
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: flags.verbose ?? false });
  const { describeProtocol } = await import('@srkit/metrics');
  const { bicubicContender, engineContender, EvalNotes, evaluateWith } = await import('../eval/run-eval');
  const { asCsv, asMarkdown, asText, meansOf, tableOf } = await import('../eval/eval-tables');
  const choice = await chooseBackend({ backend: flags.backend, requireGpu: false }, findAdapter);
  reporter.note(`backend ${choice.name}: ${choice.summary}`);
  const judge = await openLpips(flags);
  const models: EvalModel[] = [];
  const rows: EvalRow[] = [];
  const protocols = new Set<string>();
  try {
    const notes = await EvalNotes.open(output);
    const scales = new Set<number>();
    for (const model of wanted) {
      const engine = await openEngine(
        {
          backend: choice.name,
          model: { model },
          upscaler: { memoryBudget: defaultMemory() },
          mayBlend: false,
        },
        signal,
      );
      try {
        const { scale } = engine.model;
        const protocol: Protocol = { channel, luma: 'studio', crop: flags.crop ?? scale, round: true };
        protocols.add(`x${scale}: ${describeProtocol(protocol)}`);
        const request = {
          datasets,
          given: flags.lr === 'auto' ? undefined : flags.lr === 'given',
          measuring: { metrics, protocol, lpips: judge?.lpips },
          limit: flags.limit ?? Number.POSITIVE_INFINITY,
          reporter,
          signal,
          notes,
        };
        const same = models.filter(({ name }) => name === engine.model.name).length;
        const name = same === 0 ? engine.model.name : (model ?? engine.model.name);
        const bicubic = scales.has(scale) ? [] : [bicubicContender(scale)];
        scales.add(scale);
        for (const contender of [...bicubic, engineContender(engine, name, signal)]) {
          models.push(contender.model);
          rows.push(...(await evaluateWith(contender, request)));
        }
      } finally {
        await engine.close();
      }
    }
  } finally {
    judge?.close();
  }
  const order = datasets.map(({ name }) => name);
  rows.sort((a, b) => order.indexOf(a.dataset) - order.indexOf(b.dataset));
  const means = meansOf(rows, metrics);
  const table = tableOf(means, models, metrics);
  const lr =
    flags.lr === 'auto' ? 'LR given where the folder has them, else by MATLAB bicubic' : `LR: ${flags.lr}`;
  const protocol = `${[...protocols].join('; ')}; ${lr}; multiply-adds for 1280x720 of output`;
  const document = { protocol, backend: choice, models, means, pictures: rows };
  if (output !== undefined) {
    const files = {
      'results.json': `${JSON.stringify(document, undefined, 2)}\n`,
      'results.md': `${protocol}\n\n${asMarkdown(table)}`,
      'results.csv': asCsv(rows, metrics),
    };
    for (const [name, text] of Object.entries(files)) {
      await writeWhole(join(output, name), text, { overwrite: true });
    }
  }
  if (flags.json) await printJson(document);
  else await printText(`${asText(table)}\n${protocol}\n`);
  return EXIT.ok;
};

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

/** Adds `srkit eval` to the program. */
export const addEval = (program: Command, run: Run): void => {
  program
    .command('eval')
    .summary('measure how good networks are')
    .description(
      'Enlarges the pictures of data sets with one or more networks and with bicubic, compares the results with the originals, and prints the means, with the protocol that they were measured by.',
    )
    .option('-m, --model <model>', 'as for srkit upscale; may be given several times', collect, [])
    .option('--dataset <name=folder>', 'pictures to measure on; may be given several times', collect, [])
    .optionsGroup('Protocol:')
    .option('--metrics <names>', `some of ${METRIC_NAMES.join(', ')}`, parseMetrics, ['psnr', 'ssim'])
    .addOption(
      new Option('--lr <how>', 'LR pictures: those of the folder, or made from the originals')
        .choices(['auto', 'given', 'matlab'])
        .default('auto'),
    )
    .addOption(new Option('--channel <name>', 'what is compared').choices(['y', 'rgb']).default('y'))
    .option('--crop <px>', 'pixels left out at every border (default: the scale)', integerBetween(0, 1024))
    .option('--limit <n>', 'pictures of each data set', integerBetween(1, 1e9))
    .optionsGroup('LPIPS:')
    .addOption(new Option('--lpips-net <name>', 'its backbone').choices(['alex', 'vgg']).default('alex'))
    .option('--lpips-backbone <file>', "torchvision's AlexNet or VGG16")
    .option('--lpips-heads <file>', 'lpips_v0.1_alex.pth or lpips_v0.1_vgg.pth')
    .optionsGroup('Device:')
    .addOption(
      new Option('--backend <name>', 'where to compute').choices(['auto', ...BACKEND_NAMES]).default('auto'),
    )
    .optionsGroup('Output:')
    .option(
      '-o, --output <folder>',
      'write results.json, .md and .csv there, and go on there after an interruption',
    )
    .option('--json', 'print one JSON document, with the values of each picture')
    .option('--quiet', 'print errors and the table only')
    .option('--verbose', 'print the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action((flags: EvalFlags) => run((signal) => evaluateModels(flags, signal)));
};
