import type { Command } from 'commander';
import { EXIT_CODES_HELP } from '../exit-code';
import type { Run } from './run';

export interface InfoFlags {
  readonly key?: string;
  readonly tensors?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  srkit info RealESRGAN_x4plus.pth
  srkit info model.safetensors --tensors
  srkit info holiday.jpg --json
`;

/** Adds `srkit info` to the program. */
export const addInfo = (program: Command, run: Run): void => {
  program
    .command('info')
    .description('Tells what a checkpoint or a picture is; which of the two is seen from its content.')
    .argument('<file>', 'checkpoint (.pth, .pt, .ckpt, .safetensors; also a URL) or picture')
    .option('--key <name>', 'dictionary of the checkpoint to look at')
    .option('--tensors', 'list the tensors')
    .option('--json', 'print one JSON document')
    .option('--verbose', 'print the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action(async (file: string, flags: InfoFlags) => {
      const { runInfo } = await import('./run-info');
      await run((signal) => runInfo(file, flags, signal));
    });
};
