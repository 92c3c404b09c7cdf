import { type Command, Option } from 'commander';
import { EXIT_CODES_HELP } from '../exit-code';
import type { Run } from './run';

export interface ConvertFlags {
  readonly dtype?: 'f32' | 'f16' | 'bf16';
  readonly key?: string;
  readonly overwrite?: true;
}

const EXAMPLES = `
Examples:
  srkit convert RealESRGAN_x4plus.pth model.safetensors
  srkit convert RealESRGAN_x4plus.pth half.safetensors --dtype f16
`;

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
    .action(async (from: string, to: string, flags: ConvertFlags) => {
      const { runConvert } = await import('./run-convert');
      await run((signal) => runConvert(from, to, flags, signal));
    });
};
