import { basename, dirname } from 'node:path';
import { type Command, Option } from 'commander';
import { EXIT, EXIT_CODES_HELP, type ExitCode, usageError } from '../errors';
import { checkOutputFolder, fileIdentity } from '../job/collisions';
import { refuseDevices } from '../job/inputs';
import type { Run } from '../run';
import { formatBytes } from '../terminal/progress-bar';
import { Reporter } from '../terminal/reporter';

interface ConvertFlags {
  readonly dtype?: 'f32' | 'f16' | 'bf16';
  readonly key?: string;
  readonly overwrite?: true;
}

const DTYPES = { f32: 'F32', f16: 'F16', bf16: 'BF16' } as const;

const EXAMPLES = `
Examples:
  srkit convert RealESRGAN_x4plus.pth model.safetensors
  srkit convert RealESRGAN_x4plus.pth half.safetensors --dtype f16
`;

/** `srkit convert`. */
const convert = async (
  from: string,
  to: string,
  { dtype, key, overwrite }: ConvertFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  if (!/\.safetensors$/i.test(to)) {
    throw usageError(`The output is '${to}', expected a name that ends in .safetensors.`);
  }
  if (fileIdentity(from) === fileIdentity(to)) {
    throw usageError(`'${to}' is the input itself. Choose another name for the output.`);
  }
  await refuseDevices(from);
  checkOutputFolder(dirname(to));
  const { loadStateDict, saveSafetensors } = await import('@srkit/checkpoints');
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
  await saveSafetensors(to, state, {
    dtype: dtype && DTYPES[dtype],
    metadata,
    overwrite: overwrite ?? false,
  });
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
      'Converts a checkpoint to safetensors. Older ESRGAN names become the official ones; checkpoints of unknown networks are converted as they are.',
    )
    .argument('<in>', 'checkpoint file or URL')
    .argument('<out>', 'the .safetensors file to write')
    .addOption(
      new Option(
        '--dtype <type>',
        'element type of the floating-point tensors (default: as they are)',
      ).choices(['f32', 'f16', 'bf16']),
    )
    .option('--key <name>', 'dictionary to take (default: params_ema, params, state_dict, root)')
    .option('--overwrite', 'replace the output if it exists')
    .option('--verbose', 'print the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action((from: string, to: string, flags: ConvertFlags) =>
      run((signal) => convert(from, to, flags, signal)),
    );
};
