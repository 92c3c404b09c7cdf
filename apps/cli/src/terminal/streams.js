import { addAbortSignal } from 'node:stream';
import { InputError, usageError } from '../errors';
import { printable } from './reporter';
/** As much as `@srkit/image` decodes at once. */
const MAX_STDIN_BYTES = 2 ** 31 - 1;
/** Reads all of stdin. */
export const readStdin = async (signal) => {
    if (process.stdin.isTTY) {
        throw usageError("'-' reads a picture from stdin, which is a terminal here. Use: srkit upscale - -o - < in.png");
    }
    const chunks = [];
    let bytes = 0;
    for await (const chunk of addAbortSignal(signal, process.stdin)) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_STDIN_BYTES) {
            throw new InputError('E_INPUT_TOO_LARGE', `stdin holds more than ${MAX_STDIN_BYTES} bytes, which is more than can be decoded at once.`);
        }
    }
    return Buffer.concat(chunks);
};
/**
 * `| head` closes the pipe early; that is its right and no error of ours. Without stdout there is nobody to work for;
 * without stderr (a pipe, or a terminal that is gone) the work goes on, unseen.
 */
export const outliveClosedPipes = () => {
    process.stdout.on('error', (error) => {
        // Whoever writes gets every other error, see writeStdout.
        if (error.code === 'EPIPE')
            process.exit();
    });
    process.stderr.on('error', () => undefined);
};
/** Writes to stdout and resolves when the bytes have left the process. */
export const writeStdout = (data) => new Promise((resolve, reject) => {
    process.stdout.write(data, (error) => (error ? reject(error) : resolve()));
});
/** Prints lines for people; what strangers' files put into them cannot drive the terminal. */
export const printText = (text) => writeStdout(printable(text));
export const printJson = (value) => writeStdout(`${JSON.stringify(value, undefined, 2)}\n`);
/** Pictures on a terminal are noise, and may drive it. */
export const refuseTerminal = () => {
    if (process.stdout.isTTY) {
        throw usageError("'-o -' would write a picture to the terminal. Redirect it: srkit upscale ... -o - > out.png");
    }
};
