import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, posix, relative, sep } from 'node:path';
import type { ImageSource } from '@srkit/image';
import { isObjectUrl, parseObjectUrl } from '@srkit/jobs/objects';
import { glob, isDynamicPattern } from 'tinyglobby';
import { InputError, usageError } from '../errors';
import { placeIdentity } from './collisions';
import { listObjects, readObject } from './objects';
import { type Found, pathOf, place, walkFolder } from './walk-folder';

export const STDIN = '-';

/** Endings of the files that a folder or a glob pattern stands for; single files may have any name. */
const PICTURE = /\.(png|jpe?g|jpe|jfif|webp|avif|tiff?|gif)$/i;
const PICTURE_ENDINGS = 'png, jpg, webp, avif, tif or gif';

export const hasPictureName = (path: string): boolean => PICTURE.test(path);

/** A picture to work on. */
export interface Input {
  /** As the user named it, or below the folder the user named; `-` for stdin. */
  readonly path: string;
  /** What the file system knows it by: bytes where the name is not UTF-8, and `path` is a reading of it. */
  readonly file: string | Buffer;
  /** Folders between the folder the user named and the picture, to be repeated in the output folder. */
  readonly below: string;
  /** Found in a folder or by a pattern, and not named itself. */
  readonly found: boolean;
}

export interface Inputs {
  readonly inputs: readonly Input[];
  /** Whether the arguments can stand for more than one picture, whatever they found this time. */
  readonly several: boolean;
  /** Files found in folders and by patterns that are not read. */
  readonly leftOut: readonly string[];
}

/** `img2` before `img10`, the same in every locale. */
const { compare } = new Intl.Collator('en', { numeric: true });

const inputOf = (found: Found, below: string): Input => ({
  path: found.shown,
  file: pathOf(found),
  below,
  found: true,
});

const inFolder = async (folder: Found, recursive: boolean): Promise<Inputs> => {
  const files = await walkFolder(folder, recursive);
  const pictures = files.filter(({ shown }) => hasPictureName(shown));
  const leftOut = files.filter(({ shown }) => !hasPictureName(shown)).map(({ shown }) => shown);
  if (pictures.length === 0) {
    const where = recursive ? 'or below it' : '(--recursive looks into its folders as well)';
    throw new InputError(
      'E_INPUT_EMPTY',
      `'${folder.shown}' is a folder with no ${PICTURE_ENDINGS} files in it ${where}.${leftOutText(leftOut)}`,
    );
  }
  const inputs = pictures.map((file) => inputOf(file, relative(folder.shown, dirname(file.shown))));
  return { inputs, several: true, leftOut };
};

/** Expands what the shell left alone. */
const matching = async (pattern: string): Promise<Inputs> => {
  const portable = sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
  const files = await glob(portable, { onlyFiles: true, expandDirectories: false });
  const pictures = files.filter(hasPictureName);
  if (pictures.length === 0) {
    throw new InputError('E_INPUT_EMPTY', `'${pattern}' matches no ${PICTURE_ENDINGS} files.`);
  }
  return {
    inputs: pictures.map((path) => inputOf(place(path), '')),
    several: true,
    leftOut: files.filter((path) => !hasPictureName(path)),
  };
};

/**
 * A name on the command line that is not UTF-8 arrives with its other bytes replaced. It means the one file whose
 * name reads the same.
 */
const byDamagedName = async (argument: string): Promise<Found | undefined> => {
  if (!argument.includes('\u{fffd}')) return undefined;
  const folder = dirname(argument);
  const names = await readdir(folder, { encoding: 'buffer' }).catch(() => []);
  const same = names.filter((name) => name.toString() === basename(argument));
  return same.length === 1 ? place(folder).child(same[0]!) : undefined;
};

/** `s3://bucket/folder/`, or one object. Keys that would lead out of a folder of results are left out. */
const inObjects = async (url: string, recursive: boolean): Promise<Inputs> => {
  const { bucket, key } = parseObjectUrl(url);
  if (key !== '' && !key.endsWith('/')) {
    return { inputs: [{ path: url, file: url, below: '', found: false }], several: false, leftOut: [] };
  }
  const isPlain = (path: string): boolean => {
    try {
      return parseObjectUrl(path).key !== '';
    } catch {
      return false;
    }
  };
  const paths = await listObjects(`s3://${bucket}/${key}`, recursive);
  const pictures = paths.filter((path) => hasPictureName(path) && isPlain(path));
  const kept = new Set(pictures);
  const leftOut = paths.filter((path) => !kept.has(path));
  if (pictures.length === 0) {
    const where = recursive ? '' : ' (--recursive looks into its folders as well)';
    throw new InputError(
      'E_INPUT_EMPTY',
      `'${url}' has no ${PICTURE_ENDINGS} objects${where}.${leftOutText(leftOut)}`,
    );
  }
  const belowOf = (path: string): string => {
    const folder = posix.dirname(parseObjectUrl(path).key.slice(key.length));
    return folder === '.' ? '' : folder;
  };
  const inputs = pictures.map((path) => ({ path, file: path, below: belowOf(path), found: true }));
  return { inputs, several: true, leftOut };
};

const expandOne = async (argument: string, recursive: boolean): Promise<Inputs> => {
  if (isObjectUrl(argument)) return inObjects(argument, recursive);
  const single = (found: Found): Inputs => ({
    inputs: [{ path: found.shown, file: pathOf(found), below: '', found: false }],
    several: false,
    leftOut: [],
  });
  if (argument === STDIN) return single(place(STDIN));
  const exact = place(argument);
  const named = (await stat(argument).catch(() => undefined)) ? exact : await byDamagedName(argument);
  const found = named && (await stat(pathOf(named)));
  if (named && found?.isDirectory()) return inFolder(named, recursive);
  if (named || !isDynamicPattern(argument)) return single(named ?? exact);
  return matching(argument);
};

/**
 * Files, folders, glob patterns and objects to pictures, each once. A file that is missing or no picture stays in, to be
 * reported when its turn comes.
 *
 * @throws InputError for a folder or pattern without pictures; ConfigError for stdin among other inputs.
 */
export const expandInputs = async (args: readonly string[], recursive: boolean): Promise<Inputs> => {
  if (args.length === 0) throw usageError("There are no inputs. Name pictures, folders, patterns, or '-'.");
  if (args.includes(STDIN) && args.length > 1) {
    throw usageError("'-' (stdin) is one picture and must be the only input.");
  }
  const parts: Inputs[] = [];
  for (const argument of args) parts.push(await expandOne(argument, recursive));
  const once = new Map<string, Input>();
  for (const { inputs } of parts) {
    for (const input of inputs.toSorted((a, b) => compare(a.path, b.path))) {
      const id = input.path === STDIN ? STDIN : placeIdentity(input.path);
      // A file that is also named itself counts as named.
      if (!once.has(id) || !input.found) once.set(id, input);
    }
  }
  return {
    inputs: [...once.values()],
    several: args.length > 1 || parts.some((part) => part.several),
    leftOut: parts.flatMap((part) => part.leftOut),
  };
};

/** Names shown of what was left out. */
const SHOWN = 5;

const leftOutText = (files: readonly string[]): string => {
  if (files.length === 0) return '';
  const names = files.slice(0, SHOWN).map((file) => basename(file));
  const more = files.length > SHOWN ? ` and ${files.length - SHOWN} more` : '';
  const count = files.length === 1 ? '1 other file is' : `${files.length} other files are`;
  return ` ${count} of no format that srkit reads: ${names.join(', ')}${more}.`;
};

/** One line about the files that were found and are not read; undefined for none. */
export const leftOutNote = ({ leftOut }: Inputs): string | undefined =>
  leftOut.length === 0 ? undefined : `note:${leftOutText(leftOut)}`;

/** The bytes of an input as a guess at its work; 1 where that cannot be known. */
export const inputBytes = async ({ file }: Input): Promise<number> =>
  (await stat(file).catch(() => undefined))?.size || 1;

const notRegular = (path: string): InputError =>
  new InputError(
    'E_INPUT_NOT_A_FILE',
    `'${path}' is a device or a pipe, expected a file. Give '-' to read from stdin.`,
  );

/**
 * Refuses a device or a pipe: it may have no end, or nobody who writes to it. What is not there is left to whoever
 * opens it.
 *
 * @throws InputError
 */
export const refuseDevices = async (path: string, file: string | Buffer = path): Promise<void> => {
  const found = await stat(file).catch(() => undefined);
  if (found && !found.isFile() && !found.isDirectory()) throw notRegular(path);
};

/** What a ledger of files is to watch of an input: objects have no state that a file system knows. */
export const filesOfInput = ({ file }: Input): (string | Buffer)[] => (isObjectUrl(file) ? [] : [file]);

/** What to read a picture from. @throws InputError for a device or a pipe; ObjectError. */
export const sourceOf = async ({ path, file }: Input, signal?: AbortSignal): Promise<ImageSource> => {
  if (isObjectUrl(file)) return readObject(file, signal);
  await refuseDevices(path, file);
  if (typeof file === 'string') return path;
  // With the name that errors shall give.
  return new File([await readFile(file)], path);
};
