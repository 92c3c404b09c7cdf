import { CheckpointError, ImageError } from '@srkit/core';
import type { Command } from 'commander';
import { EXIT, EXIT_CODES_HELP, type ExitCode, InputError } from '../errors';
import { refuseDevices } from '../job/inputs';
import type { Run } from '../run';
import { printJson, printText } from '../terminal/streams';

interface InfoFlags {
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

/** What pictures are refused with that are none at all, rather than damaged. */
const NO_IMAGE = ['E_IMAGE_NOT_AN_IMAGE', 'E_IMAGE_UNSUPPORTED'];

/** The facts about a file and the lines that tell them. */
const describe = async (file: string, { key, tensors }: InfoFlags, signal: AbortSignal) => {
  const { checkpointFacts, checkpointLines } = await import('../info/checkpoint-facts');
  let what = '';
  try {
    const facts = await checkpointFacts(file, { key, listTensors: tensors ?? false, signal });
    return { facts, lines: checkpointLines(facts) };
  } catch (error) {
    if (!(error instanceof CheckpointError && error.code === 'E_CHECKPOINT_FORMAT')) throw error;
    // What it is, where that is known: an LFS pointer, a page, another program's model.
    what = /: ((?:this (?:is|looks like)|expected a zip) .*)/s.exec(error.message)?.[1] ?? '';
  }
  const { imageFacts, imageLines } = await import('../info/image-facts');
  try {
    const facts = await imageFacts(file);
    return { facts, lines: imageLines(facts) };
  } catch (error) {
    if (!(error instanceof ImageError && NO_IMAGE.includes(error.code))) throw error;
    throw new InputError(
      'E_INPUT_UNKNOWN',
      `'${file}' is neither a checkpoint (.pth, .safetensors) nor a picture. ${what ? what[0]!.toUpperCase() + what.slice(1) : error.message}`,
      { cause: error },
    );
  }
};

/** `srkit info`. */
const info = async (file: string, flags: InfoFlags, signal: AbortSignal): Promise<ExitCode> => {
  await refuseDevices(file);
  const { facts, lines } = await describe(file, flags, signal);
  if (flags.json) await printJson(facts);
  else await printText(`${lines.join('\n')}\n`);
  return EXIT.ok;
};

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
    .action((file: string, flags: InfoFlags) => run((signal) => info(file, flags, signal)));
};
