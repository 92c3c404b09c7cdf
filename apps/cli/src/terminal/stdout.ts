import { usageError } from '../errors';
import { printable } from './printable';

/** `| head` closes the pipe early; that is its right and no error of ours. */
export const endQuietlyOnClosedPipe = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever writes gets every other error, see writeStdout.
    if (error.code === 'EPIPE') process.exit();
  });
};

/** Writes to stdout and resolves when the bytes have left the process. */
export const writeStdout = (data: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(data, (error) => (error ? reject(error) : resolve()));
  });

/** Prints lines for people; what strangers' files put into them cannot drive the terminal. */
export const printText = (text: string): Promise<void> => writeStdout(printable(text));

export const printJson = (value: unknown): Promise<void> =>
  writeStdout(`${JSON.stringify(value, undefined, 2)}\n`);

/** Pictures on a terminal are noise, and may drive it. */
export const refuseTerminal = (): void => {
  if (process.stdout.isTTY) {
    throw usageError(
      "'-o -' would write a picture to the terminal. Redirect it: srkit upscale ... -o - > out.png",
    );
  }
};
