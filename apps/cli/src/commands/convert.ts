import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { OfficialFiles } from '@srkit/training';
import { type Command, Option } from 'commander';
import { EXIT, EXIT_CODES_HELP, type ExitCode, usageError } from '../errors';
import { checkOutputFolder, fileIdentity } from '../job/collisions';
import { refuseDevices } from '../job/inputs';
import { numberBetween } from '../options';
import type { Run } from '../run';
import { formatBytes } from '../terminal/progress-bar';
import { Reporter } from '../terminal/reporter';

interface ConvertFlags {
  readonly dtype?: 'f32' | 'f16' | 'bf16';
  readonly key?: string;
  readonly overwrite?: true;
  readonly bundle?: true;
  readonly name?: string;
  readonly licence?: string;
  readonly minConsistency?: number;
}

const DTYPES = { f32: 'F32', f16: 'F16', bf16: 'BF16' } as const;

const EXAMPLES = `
Examples:
  srkit convert RealESRGAN_x4plus.pth model.safetensors
  srkit convert RealESRGAN_x4plus.pth half.safetensors --dtype f16
  srkit convert --bundle mrefsr_gan.pth feature_extraction.pth vgg19-dcbb9e9d.pth mrefsr.safetensors
  srkit convert model.safetensors model.pth                  for PyTorch: { params }
  srkit convert run/states/00005000.safetensors net_g.pth    { params, params_ema }; --key net_d for the discriminator
  srkit convert run/states/00005000.safetensors 5000.state   iteration, optimisers, schedules
`;

/** Packs the networks of reference-based super-resolution into one file, each recognised from its keys. */
const pack = async (
  from: readonly string[],
  to: string,
  { dtype, overwrite, name, licence, minConsistency }: ConvertFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  for (const file of from) await refuseDevices(file);
  const { saveSafetensors } = await import('@srkit/checkpoints');
  const { packReferenceNetworks } = await import('@srkit/upscale');
  const { BACKENDS } = await import('../backend/backends');
  // Networks hold their weights on a backend; nothing is computed.
  const free = await BACKENDS.cpu.load();
  const reporter = new Reporter({ quiet: false, verbose: false });
  const onProgress = reporter.progressOf('bundle');
  const { state, metadata } = await packReferenceNetworks(from, {
    name,
    licence,
    minConsistency,
    signal,
    onProgress,
  }).finally(() => {
    reporter.endProgress();
    free();
  });
  await saveSafetensors(to, state, {
    dtype: dtype && DTYPES[dtype],
    metadata,
    overwrite: overwrite ?? false,
  });
  const bytes = [...state.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  const { extractor, vgg, restoration } = metadata;
  reporter.note(`${from.join(', ')} -> ${to} | ${extractor}, ${vgg}, ${restoration} | ${formatBytes(bytes)}`);
  return EXIT.ok;
};

/** The official files of a state of `srkit train`; undefined for any other file. */
const trainingFiles = async (from: string): Promise<OfficialFiles | undefined> => {
  if (!/\.safetensors$/i.test(from) || /^https?:/i.test(from)) return undefined;
  const { openCheckpoint } = await import('@srkit/checkpoints');
  const file = await openCheckpoint(from);
  await file.close();
  if (!String(file.metadata['format']).startsWith('srkit-training-state')) return undefined;
  const { officialFiles } = await import('@srkit/training');
  return officialFiles(await readFile(from), from);
};

/** Writes a network or the optimisers of a training for PyTorch. */
const writeTraining = async (
  from: string,
  to: string,
  { networks, state, iteration }: OfficialFiles,
  {
    key,
    overwrite = false,
    ending,
  }: { key?: string | undefined; overwrite?: boolean | undefined; ending: string },
): Promise<ExitCode> => {
  if (ending === 'safetensors') {
    throw usageError(
      `'${from}' is a state of a training already. Write a .pth or a .state, or take a file of its folder models/.`,
    );
  }
  const [first] = Object.keys(networks);
  const name = key ?? first ?? '';
  if (ending === 'pth' && !Object.hasOwn(networks, name)) {
    throw usageError(`--key is '${name}', expected one of ${Object.keys(networks).join(', ')}.`);
  }
  const { savePth } = await import('@srkit/checkpoints');
  await savePth(to, ending === 'state' ? state : networks[name]!, { overwrite });
  const what = ending === 'state' ? 'optimisers and schedules' : name;
  new Reporter({ quiet: false, verbose: false }).note(
    `${from} -> ${to} | ${what} after iteration ${iteration}`,
  );
  return EXIT.ok;
};

/** `srkit convert`. */
const convert = async (
  files: readonly string[],
  flags: ConvertFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const { dtype, key, overwrite, bundle } = flags;
  const to = files.at(-1)!;
  const [from = to, ...more] = files.slice(0, -1);
  if (files.length < 2) throw usageError(`There is one file, '${to}', expected an input and an output.`);
  if (more.length > 0 && !bundle) {
    throw usageError(
      'There are several inputs, expected one; --bundle packs the networks of ref-upscale together.',
    );
  }
  if (!bundle && (flags.name ?? flags.licence ?? flags.minConsistency) !== undefined) {
    throw usageError('--name, --licence and --min-consistency belong to --bundle. Leave them out.');
  }
  if (bundle && key !== undefined) {
    throw usageError('--key contradicts --bundle, whose inputs are several. Convert that input first.');
  }
  const ending = /\.(safetensors|pth|state)$/i.exec(to)?.[1]?.toLowerCase();
  if (ending === undefined) {
    throw usageError(`The output is '${to}', expected a name that ends in .safetensors, .pth or .state.`);
  }
  if (bundle && ending !== 'safetensors') {
    throw usageError(`The output is '${to}', expected a name that ends in .safetensors for a bundle.`);
  }
  if (ending !== 'safetensors' && dtype !== undefined) {
    throw usageError('--dtype contradicts an output for PyTorch, which is written as it is. Leave one out.');
  }
  for (const file of [from, ...more]) {
    if (fileIdentity(file) === fileIdentity(to)) {
      throw usageError(`'${to}' is the input itself. Choose another name for the output.`);
    }
  }
  checkOutputFolder(dirname(to));
  if (bundle) return pack([from, ...more], to, flags, signal);
  await refuseDevices(from);
  const training = await trainingFiles(from);
  if (training) return writeTraining(from, to, training, { key, overwrite, ending });
  if (ending === 'state') {
    throw usageError(
      `'${from}' is no state of a training, of which a .state is made. Give a file of its folder states/.`,
    );
  }
  const { loadStateDict, savePth, saveSafetensors } = await import('@srkit/checkpoints');
  const { officialState } = await import('../model/official-state');
  const { scaleOf } = await import('../info/checkpoint-facts');
  const reporter = new Reporter({ quiet: false, verbose: false });
  const onProgress = reporter.progressOf(basename(from));
  const read = await loadStateDict(from, { key, signal, onProgress }).finally(() => reporter.endProgress());
  const { state, architecture } = officialState(read);
  const metadata = {
    ...(architecture && { architecture: architecture.name, scale: String(scaleOf(architecture)) }),
    source: basename(from),
  };
  if (ending === 'pth') await savePth(to, { params: state }, { overwrite: overwrite ?? false });
  else {
    await saveSafetensors(to, state, {
      dtype: dtype && DTYPES[dtype],
      metadata,
      overwrite: overwrite ?? false,
    });
  }
  const network = architecture
    ? `${architecture.name} x${scaleOf(architecture)}`
    : 'a network that is not known';
  const bytes = [...state.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  reporter.note(
    `${from} -> ${to} | ${network} | ${state.size} tensors, ${formatBytes(bytes)} read${dtype ? `, written as ${dtype}` : ''}`,
  );
  return EXIT.ok;
};

/** Adds `srkit convert` to the program. */
export const addConvert = (program: Command, run: Run): void => {
  program
    .command('convert')
    .description(
      'Converts a checkpoint to safetensors, or to a file that PyTorch loads. Older ESRGAN names become the official ones; checkpoints of unknown networks are converted as they are.',
    )
    .argument('<files...>', 'checkpoint file or URL, then the .safetensors, .pth or .state file to write')
    .addOption(
      new Option(
        '--dtype <type>',
        'element type of the floating-point tensors (default: as they are)',
      ).choices(['f32', 'f16', 'bf16']),
    )
    .option(
      '--key <name>',
      'dictionary to take (default: params_ema, params, state_dict, root), or network of a training',
    )
    .option('--bundle', 'pack the three networks of ref-upscale, given in any order, into one file')
    .option('--name <name>', 'with --bundle: what reports call it (default: the restoration file)')
    .option('--licence <text>', "with --bundle: the weights' licence, as their authors give it")
    .option(
      '--min-consistency <part>',
      'with --bundle: consistency below which ref-upscale leaves references out, as measured (default: not stated)',
      numberBetween(0, 1),
    )
    .option('--overwrite', 'replace the output if it exists')
    .option('--verbose', 'print the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .usage('[options] <in> <out>')
    .action((files: string[], flags: ConvertFlags) => run((signal) => convert(files, flags, signal)));
};
