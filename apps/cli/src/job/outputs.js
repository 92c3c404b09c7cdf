import { basename, dirname, extname, join } from 'node:path';
import { formatFromPath, probeImage } from '@srkit/image';
import { usageError } from '../errors';
import { FORMATS } from '../options';
import { statFile } from './collisions';
import { hasPictureName, STDIN } from './inputs';
export const STDOUT = '-';
const isFolderName = (path) => /[\\/]$/.test(path);
/** What `-o` means for these inputs. @throws ConfigError when it cannot hold them. */
export const outputTarget = (output, { inputs, several }) => {
    if (output === undefined) {
        if (inputs[0]?.path !== STDIN)
            return { kind: 'beside' };
        throw usageError("A picture from stdin has no name to put the result beside. Add -o FILE, or '-o -' for stdout.");
    }
    if (output === '')
        throw usageError("-o is empty, expected a file, a folder or '-'.");
    if (output === STDOUT) {
        if (!several)
            return { kind: 'stdout' };
        throw usageError("'-o -' takes one picture, and the inputs can be several. Give a folder.");
    }
    const found = statFile(output);
    if (found?.isDirectory() || isFolderName(output))
        return { kind: 'folder', path: output };
    if (!several)
        return { kind: 'file', path: output };
    if (!found && !hasPictureName(output))
        return { kind: 'folder', path: output };
    const what = found ? 'is a file' : 'is the name of one picture';
    throw usageError(`-o '${output}' ${what}, and the inputs can be several. Give a folder, ending in '/'.`);
};
const ENDINGS = {
    png: '.png',
    jpeg: '.jpg',
    webp: '.webp',
    avif: '.avif',
    tiff: '.tif',
};
/** The format to write, which `-o` may name by its ending. @throws ConfigError when the two disagree. */
export const chosenFormat = (format, target) => {
    if (target.kind !== 'file')
        return format ?? 'png';
    const named = formatFromPath(target.path);
    const ending = extname(target.path);
    if (!named && ending !== '' && format === undefined) {
        throw usageError(`-o '${target.path}' ends in '${ending}', which is no format that is written. Use ${Object.values(ENDINGS).join(', ')}, or add --format.`);
    }
    if (named && format !== undefined && format !== 'auto' && format !== named) {
        throw usageError(`-o '${target.path}' names ${named}, and --format ${format} was given. Leave one out.`);
    }
    return named ?? format ?? 'png';
};
/** Format and ending for one input: with `auto` both are the input's, or PNG where that cannot be written. */
const outputEnding = (format, inputPath) => {
    if (format !== 'auto')
        return { format, ending: ENDINGS[format] };
    const own = formatFromPath(inputPath);
    return own ? { format: own, ending: extname(inputPath) } : { format: 'png', ending: ENDINGS.png };
};
/** The format of bytes that came without a name, or PNG where that cannot be written. */
export const formatOfBytes = async (bytes) => {
    const { format } = await probeImage(bytes);
    return FORMATS.find((writable) => writable === format) ?? 'png';
};
const outputPath = (input, ending, { target, suffix }) => {
    if (target.kind === 'stdout')
        return STDOUT;
    if (target.kind === 'file')
        return target.path;
    const fileName = input.path === STDIN ? 'stdin' : basename(input.path);
    const name = basename(fileName, extname(fileName)) + suffix + ending;
    return target.kind === 'folder' ? join(target.path, input.below, name) : join(dirname(input.path), name);
};
/** `holiday.jpg` to `holiday_x4.png`, beside it or in the output folder. */
export const nameOutputs = (inputs, naming) => inputs.map((input) => {
    const { format, ending } = outputEnding(naming.format, input.path);
    return { input, format, output: outputPath(input, ending, naming) };
});
