import { extname } from 'node:path';
import { formatFromPath, type ImageFormat, probeImage } from '@srkit/image';
import { usageError } from '../errors';
import { FORMATS, type FormatOption } from '../options/choices';
import type { OutputTarget } from './output-target';

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
export const outputEnding = (
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
