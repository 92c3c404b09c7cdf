import { dirname, extname, join } from 'node:path';
import { probeImage } from '@srkit/image';
import { jobIdentity, Ledgers, noLedger } from '@srkit/jobs';
import { type Command, Option } from 'commander';
import { findAdapter } from '../backend/adapter';
import { chooseBackend } from '../backend/choose-backend';
import { EXIT, EXIT_CODES_HELP, type ExitCode, usageError } from '../errors';
import { checkOutputFolder, fileIdentity, keepApart, refuseCollisions, statFile } from '../job/collisions';
import { inputBytes, leftOutNote, refuseDevices, sourceOf } from '../job/inputs';
import { chosenFormat, nameOutputs, outputTarget } from '../job/outputs';
import { clearLeftovers, finishedJobs, runPictureJob } from '../job/run-picture-job';
import { matchMapFiles, trustMapFiles } from '../maps/map-files';
import {
  BACKEND_NAMES,
  type BackendName,
  defaultMemory,
  FORMATS,
  integerBetween,
  numberBetween,
  parseBytes,
} from '../options';
import type { RefEngine } from '../ref-upscale/ref-engine';
import { filesOf, type ReferenceModelFlags, referenceModelOf } from '../ref-upscale/reference-model';
import { type ReferenceSet, referenceSets, withoutOwn } from '../ref-upscale/reference-sets';
import type { RestoreItem } from '../ref-upscale/restore-picture';
import type { Run } from '../run';
import { formatBytes } from '../terminal/progress-bar';
import { Reporter } from '../terminal/reporter';
import { printJson, printText } from '../terminal/streams';

/** `srkit ref-upscale`'s options as commander gives them. */
interface RefUpscaleFlags extends ReferenceModelFlags {
  readonly output?: string;
  readonly ref?: readonly string[];
  readonly topK?: number;
  readonly minConsistency?: number;
  readonly exhaustive?: true;
  readonly maxReferencePixels?: number;
  readonly downscale?: true;
  readonly matchMap?: string | true;
  readonly sheet?: string | true;
  readonly trustMap?: string | true;
  readonly memory?: number;
  readonly backend: BackendName | 'auto';
  readonly requireGpu?: true;
  readonly format?: (typeof FORMATS)[number];
  readonly quality?: number;
  readonly background?: string;
  readonly suffix?: string;
  readonly overwrite?: true;
  readonly skipExisting?: true;
  readonly recursive?: true;
  readonly tolerant?: true;
  readonly dryRun?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

/** Options that decide what the results look like; a job that differs in one of them is another job. */
const DECISIVE = [
  'topK',
  'minConsistency',
  'exhaustive',
  'maxReferencePixels',
  'downscale',
  'matchMap',
  'sheet',
  'trustMap',
  'format',
  'quality',
  'background',
  'suffix',
  'tolerant',
] as const satisfies readonly (keyof RefUpscaleFlags)[];

const MAPS = ['matchMap', 'sheet', 'trustMap'] as const;
type MapName = (typeof MAPS)[number];
const MAP_SUFFIXES: Readonly<Record<MapName, string>> = {
  matchMap: '_map.png',
  sheet: '_sheet.png',
  trustMap: '_trust.png',
};
const optionOf = (name: MapName): string =>
  `--${name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`;

/** Refuses options that contradict each other. @throws ConfigError saying which to leave out. */
const checkFlags = (flags: RefUpscaleFlags): void => {
  if (flags.quiet && flags.verbose) throw usageError('--quiet contradicts --verbose. Leave one out.');
  if (flags.overwrite && flags.skipExisting) {
    throw usageError('--overwrite contradicts --skip-existing. Leave one out.');
  }
  if (flags.output === '-') throw usageError("-o is '-', expected a file or a folder.");
  if (flags.suffix !== undefined && /[\\/\0]/.test(flags.suffix)) {
    throw usageError(`--suffix is '${flags.suffix}', expected part of a file name. Folders go into -o.`);
  }
  for (const name of MAPS) {
    const path = flags[name];
    if (typeof path === 'string' && !/\.png$/i.test(path)) {
      throw usageError(`${optionOf(name)} is '${path}', expected a name that ends in .png.`);
    }
  }
};

const besideResult = (output: string, name: MapName): string =>
  output.slice(0, output.length - extname(output).length) + MAP_SUFFIXES[name];

/** Where a map goes: where the option says, or beside the result. */
const mapPath = (
  flags: RefUpscaleFlags,
  name: MapName,
  output: string,
  several: boolean,
): string | undefined => {
  const given = flags[name];
  if (given === undefined) return undefined;
  if (given === true) return besideResult(output, name);
  if (several) {
    throw usageError(
      `${optionOf(name)} '${given}' is one file, and there are several results. Leave the name out.`,
    );
  }
  return given;
};

const sameFile = (one: string, other: string): boolean => fileIdentity(one) === fileIdentity(other);

const itemOf = async (
  { input, references }: ReferenceSet,
  named: { readonly output: string; readonly format: RestoreItem['format'] },
  flags: RefUpscaleFlags,
  several: boolean,
): Promise<RestoreItem> => {
  const maps = Object.fromEntries(
    MAPS.map((name) => [name, mapPath(flags, name, named.output, several)]),
  ) as Record<MapName, string | undefined>;
  const { matchMap, sheet, trustMap } = maps;
  const outputs = [
    named.output,
    ...(matchMap === undefined ? [] : Object.values(matchMapFiles(matchMap))),
    ...(sheet === undefined ? [] : [sheet]),
    ...(trustMap === undefined ? [] : Object.values(trustMapFiles(trustMap))),
  ];
  const twice = outputs.find((path, i) => outputs.findIndex((other) => sameFile(path, other)) < i);
  if (twice !== undefined) {
    throw usageError(
      `Two of the files made of '${input.path}' would be '${twice}'. Give -o, --match-map, --sheet and --trust-map names of their own.`,
    );
  }
  const files = [input, ...references];
  const size = await inputBytes(input);
  return { input, references, ...named, ...maps, inputs: files.map(({ file }) => file), outputs, size };
};

/** `srkit ref-upscale`: checks everything that can be checked, then works through the pictures. */
const refUpscale = async (
  args: readonly string[],
  flags: RefUpscaleFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  checkFlags(flags);
  const { overwrite = false, skipExisting = false } = flags;
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: flags.verbose ?? false });
  const isFolder = (path: string) => statFile(path)?.isDirectory() ?? false;
  for (const path of [...args, ...(flags.ref ?? [])]) {
    if (path === '-') throw usageError("'-' (stdin) is not read here. Give files.");
    await refuseDevices(path);
  }
  const found = await referenceSets(args, flags.ref ?? [], isFolder, flags.recursive ?? false);
  const { sets, several, layout, leftOut } = found;
  const source = await referenceModelOf(flags);
  const inputs = { inputs: sets.map(({ input }) => input), several, leftOut };
  const leftOutLine = leftOutNote(inputs);
  if (leftOutLine !== undefined) reporter.note(leftOutLine);
  const target = outputTarget(flags.output ?? (layout && join(args[0]!, 'restored/')), inputs);
  const format = chosenFormat(flags.format, target);
  const suffix = flags.suffix ?? '_x4';
  const named = nameOutputs(inputs.inputs, { target, format, suffix });
  const items: RestoreItem[] = [];
  // Names that this command gives itself: what lies there is from an earlier run, and no reference.
  const made = named.flatMap(({ output }) => [
    ...(target.kind === 'file' ? [] : [output]),
    ...MAPS.map((name) => besideResult(output, name)),
  ]);
  const identities = new Set(made.map((path) => fileIdentity(path)));
  for (const [i, set] of sets.entries()) {
    const own = { ...set, references: withoutOwn(set, identities) };
    items.push(await itemOf(own, named[i]!, flags, several));
  }
  refuseCollisions(
    items.flatMap(({ input, outputs }) => outputs.map((output) => ({ input, output }))),
    {
      input: 'Choose another -o or --suffix, or leave that input out.',
      output: (one, other) => keepApart(one, other, 'Restore', false),
    },
  );
  const references = new Set(items.flatMap((item) => item.references.map(({ path }) => fileIdentity(path))));
  for (const output of items.flatMap(({ outputs }) => outputs)) {
    if (!references.has(fileIdentity(output))) continue;
    throw usageError(`'${output}' is a reference and would be replaced. Choose another name.`);
  }
  const folders = items.flatMap(({ outputs }) => outputs.map((output) => dirname(output)));
  for (const folder of new Set(folders)) checkOutputFolder(folder);

  const request = { backend: flags.backend, requireGpu: flags.requireGpu ?? false };
  const choice = await chooseBackend(request, findAdapter);
  reporter.note(`backend ${choice.name}: ${choice.summary}`);
  reporter.detail(`because: ${choice.reason}`);
  const { openRefEngine } = await import('../ref-upscale/open-ref-engine');
  const { restoreWith, restoredLine } = await import('../ref-upscale/restore-picture');
  const upscaler = {
    topK: flags.topK,
    minConsistency: flags.minConsistency,
    search: flags.exhaustive ? ('exhaustive' as const) : ('auto' as const),
    maxReferencePixels: flags.maxReferencePixels,
    memoryBudget: flags.memory ?? defaultMemory(),
  };
  const engine = await openRefEngine({ backend: choice.name, model: source, upscaler }, signal);
  try {
    const { names, architecture } = engine.model;
    reporter.detail(`model ${names.restoration}: ${architecture} x4, ${names.extractor}, ${names.vgg}`);
    const facts = { model: { architecture, ...names }, backend: choice, layout: layout ?? null, leftOut };
    if (flags.dryRun) return await plan(items, engine, flags, facts);
    await clearLeftovers(folders);
    const ledgers = several
      ? await Ledgers.open({
          items,
          homeOf: ({ output }) => (target.kind === 'folder' ? target.path : dirname(output)),
          job: await jobIdentity(
            DECISIVE.map((option) => flags[option]),
            filesOf(source),
          ),
          archive: finishedJobs(),
          anew: overwrite,
        })
      : undefined;
    const result = await runPictureJob(
      {
        items,
        ledger: ledgers ?? noLedger,
        width: 1,
        compute: restoreWith({
          engine,
          downscale: flags.downscale ?? false,
          tolerant: flags.tolerant ?? false,
          quality: flags.quality,
          background: flags.background,
          overwrite,
          reporter,
        }),
        names: ({ input, output, references }) => ({
          input: input.path,
          references: references.map(({ path }) => path),
          output,
        }),
        line: restoredLine,
      },
      { overwrite, skipExisting, reporter, signal },
    );
    await ledgers?.close(result.complete);
    if (flags.json) {
      const { files, summary, interrupted } = result;
      await printJson({ ...facts, files, summary, interrupted });
    }
    return result.exitCode;
  } finally {
    await engine.close();
  }
};

/** Multiply-adds in a second of two cores, as measured for these networks; for a guess at the time. */
const WORK_PER_SECOND = 30e9;

const minutes = (seconds: number): string =>
  seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;

/** Prints what the work would take, from the pictures' headers. */
const plan = async (
  items: readonly RestoreItem[],
  engine: RefEngine,
  { json, downscale }: RefUpscaleFlags,
  facts: object,
): Promise<ExitCode> => {
  const files: object[] = [];
  const lines: string[] = [];
  for (const { input, references, output } of items) {
    const { width, height } = await probeImage(await sourceOf(input));
    const size = downscale
      ? { width: Math.floor(width / 4), height: Math.floor(height / 4) }
      : { width, height };
    const sizes: { width: number; height: number }[] = [];
    for (const reference of references) {
      const found = await probeImage(await sourceOf(reference));
      sizes.push({ width: found.width, height: found.height });
    }
    const planned = await engine.plan({ picture: size, references: sizes });
    const seconds = planned.multiplyAdds / WORK_PER_SECOND;
    files.push({
      input: input.path,
      output,
      references: references.map(({ path }) => path),
      plan: planned,
      seconds,
    });
    const searches = planned.searches.includes('coarse-to-fine')
      ? 'coarse-to-fine search'
      : 'exhaustive search';
    lines.push(
      [
        `${input.path} ${size.width}x${size.height} -> ${output} ${4 * size.width}x${4 * size.height}`,
        `${references.length} references, ${searches}`,
        `about ${formatBytes(planned.peakBytes)} and ${minutes(seconds)} on two cores`,
      ].join(' | '),
    );
  }
  if (json) await printJson({ ...facts, files });
  else await printText(lines.map((line) => `${line}\n`).join(''));
  return EXIT.ok;
};

const EXAMPLES = `
Examples:
  srkit ref-upscale small.jpg --ref a.jpg --ref b.jpg -o large.png
  srkit ref-upscale small.jpg --ref others/ --top-k 3 --match-map --sheet --trust-map
  srkit ref-upscale small.jpg --ref a.jpg --restoration mrefsr_gan.pth --extractor feature_extraction.pth --vgg vgg19-dcbb9e9d.pth
  srkit ref-upscale CUFED5/ -o restored/ --downscale --model mrefsr.safetensors    000_0.png by 000_1.png to 000_5.png
  srkit convert --bundle mrefsr_gan.pth feature_extraction.pth vgg19-dcbb9e9d.pth mrefsr.safetensors
`;

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Adds `srkit ref-upscale` to the program. */
export const addRefUpscale = (program: Command, run: Run): void => {
  program
    .command('ref-upscale')
    .summary('enlarge pictures with detail from sharper ones')
    .description(
      'Enlarges pictures by 4 with detail from references: sharper pictures of the same things, of any number, size and orientation (C2-Matching, MRefSR). Without --ref a folder is read as CUFED5 (000_0.png, references 000_1.png to 000_5.png) or LMR (folders 0000_NAME that hold NAME and its references).',
    )
    .argument('<inputs...>', 'pictures, folders or glob patterns')
    .option('-o, --output <path>', 'file or folder (default: beside the input)')
    .optionsGroup('References:')
    .option('--ref <path>', 'a reference, or a folder of references; as often as needed', collect)
    .option('--top-k <n>', 'use the n that fit best (default: all that fit)', integerBetween(1, 1000))
    .option(
      '--min-consistency <part>',
      'part of the picture that must be found again from a reference for it to be used (default: what the model says, else 0.12; 0 uses all)',
      numberBetween(0, 1),
    )
    .option('--exhaustive', 'hold everything against everything, whatever it takes')
    .option(
      '--max-reference-pixels <n>',
      'reduce larger references to so many pixels (default: by --memory)',
      integerBetween(144, 2 ** 31),
    )
    .option(
      '--downscale',
      'make the pictures small first (Pillow bicubic, 4), as for test sets of sharp ones',
    )
    .optionsGroup('Model:')
    .option(
      '-m, --model <file>',
      "ref (clean pictures; the default), or a bundle of all three networks ('srkit convert --bundle')",
    )
    .option('--restoration <file>', "restoration network of MRefSR or C2-Matching, in place of a bundle's")
    .option('--extractor <file>', "C2-Matching's contrastive feature extractor")
    .option('--vgg <file>', "torchvision's VGG19")
    .optionsGroup('What came from where:')
    .option(
      '--match-map [png]',
      'draw which reference weighs most, how much, and where from; arrays beside it',
    )
    .option('--sheet [png]', 'draw the result beside its references, with lines between matched points')
    .option(
      '--trust-map [png]',
      'draw where the result can be trusted, figures beside it; four times the time',
    )
    .optionsGroup('Device:')
    .addOption(
      new Option('--backend <name>', 'where to compute').choices(['auto', ...BACKEND_NAMES]).default('auto'),
    )
    .option('--require-gpu', 'fail (exit code 4) instead of falling back to the CPU')
    .option(
      '--memory <size>',
      'memory for the work, such as 2G (default: half of what is free, 256M to 3G)',
      parseBytes,
    )
    .optionsGroup('Output:')
    .addOption(
      new Option('--format <format>', 'format to write (default: by the ending of -o, else png)').choices([
        ...FORMATS,
      ]),
    )
    .option('--quality <n>', 'of JPEG, WebP and AVIF, 1..100 (default: 90, AVIF 75)', integerBetween(1, 100))
    .option('--background <colour>', 'put transparency on a colour, such as white or #ffcc00')
    .option('--suffix <text>', 'added to the names of results (default: _x4)')
    .option('--overwrite', 'replace results that exist')
    .option('--skip-existing', 'leave out pictures whose results exist')
    .option('--tolerant', 'read damaged pictures as far as they go, and say so')
    .option('--recursive', 'look into the folders of folders as well')
    .option('--dry-run', 'print the plan and write nothing')
    .optionsGroup('Messages:')
    .option('--json', 'print one JSON document with a report for each picture')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'print what became of each reference, and the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action((inputs: string[], flags: RefUpscaleFlags) => run((signal) => refUpscale(inputs, flags, signal)));
};
