import { dirname, extname } from 'node:path';
import { itemsOfShard, jobIdentity, Ledgers, noLedger, parseShard } from '@srkit/jobs';
import type { BorderMode } from '@srkit/upscale';
import { type Command, Option } from 'commander';
import { findAdapter } from '../backend/adapter';
import { chooseBackend } from '../backend/choose-backend';
import { openEngine } from '../engine/open-engine';
import { EXIT_CODES_HELP, type ExitCode, usageError } from '../errors';
import { checkOutputFolder, dropEarlierResults, keepApart, refuseCollisions } from '../job/collisions';
import { expandInputs, filesOfInput, inputBytes, leftOutNote, refuseDevices, STDIN } from '../job/inputs';
import { openObjectResults, publishing } from '../job/object-results';
import { chosenFormat, formatOfBytes, nameOutputs, outputTarget, STDOUT } from '../job/outputs';
import { clearLeftovers, finishedJobs, runPictureJob } from '../job/run-picture-job';
import { trustMapFiles } from '../maps/map-files';
import type { ModelFlags } from '../model/resolve-model';
import {
  BACKEND_NAMES,
  type BackendName,
  defaultMemory,
  FORMATS,
  type FormatOption,
  integerBetween,
  mostMemory,
  numberBetween,
  parseBytes,
  parseTile,
  SHARD_HELP,
} from '../options';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson, printText, readStdin, refuseTerminal } from '../terminal/streams';
import { planPictures } from '../upscale/dry-run';
import { forgetParts } from '../upscale/kept-parts';
import {
  movedItem,
  notingPlans,
  type UpscaleItem,
  upscaledLine,
  upscaleWith,
} from '../upscale/upscale-picture';

/** `srkit upscale`'s options as commander gives them. */
interface UpscaleFlags extends ModelFlags {
  readonly output?: string;
  readonly outscale?: number;
  readonly border: BorderMode;
  readonly alpha: 'network' | 'bilinear';
  readonly background?: string;
  readonly keepColours?: true;
  readonly check: boolean;
  readonly keepMetadata?: true;
  readonly keepGps?: true;
  readonly tolerant?: true;
  readonly prePad?: number;
  readonly trustMap?: true;
  readonly exact?: true;
  readonly fast?: true;
  readonly tile?: number | 'auto';
  readonly tilePad?: number;
  readonly memory?: number;
  readonly backend: BackendName | 'auto';
  readonly requireGpu?: true;
  readonly format?: FormatOption;
  readonly quality?: number;
  readonly suffix?: string;
  readonly overwrite?: true;
  readonly skipExisting?: true;
  readonly recursive?: true;
  readonly shard?: string;
  readonly dryRun?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

/** The short names of Real-ESRGAN and its ncnn program, for fingers that know them. */
interface Aliases {
  readonly i?: string[];
  readonly n?: string;
  readonly s?: number;
  readonly t?: number | 'auto';
}

const withAliases = ({ n, s, t, ...flags }: UpscaleFlags & Aliases): UpscaleFlags => ({
  ...flags,
  ...(n !== undefined && { model: n }),
  ...(s !== undefined && { outscale: s }),
  ...(t !== undefined && { tile: t }),
});

/** Options that decide what the results look like; a job that differs in one of them is another job. */
const DECISIVE = [
  'key',
  'denoise',
  'outscale',
  'border',
  'alpha',
  'background',
  'keepColours',
  'keepMetadata',
  'keepGps',
  'tolerant',
  'prePad',
  'fast',
  'tile',
  'tilePad',
  'format',
  'quality',
  'suffix',
  'trustMap',
] as const satisfies readonly (keyof UpscaleFlags)[];

/** Refuses options that contradict each other. @throws ConfigError saying which to leave out. */
const checkFlags = (flags: UpscaleFlags): void => {
  const { output, json, dryRun, quiet, verbose, denoise, denoiseModel, suffix, overwrite } = flags;
  if (output === STDOUT && json) {
    throw usageError("'-o -' and --json would both write to stdout. Give -o a file, or leave --json out.");
  }
  if (output === STDOUT && dryRun) {
    throw usageError("--dry-run prints its plan on stdout, and '-o -' is the picture. Leave one out.");
  }
  if (flags.trustMap && (output === STDOUT || flags.outscale !== undefined)) {
    throw usageError(
      "--trust-map is written beside a result of the network's own scale. Leave --outscale out, and give -o a file.",
    );
  }
  if (quiet && verbose) throw usageError('--quiet contradicts --verbose. Leave one out.');
  if (overwrite && flags.skipExisting) {
    throw usageError('--overwrite contradicts --skip-existing. Leave one out.');
  }
  if (denoiseModel !== undefined && denoise === undefined) {
    throw usageError('--denoise-model needs --denoise, the strength to interpolate with.');
  }
  if (flags.keepGps && !flags.keepMetadata) {
    throw usageError('--keep-gps needs --keep-metadata, of which it is a part.');
  }
  if (output === STDOUT && flags.shard !== undefined) {
    throw usageError("'-o -' is one picture, and --shard does a part of many. Leave one out.");
  }
  if (suffix !== undefined && /[\\/\0]/.test(suffix)) {
    throw usageError(`--suffix is '${suffix}', expected part of a file name. Folders go into -o.`);
  }
};

/** `srkit upscale`: checks everything that can be checked, then works through the pictures. */
const upscale = async (
  args: readonly string[],
  given: UpscaleFlags & Aliases,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const flags = withAliases(given);
  checkFlags(flags);
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const { overwrite = false, skipExisting = false, quality, background } = flags;
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: flags.verbose ?? false });
  if (flags.model !== undefined) await refuseDevices(flags.model);
  const inputs = await expandInputs([...args, ...(given.i ?? [])], flags.recursive ?? false);
  const target = outputTarget(flags.output, inputs);
  const named = chosenFormat(flags.format, target);
  if (target.kind === 'stdout') refuseTerminal();
  const stdin = inputs.inputs[0]?.path === STDIN ? await readStdin(signal) : undefined;
  const format = stdin && named === 'auto' ? await formatOfBytes(stdin) : named;
  const leftOut = leftOutNote(inputs);
  if (leftOut !== undefined) reporter.note(leftOut);

  const request = { backend: flags.backend, requireGpu: flags.requireGpu ?? false };
  const choice = await chooseBackend(request, findAdapter);
  reporter.note(`backend ${choice.name}: ${choice.summary}`);
  reporter.detail(`because: ${choice.reason}`);
  const { model, key, denoise, denoiseModel } = flags;
  const modelFlags = { model, key, denoise, denoiseModel };
  const engine = await openEngine(
    {
      backend: choice.name,
      model: modelFlags,
      upscaler: {
        mode: flags.fast ? 'fast' : 'exact',
        tile: flags.tile,
        tilePad: flags.tilePad,
        prePad: flags.prePad,
        border: flags.border,
        outscale: flags.outscale,
        alpha: flags.alpha,
        check: flags.check,
        keepColours: flags.keepColours,
        memoryBudget: flags.memory ?? defaultMemory(),
      },
      // No default may fail for want of an option.
      mayBlend: !flags.exact && flags.memory === undefined && flags.tilePad === undefined,
    },
    signal,
  );
  let results: Awaited<ReturnType<typeof openObjectResults>>;
  try {
    const { name, architecture, scale, parameters, halo } = engine.model;
    reporter.detail(`model ${name}: ${architecture} x${scale}, ${parameters} parameters, halo ${halo}`);

    const targets = nameOutputs(inputs.inputs, {
      target,
      format,
      suffix: flags.suffix ?? `_x${flags.outscale ?? scale}`,
    });
    const job = (): Promise<string> =>
      jobIdentity(
        DECISIVE.map((option) => flags[option]),
        engine.model.sources,
      );
    results = await openObjectResults(flags.output ?? '', job, overwrite);
    const all: UpscaleItem[] = [];
    for (const each of targets) {
      const { input, output } = each;
      const size = stdin?.length ?? (await inputBytes(input));
      const isFile = output !== STDOUT;
      const trustMap =
        flags.trustMap && `${output.slice(0, output.length - extname(output).length)}_trust.png`;
      const outputs = isFile ? [output, ...(trustMap ? Object.values(trustMapFiles(trustMap)) : [])] : [];
      all.push({
        ...each,
        trustMap,
        inputs: stdin ? [] : results ? [input.file] : filesOfInput(input),
        outputs,
        size,
      });
    }
    const homeOf = ({ output }: UpscaleItem): string =>
      target.kind === 'folder' ? target.path : dirname(output);
    // A single picture is done or not; several can be interrupted, and shared.
    const ledgers =
      inputs.several && !results
        ? await Ledgers.open({
            items: all,
            homeOf,
            job: await job(),
            archive: finishedJobs(),
            anew: overwrite,
          })
        : undefined;
    const { items: found, dropped } = dropEarlierResults(all, ledgers?.outputs ?? new Set());
    if (dropped > 0) {
      reporter.note(`left out ${dropped} earlier result${dropped === 1 ? '' : 's'} among the inputs`);
    }
    const files = found.filter(({ output, input }) => output !== STDOUT && input.path !== STDIN);
    refuseCollisions(files, {
      input: 'Choose another -o or --suffix, or leave that input out.',
      output: (one, other) => keepApart(one, other, 'Upscale', format === 'auto'),
    });
    const items = shard ? itemsOfShard(found, shard, homeOf) : found;
    const folders = results ? [] : items.flatMap((item) => item.outputs.map((output) => dirname(output)));
    for (const folder of new Set(folders)) checkOutputFolder(folder);

    const ledger = results ?? ledgers ?? noLedger;
    const facts = { model: engine.model, backend: choice, leftOut: inputs.leftOut };
    if (flags.dryRun) {
      const plans = { engine, items, stdin, overwrite, skipExisting, ledger, reporter, signal };
      const planned = await planPictures(plans);
      if (flags.json) await printJson({ ...facts, files: planned.files });
      else await printText(planned.lines.map((line) => `${line}\n`).join(''));
      return planned.exitCode;
    }
    await clearLeftovers(folders);
    for (const folder of new Set(folders)) await forgetParts(folder);
    const tolerant = flags.tolerant ?? false;
    const { keepMetadata = false, keepGps = false } = flags;
    const writing = { quality, background, keepMetadata, keepGps, overwrite };
    const work = {
      ...{ engine, alone: items.length === 1, stdin, tolerant, ...writing, reporter },
      keep: results
        ? undefined
        : { job: await job(), mostMemory: flags.memory === undefined ? mostMemory() : 0 },
    };
    const result = await runPictureJob(
      {
        items,
        ledger,
        width: 1,
        compute: publishing(results, movedItem, upscaleWith(work, notingPlans(reporter))),
        names: ({ input, output }) => ({ input: input.path, output }),
        line: upscaledLine,
      },
      { overwrite, skipExisting, reporter, signal },
    );
    // The ledger of shards stays: other machines look there for what is done.
    await ledgers?.close(result.complete && shard === undefined);
    if (flags.json) {
      const { files: done, summary, interrupted } = result;
      await printJson({ ...facts, files: done, summary, interrupted });
    }
    return result.exitCode;
  } finally {
    await results?.close();
    await engine.close();
  }
};

/** Largest halo or padding in pixels, and largest scale; `@srkit/upscale` has the same bounds. */
const MAX_PAD = 65536;
const MAX_OUTSCALE = 64;

const EXAMPLES = `
Examples:
  srkit upscale holiday.jpg                             writes holiday_x4.png beside it
  srkit upscale scans/ -o large/ --model RealESRGAN_x4plus.pth --outscale 3
  srkit upscale "photos/**/*.jpg" -o large/ --format webp --quality 85
  srkit upscale icon.png --exact --border wrap          a seamless texture stays seamless
  srkit upscale photo.jpg --model realesr-general-x4v3 --denoise 0.5
  srkit upscale photos/ -o large/ --dry-run             shows the plan, writes nothing
  srkit upscale s3://scans/2024/ -o s3://large/2024/    objects, with the package @aws-sdk/client-s3
  srkit upscale photos/ -o large/ --shard 2/8           the second of eight machines that share both folders
  cat in.png | srkit upscale - -o - > out.png
`;

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Adds `srkit upscale` to the program. */
export const addUpscale = (program: Command, run: Run): void => {
  program
    .command('upscale')
    .summary('enlarge pictures')
    .description(
      'Enlarges pictures with a super-resolution network. Files, folders and glob patterns go in; results lie beside them, or where -o says. A job that was interrupted goes on when the same command is given again.',
    )
    .argument('[inputs...]', "pictures, folders, glob patterns, or '-' for stdin")
    .option('-o, --output <path>', "file, folder, or '-' for stdout (default: beside the input)")
    .optionsGroup('Model:')
    .option(
      '-m, --model <model>',
      "photo (as people have them; the default), psnr (clean pictures), psnr-x2 (the same, twice the size), compact (the quickest), a released model's name, a checkpoint file or a URL",
    )
    .option(
      '--key <name>',
      'dictionary of the checkpoint to take (default: params_ema, params, state_dict, root)',
    )
    .option(
      '--denoise <strength>',
      'denoise strength 0..1, for models with a wdn partner',
      numberBetween(0, 1),
    )
    .option('--denoise-model <model>', 'the checkpoint that --denoise interpolates with')
    .optionsGroup('Picture:')
    .option(
      '--scale, --outscale <n>',
      "final scale, any number (default: the network's own)",
      numberBetween(0, MAX_OUTSCALE, { exclusive: true }),
    )
    .addOption(
      new Option('--border <mode>', 'what continues the picture beyond its edge')
        .choices(['zero', 'reflect', 'replicate', 'wrap'])
        .default('zero'),
    )
    .addOption(
      new Option('--alpha <mode>', 'how transparency is enlarged')
        .choices(['network', 'bilinear'])
        .default('network'),
    )
    .option('--trust-map', 'draw where a result can be trusted beside it; four times the time')
    .option('--keep-colours', 'give results the colours of their pictures, which some networks change')
    .option('--no-check', 'take results that at low resolution differ grossly from their pictures')
    .option(
      '--pre-pad <px>',
      'reflected pixels added behind the edges and cut off again',
      integerBetween(0, MAX_PAD),
    )
    .optionsGroup('Tiles:')
    .addOption(new Option('--exact', 'the result equals the untiled one (default)').conflicts('fast'))
    .option('--fast', 'narrow halo, blended seams: not exact, and says by how much')
    .option('--tile <px>', 'side of a tile; 0 for no tiles (default: auto, by --memory)', parseTile)
    .option(
      '--tile-pad <px>',
      "halo around a tile (default: the network's own when exact, 32 when fast)",
      integerBetween(0, MAX_PAD),
    )
    .option(
      '--memory <size>',
      'memory for a tile, such as 2G (default: half of what is free, 256M to 3G)',
      parseBytes,
    )
    .optionsGroup('Device:')
    .addOption(
      new Option('--backend <name>', 'where to compute').choices(['auto', ...BACKEND_NAMES]).default('auto'),
    )
    .option('--require-gpu', 'fail (exit code 4) instead of falling back to the CPU')
    .optionsGroup('Output:')
    .addOption(
      new Option(
        '--format <format>',
        "format to write; auto is the input's (default: by the ending of -o, else png)",
      ).choices([...FORMATS, 'auto']),
    )
    .option('--quality <n>', 'of JPEG, WebP and AVIF, 1..100 (default: 90, AVIF 75)', integerBetween(1, 100))
    .option('--suffix <text>', 'added to the names of results (default: _x and the scale)')
    .option(
      '--keep-metadata',
      'write EXIF (dates, camera), XMP and PNG texts (default: colour profile and density alone)',
    )
    .option('--keep-gps', 'with --keep-metadata: where the picture was taken as well')
    .option('--background <colour>', 'put transparency on a colour, such as white or #ffcc00')
    .option('--overwrite', 'replace results that exist')
    .option('--skip-existing', 'leave out pictures whose results exist')
    .option('--tolerant', 'read damaged pictures as far as they go, and say so')
    .option('--recursive', 'look into the folders of folders as well')
    .option('--shard <i/n>', SHARD_HELP)
    .option('--dry-run', 'print the plan and write nothing')
    .addOption(new Option('-i <path>').argParser(collect).hideHelp())
    .addOption(new Option('-n <model>').hideHelp())
    .addOption(new Option('-s <n>').argParser(numberBetween(0, MAX_OUTSCALE, { exclusive: true })).hideHelp())
    .addOption(new Option('-t <px>').argParser(parseTile).hideHelp())
    .optionsGroup('Messages:')
    .option('--json', 'print one JSON document with a report for each picture')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'print details, and the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action((inputs: string[], flags: UpscaleFlags & Aliases) =>
      run((signal) => upscale(inputs, flags, signal)),
    );
};
