import { stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { InputError, usageError } from '../errors';
import { hasPictureName, PICTURE_ENDINGS } from './picture-files';

export const STDIN = '-';

/** A picture to work on. */
export interface Input {
  /** As the user named it, or below the folder the user named; `-` for stdin. */
  readonly path: string;
  /** Folders between the folder the user named and the picture, to be repeated in the output folder. */
  readonly below: string;
  /** Found in a folder or by a pattern, and not named itself. */
  readonly found: boolean;
}

export interface Inputs {
  readonly inputs: readonly Input[];
  /** Whether the arguments can stand for more than one picture, whatever they found this time. */
  readonly several: boolean;
}

/** `img2` before `img10`, the same in every locale. */
const inReadingOrder = (paths: string[]): string[] => {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return paths.sort(compare);
};

const inFolder = async (folder: string, recursive: boolean): Promise<Input[]> => {
  const pattern = recursive ? '**' : '*';
  const files = await glob(pattern, { cwd: folder, onlyFiles: true, expandDirectories: false });
  const pictures = inReadingOrder(files.filter(hasPictureName));
  if (pictures.length === 0) {
    const where = recursive ? 'or below it' : '(--recursive looks into its folders as well)';
    throw new InputError(
      'E_INPUT_EMPTY',
      `'${folder}' is a folder with no ${PICTURE_ENDINGS} files in it ${where}.`,
    );
  }
  return pictures.map((file) => {
    const path = join(folder, file);
    return { path, below: relative(folder, join(path, '..')), found: true };
  });
};

/** Expands what the shell left alone. */
const matching = async (pattern: string): Promise<Input[]> => {
  const portable = sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
  const files = await glob(portable, { onlyFiles: true, expandDirectories: false });
  const pictures = inReadingOrder(files.filter(hasPictureName));
  if (pictures.length > 0) return pictures.map((path) => ({ path, below: '', found: true }));
  throw new InputError('E_INPUT_EMPTY', `'${pattern}' matches no ${PICTURE_ENDINGS} files.`);
};

const expandOne = async (argument: string, recursive: boolean): Promise<Inputs> => {
  const single = { inputs: [{ path: argument, below: '', found: false }], several: false };
  if (argument === STDIN) return single;
  const found = await stat(argument).catch(() => undefined);
  if (found?.isDirectory()) return { inputs: await inFolder(argument, recursive), several: true };
  if (found || !isDynamicPattern(argument)) return single;
  return { inputs: await matching(argument), several: true };
};

/**
 * Files, folders and glob patterns to pictures, each once. A file that is missing or no picture stays in, to be
 * reported when its turn comes.
 *
 * @throws InputError for a folder or pattern without pictures; ConfigError for stdin among other inputs.
 */
export const expandInputs = async (args: readonly string[], recursive: boolean): Promise<Inputs> => {
  if (args.includes(STDIN) && args.length > 1) {
    throw usageError("'-' (stdin) is one picture and must be the only input.");
  }
  const parts: Inputs[] = [];
  for (const argument of args) parts.push(await expandOne(argument, recursive));
  const once = new Map<string, Input>();
  for (const input of parts.flatMap(({ inputs }) => inputs)) {
    const id = input.path === STDIN ? STDIN : resolve(input.path);
    // A file that is also named itself counts as named.
    if (!once.has(id) || !input.found) once.set(id, input);
  }
  return { inputs: [...once.values()], several: args.length > 1 || parts.some((part) => part.several) };
};
