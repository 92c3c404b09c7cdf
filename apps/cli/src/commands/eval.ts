import { basename, join } from 'node:path';
import { writeWhole } from '@srkit/core/node';
import { parseShard } from '@srkit/jobs';
import type { Dists, Lpips, MetricName, Protocol } from '@srkit/metrics';
import { type Command, Option } from 'commander';
import { findAdapter } from '../backend/adapter';
import { BACKENDS } from '../backend/backends';
import { chooseBackend } from '../backend/choose-backend';
import { openEngine } from '../engine/open-engine';
import { EXIT, EXIT_CODES_HELP, type ExitCode, usageError } from '../errors';
import type { EvalModel, EvalRow } from '../eval/eval-tables';
import type { EvalContender, EvalDataset } from '../eval/run-eval';
import { BACKEND_NAMES, type BackendName, defaultMemory, integerBetween, SHARD_HELP } from '../options';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson, printText } from '../terminal/streams';

/** As `@srkit/metrics` has them, which is loaded only when there is work. */
const METRIC_NAMES = [
  'psnr',
  'ssim',
  'ms-ssim',
  'lpips',
  'dists',
  'niqe',
] as const satisfies readonly MetricName[];

interface EvalFlags {
  readonly model: readonly string[];
  readonly dataset: readonly string[];
  readonly metrics: readonly MetricName[];
  readonly lr: string;
  readonly channel: 'y' | 'rgb';
  readonly crop?: number;
  readonly limit?: number;
  readonly lpipsNet: 'alex' | 'vgg';
  readonly lpipsBackbone?: string;
  readonly lpipsHeads?: string;
  readonly distsBackbone?: string;
  readonly distsWeights?: string;
  readonly refModel?: string;
  readonly extractor?: string;
  readonly vgg?: string;
  readonly restoration?: string;
  readonly references?: 'all' | 'each' | number;
  readonly topK?: number;
  readonly shard?: string;
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

/** Learned metrics. */
interface Judges {
  readonly lpips?: Lpips;
  readonly dists?: Dists;
  close(): void;
}

/** The learned metrics that were asked for, on this thread, with a backend of their own. */
const openJudges = async (flags: EvalFlags): Promise<Judges> => {
  const { metrics, lpipsNet, lpipsBackbone, lpipsHeads, distsBackbone, distsWeights } = flags;
  const wantsLpips = metrics.includes('lpips');
  const wantsDists = metrics.includes('dists');
  if (wantsLpips && (lpipsBackbone === undefined || lpipsHeads === undefined)) {
    throw usageError(
      "lpips needs two files: --lpips-backbone, torchvision's AlexNet or VGG16, and --lpips-heads, lpips_v0.1_alex.pth or lpips_v0.1_vgg.pth.",
    );
  }
  if (wantsDists && (distsBackbone === undefined || distsWeights === undefined)) {
    throw usageError(
      "dists needs two files: --dists-backbone, torchvision's VGG16, and --dists-weights, the weights.pt of DISTS, with alpha and beta.",
    );
  }
  if (!wantsLpips && !wantsDists) return { close: () => undefined };
  const { loadStateDict } = await import('@srkit/checkpoints');
  const { Dists, Lpips } = await import('@srkit/metrics');
  const free = await BACKENDS.wasm.load();
  const open: { dispose(): void }[] = [];
  const close = (): void => {
    for (const judge of open) judge.dispose();
    free();
  };
  const kept = <T extends { dispose(): void }>(judge: T): T => {
    open.push(judge);
    return judge;
  };
  try {
    const files = (...names: (string | undefined)[]) =>
      Promise.all(names.map((name) => loadStateDict(name as string)));
    const judges: { lpips?: Lpips; dists?: Dists } = {};
    if (wantsLpips) {
      const [backbone, heads] = await files(lpipsBackbone, lpipsHeads);
      judges.lpips = kept(new Lpips({ net: lpipsNet, backbone: backbone!, heads: heads! }));
    }
    if (wantsDists) {
      const [backbone, weights] = await files(distsBackbone, distsWeights);
      judges.dists = kept(new Dists({ backbone: backbone!, weights: weights! }));
    }
    return { ...judges, close };
  } catch (error) {
    close();
    throw error;
  }
};

const parseReferences = (text: string): 'all' | 'each' | number =>
  text === 'all' || text === 'each' ? text : integerBetween(1, 1000)(text);

const EXAMPLES = `
Data sets are folders of NAME_HR.png with NAME_LR.png, of folders HR and LR, or of originals, which are then reduced. With a
network that takes references they are folders of CUFED5 (000_0.png with 000_1.png, ...) or LMR; networks of --model enlarge the
same originals, without references.

Examples:
  srkit eval --dataset Set5=data/Set5 --dataset Set14=data/Set14        the model inside srkit, beside bicubic
  srkit eval --model psnr --model RealESRGAN_x4plus.pth --dataset Set5=data/Set5 -o results/
  srkit eval --model psnr --dataset mine=photos/ --metrics psnr,ssim,niqe --channel rgb
  srkit eval --model photo.pth --dataset Set14=data/Set14 --lr degradation.json    options, or holiday_lq.json of srkit degrade
  srkit eval --ref-model mrefsr.safetensors --references each --dataset CUFED5=data/CUFED5
`;

/** `srkit eval`: one contender after the other over all pictures. */
const evaluateModels = async (flags: EvalFlags, signal: AbortSignal): Promise<ExitCode> => {
  const { metrics, channel, output } = flags;
  const datasets = flags.dataset.map(parseDataset);
  if (datasets.length === 0) throw usageError('Give at least one --dataset NAME=FOLDER.');
  const twice = datasets.find(({ name }, i) => datasets.findIndex((other) => other.name === name) < i);
  if (twice) throw usageError(`--dataset has '${twice.name}' twice. Give each its own name.`);
  const takesReferences = [flags.refModel, flags.extractor, flags.vgg, flags.restoration].some(Boolean);
  if (!takesReferences && (flags.references !== undefined || flags.topK !== undefined)) {
    throw usageError(
      `--${flags.topK === undefined ? 'references' : 'top-k'} needs a network that takes references: give --ref-model, or --restoration, --extractor and --vgg.`,
    );
  }
  if (takesReferences && flags.lr === 'given') {
    throw usageError("--lr is 'given', but sets with references have no LR pictures. Leave it out.");
  }
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  if (shard && output === undefined) {
    throw usageError('--shard needs -o, the folder in which the parts meet.');
  }
  const { filesOf, referenceModelOf } = await import('../ref-upscale/reference-model');
  const source = takesReferences
    ? await referenceModelOf({
        ...(flags.refModel !== undefined && { model: flags.refModel }),
        ...(flags.extractor !== undefined && { extractor: flags.extractor }),
        ...(flags.vgg !== undefined && { vgg: flags.vgg }),
        ...(flags.restoration !== undefined && { restoration: flags.restoration }),
      })
    : undefined;
  const alone: (string | undefined)[] = takesReferences ? [] : [undefined];
  const wanted: (string | undefined)[] = flags.model.length > 0 ? [...flags.model] : alone;
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: flags.verbose ?? false });
  const { describeProtocol } = await import('@srkit/metrics');
  const { bicubicContender, engineContender, EvalNotes, evaluateWith, referenceContender } = await import(
    '../eval/run-eval'
  );
  const { reductionOf } = await import('../eval/reductions');
  const { asCsv, asMarkdown, asText, meansOf, tableOf } = await import('../eval/eval-tables');
  const choice = await chooseBackend({ backend: flags.backend, requireGpu: false }, findAdapter);
  reporter.note(`backend ${choice.name}: ${choice.summary}`);
  const isGiven = flags.lr === 'given';
  const made = flags.lr === 'auto' || isGiven ? (takesReferences ? 'pillow' : 'matlab') : flags.lr;
  const reduction = await reductionOf(made, signal);
  const judges = await openJudges(flags);
  const models: EvalModel[] = [];
  const rows: EvalRow[] = [];
  const protocols = new Set<string>();
  try {
    const notes = await EvalNotes.open(output, shard);
    const scales = new Set<number>();
    const measure = async (contender: EvalContender): Promise<void> => {
      const { scale } = contender;
      const protocol: Protocol = { channel, luma: 'studio', crop: flags.crop ?? scale, round: true };
      protocols.add(`x${scale}: ${describeProtocol(protocol)}`);
      models.push(contender.model);
      const request = {
        datasets,
        given: flags.lr === 'auto' ? undefined : isGiven,
        withReferences: takesReferences,
        reduction,
        shard,
        measuring: { metrics, protocol, lpips: judges.lpips, dists: judges.dists },
        limit: flags.limit ?? Number.POSITIVE_INFINITY,
        reporter,
        signal,
        notes,
      };
      rows.push(...(await evaluateWith(contender, request)));
    };
    const beside = async (scale: number): Promise<void> => {
      if (scales.has(scale)) return;
      scales.add(scale);
      await measure(bicubicContender(scale));
    };
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
        const same = models.filter(({ name }) => name === engine.model.name).length;
        const name = same === 0 ? engine.model.name : (model ?? engine.model.name);
        await beside(engine.model.scale);
        await measure(engineContender(engine, name, signal));
      } finally {
        await engine.close();
      }
    }
    if (source !== undefined) {
      const { references = 'all', topK, restoration, refModel } = flags;
      const { openRefEngine } = await import('../ref-upscale/open-ref-engine');
      const { listReferenceSets } = await import('../eval/list-benchmark');
      const sets = (await Promise.all(datasets.map(({ folder }) => listReferenceSets(folder)))).flat();
      const most = Math.max(...sets.map((set) => set.references?.length ?? 0));
      const places = references === 'each' ? Array.from({ length: most }, (_, i) => i + 1) : [references];
      const files = filesOf(source);
      const name =
        basename(restoration ?? refModel ?? files[0]!) + (topK === undefined ? '' : `, top ${topK}`);
      const engine = await openRefEngine(
        {
          backend: choice.name,
          model: source,
          upscaler: { memoryBudget: defaultMemory(), ...(topK !== undefined && { topK }) },
        },
        signal,
      );
      try {
        const network = { engine, name, sources: files, most };
        // An engine answers one call at a time.
        const contenders: EvalContender[] = [];
        for (const place of places) contenders.push(await referenceContender(network, place, signal));
        await beside(contenders[0]!.scale);
        for (const contender of contenders) await measure(contender);
      } finally {
        await engine.close();
      }
    }
  } finally {
    judges.close();
    await reduction.close();
  }
  const order = datasets.map(({ name }) => name);
  rows.sort((a, b) => order.indexOf(a.dataset) - order.indexOf(b.dataset));
  const means = meansOf(rows, metrics);
  const table = tableOf(means, models, metrics);
  const lr =
    flags.lr === 'auto' && !takesReferences
      ? `LR given where the folder has them, else by ${reduction.description}`
      : `LR: ${isGiven ? 'given' : reduction.description}`;
  const protocol = `${[...protocols].join('; ')}; ${lr}; multiply-adds for 1280x720 of output`;
  const document = { protocol, backend: choice, models, means, pictures: rows };
  // A part has no table of the whole to write: the run without --shard that follows reads all notes.
  if (output !== undefined && !shard) {
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
    .option(
      '--lr <how>',
      'LR pictures: given (those of the folder), or made: matlab, pillow, or a file of srkit degrade, options or recipe; auto: given, else made',
      'auto',
    )
    .addOption(new Option('--channel <name>', 'what is compared').choices(['y', 'rgb']).default('y'))
    .option('--crop <px>', 'pixels left out at every border (default: the scale)', integerBetween(0, 1024))
    .option('--limit <n>', 'pictures of each data set', integerBetween(1, 1e9))
    .optionsGroup('References:')
    .option('--ref-model <file>', 'a network that takes references, as for srkit ref-upscale --model')
    .option('--restoration <file>', 'or its parts, as for srkit ref-upscale')
    .option('--extractor <file>', 'see there')
    .option('--vgg <file>', 'see there')
    .option(
      '--references <which>',
      'all together, each by itself, or the n-th (default: all)',
      parseReferences,
    )
    .option('--top-k <n>', 'references that are used at most, the best first', integerBetween(1, 1000))
    .optionsGroup('LPIPS and DISTS:')
    .addOption(new Option('--lpips-net <name>', 'its backbone').choices(['alex', 'vgg']).default('alex'))
    .option('--lpips-backbone <file>', "torchvision's AlexNet or VGG16")
    .option('--lpips-heads <file>', 'lpips_v0.1_alex.pth or lpips_v0.1_vgg.pth')
    .option('--dists-backbone <file>', "torchvision's VGG16")
    .option('--dists-weights <file>', 'alpha and beta of DISTS')
    .optionsGroup('Device:')
    .addOption(
      new Option('--backend <name>', 'where to compute').choices(['auto', ...BACKEND_NAMES]).default('auto'),
    )
    .optionsGroup('Output:')
    .option(
      '-o, --output <folder>',
      'write results.json, .md and .csv there, and go on there after an interruption',
    )
    .option('--shard <i/n>', `${SHARD_HELP}; the run without it that follows makes the table`)
    .option('--json', 'print one JSON document, with the values of each picture')
    .option('--quiet', 'print errors and the table only')
    .option('--verbose', 'print the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action((flags: EvalFlags) => run((signal) => evaluateModels(flags, signal)));
};
