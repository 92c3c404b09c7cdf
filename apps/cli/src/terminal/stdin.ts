import { addAbortSignal } from 'node:stream';
import { InputError, usageError } from '../errors';

/** As much as `@srkit/image` decodes at once. */
const MAX_STDIN_BYTES = 2 ** 31 - 1;

/** Reads all of stdin. */
export const readStdin = async (signal: AbortSignal): Promise<Uint8Array> => {
  if (process.stdin.isTTY) {
    throw usageError(
      "'-' reads a picture from stdin, which is a terminal here. Use: srkit upscale - -o - < in.png",
    );
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of addAbortSignal(signal, process.stdin)) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_STDIN_BYTES) {
      throw new InputError(
        'E_INPUT_TOO_LARGE',
        `stdin holds more than ${MAX_STDIN_BYTES} bytes, which is more than can be decoded at once.`,
      );
    }
  }
  return Buffer.concat(chunks);
};
