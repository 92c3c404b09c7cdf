import { basename, dirname, extname, join, sep } from 'node:path';
import { formatFromPath, type ImageFormat, probeImage } from '@srkit/image';
import { isObjectUrl, parseObjectUrl } from '@srkit/jobs/objects';
import { usageError } from '../errors';
import { FORMATS, type FormatOption } from '../options';
import { statFile } from './collisions';
import { hasPictureName, type Input, type Inputs, STDIN } from './inputs';

export const STDOUT = '-';

/** Where results go: next to each input, into a folder, to one file, or to stdout. */
export type OutputTarget =
  | { readonly kind: 'beside' }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stdout' };

const isFolderName = (path: string): boolean => /[\\/]$/.test(path);

/** What `-o` means for these inputs. @throws ConfigError when it cannot hold them. */
export const outputTarget = (output: string | undefined, { inputs, several }: Inputs): OutputTarget => {
  if (output === undefined) {
    if (inputs.some(({ path }) => isObjectUrl(path))) {
      throw usageError(
        'Results of objects are not put beside them by themselves. Add -o FOLDER, or -o s3://BUCKET/FOLDER/.',
      );
    }
    if (inputs[0]?.path !== STDIN) return { kind: 'beside' };
    throw usageError(
      "A picture from stdin has no name to put the result beside. Add -o FILE, or '-o -' for stdout.",
    );
  }
  if (output === '') throw usageError("-o is empty, expected a file, a folder or '-'.");
  if (output === STDOUT) {
    if (!several) return { kind: 'stdout' };
    throw usageError("'-o -' takes one picture, and the inputs can be several. Give a folder.");
  }
  if (isObjectUrl(output)) parseObjectUrl(output);
  const found = statFile(output);
  if (found?.isDirectory() || isFolderName(output)) return { kind: 'folder', path: output };
  if (!several) return { kind: 'file', path: output };
  if (!found && !hasPictureName(output)) return { kind: 'folder', path: output };
  const what = found ? 'is a file' : 'is the name of one picture';
  throw usageError(`-o '${output}' ${what}, and the inputs can be several. Give a folder, ending in '/'.`);
};

const ENDINGS: Readonly<Record<ImageFormat, string>> = {
  png: '.png',
  jpeg: '.jpg',
  webp: '.webp',
  avif: '.avif',
  tiff: '.tif',
};

/** The format to write, which `-o` may name by its ending. @throws ConfigError when the two disagree. */
export const chosenFormat = (format: FormatOption | undefined, target: OutputTarget): FormatOption => {
  if (target.kind !== 'file') return format ?? 'png';
  const named = formatFromPath(target.path);
  const ending = extname(target.path);
  if (!named && ending !== '' && format === undefined) {
    throw usageError(
      `-o '${target.path}' ends in '${ending}', which is no format that is written. Use ${Object.values(ENDINGS).join(', ')}, or add --format.`,
    );
  }
  if (named && format !== undefined && format !== 'auto' && format !== named) {
    throw usageError(`-o '${target.path}' names ${named}, and --format ${format} was given. Leave one out.`);
  }
  return named ?? format ?? 'png';
};

/** Format and ending for one input: with `auto` both are the input's, or PNG where that cannot be written. */
const outputEnding = (
  format: FormatOption,
  inputPath: string,
): { readonly format: ImageFormat; readonly ending: string } => {
  if (format !== 'auto') return { format, ending: ENDINGS[format] };
  const own = formatFromPath(inputPath);
  return own ? { format: own, ending: extname(inputPath) } : { format: 'png', ending: ENDINGS.png };
};

/** The format of bytes that came without a name, or PNG where that cannot be written. */
export const formatOfBytes = async (bytes: Uint8Array): Promise<ImageFormat> => {
  const { format } = await probeImage(bytes);
  return FORMATS.find((writable) => writable === format) ?? 'png';
};

/** An input and the picture it becomes. */
export interface NamedOutput {
  readonly input: Input;
  /** Path of the result, `-` for stdout. */
  readonly output: string;
  readonly format: ImageFormat;
}

export interface Naming {
  readonly target: OutputTarget;
  readonly format: FormatOption;
  readonly suffix: string;
}

/** A path below a folder, which may be one of objects. */
export const joinPlace = (folder: string, ...parts: readonly string[]): string => {
  const [scheme = ''] = isObjectUrl(folder) ? folder.split(/(?<=:\/\/)/, 1) : [];
  const path = join(folder.slice(scheme.length), ...parts);
  return scheme + (scheme === '' ? path : path.split(sep).join('/'));
};

const outputPath = (input: Input, ending: string, { target, suffix }: Naming): string => {
  if (target.kind === 'stdout') return STDOUT;
  if (target.kind === 'file') return target.path;
  const fileName = input.path === STDIN ? 'stdin' : basename(input.path);
  const name = basename(fileName, extname(fileName)) + suffix + ending;
  if (target.kind !== 'folder') return join(dirname(input.path), name);
  return joinPlace(target.path, input.below, name);
};

/** `holiday.jpg` to `holiday_x4.png`, beside it or in the output folder. */
export const nameOutputs = (inputs: readonly Input[], naming: Naming): NamedOutput[] =>
  inputs.map((input) => {
    const { format, ending } = outputEnding(naming.format, input.path);
    return { input, format, output: outputPath(input, ending, naming) };
  });
