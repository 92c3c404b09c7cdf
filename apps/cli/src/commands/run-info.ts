import { CheckpointError, ImageError } from '@srkit/core';
import { InputError } from '../errors';
import { EXIT, type ExitCode } from '../exit-code';
import {
  type CheckpointFacts,
  type CheckpointRequest,
  checkpointFacts,
  checkpointLines,
} from '../info/checkpoint-facts';
import { type ImageFacts, imageFacts, imageLines } from '../info/image-facts';
import { printJson, printText } from '../terminal/stdout';
import type { InfoFlags } from './info';

/** What pictures are refused with that are none at all, rather than damaged. */
const NO_IMAGE = ['E_IMAGE_NOT_AN_IMAGE', 'E_IMAGE_UNSUPPORTED'];

const facts = async (file: string, request: CheckpointRequest): Promise<CheckpointFacts | ImageFacts> => {
  try {
    return await checkpointFacts(file, request);
  } catch (error) {
    if (!(error instanceof CheckpointError && error.code === 'E_CHECKPOINT_FORMAT')) throw error;
  }
  try {
    return await imageFacts(file);
  } catch (error) {
    if (!(error instanceof ImageError && NO_IMAGE.includes(error.code))) throw error;
    throw new InputError(
      'E_INPUT_UNKNOWN',
      `'${file}' is neither a checkpoint (.pth, .safetensors) nor a picture. ${error.message}`,
      { cause: error },
    );
  }
};

/** `srkit info`. */
export const runInfo = async (file: string, flags: InfoFlags, signal: AbortSignal): Promise<ExitCode> => {
  const found = await facts(file, { key: flags.key, listTensors: flags.tensors ?? false, signal });
  if (flags.json) await printJson(found);
  else
    await printText(`${(found.kind === 'image' ? imageLines(found) : checkpointLines(found)).join('\n')}\n`);
  return EXIT.ok;
};
