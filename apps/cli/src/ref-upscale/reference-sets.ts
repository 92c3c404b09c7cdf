import { basename, dirname, extname, join } from 'node:path';
import { InputError, usageError } from '../errors';
import { fileIdentity } from '../job/collisions';
import { expandInputs, hasPictureName, type Input } from '../job/inputs';
import { place, walkFolder } from '../job/walk-folder';

/** A picture and the references that belong to it. */
export interface ReferenceSet {
  readonly input: Input;
  readonly references: readonly Input[];
  /** What the result is called, without an ending. */
  readonly name: string;
}

export interface ReferenceSets {
  readonly sets: readonly ReferenceSet[];
  readonly several: boolean;
  /** Which layout the folder has; undefined for a picture and --ref. */
  readonly layout: 'CUFED5' | 'LMR' | undefined;
  /** Files beside the pictures and the references that are not read. */
  readonly leftOut: readonly string[];
}

const stem = (path: string): string => basename(path, extname(path));

const asInput = (path: string): Input => ({ path, file: path, below: '', found: true });

/** `000_0.png` and its references `000_1.png` to `000_5.png`. */
const cufed5 = (files: readonly string[]): ReferenceSet[] => {
  const groups = new Map<string, Map<number, string>>();
  for (const path of files) {
    const match = /^(.+)_(\d)$/.exec(stem(path));
    if (!match) continue;
    const key = join(dirname(path), match[1]!);
    groups.set(key, (groups.get(key) ?? new Map()).set(Number(match[2]), path));
  }
  return [...groups].flatMap(([key, members]) => {
    const input = members.get(0);
    const references = [...members]
      .filter(([n]) => n > 0)
      .sort(([a], [b]) => a - b)
      .map(([, path]) => asInput(path));
    return input && references.length > 0 ? [{ input: asInput(input), references, name: basename(key) }] : [];
  });
};

/** Characters before the target's name in the name of its folder: four digits and `_`. */
const LMR_PREFIX = 5;

/** `0012_target.jpg/`, which holds `target.jpg` and its references. */
const lmr = (files: readonly string[]): ReferenceSet[] => {
  const folders = new Map<string, string[]>();
  for (const path of files) folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path]);
  return [...folders].flatMap(([folder, members]) => {
    const target = members.find((path) => basename(path) === basename(folder).slice(LMR_PREFIX));
    const references = members.filter((path) => path !== target).sort();
    if (!target || references.length === 0) return [];
    return [{ input: asInput(target), references: references.map(asInput), name: stem(folder) }];
  });
};

/** The sets of a folder of a known layout. @throws InputError when it has none. */
const setsIn = async (folder: string): Promise<ReferenceSets> => {
  const files = (await walkFolder(place(folder), true))
    .map(({ shown }) => shown)
    .filter(hasPictureName)
    .sort();
  const found = { LMR: lmr(files), CUFED5: cufed5(files) } as const;
  const layout = found.LMR.length >= found.CUFED5.length ? 'LMR' : 'CUFED5';
  if (found[layout].length === 0) {
    throw new InputError(
      'E_INPUT_EMPTY',
      `'${folder}' holds no pictures with references of their own: expected 000_0.png with 000_1.png, ... (CUFED5), or folders 0000_NAME that hold NAME and its references (LMR). For other pictures give --ref.`,
    );
  }
  return { sets: found[layout], several: true, layout, leftOut: [] };
};

/**
 * The pictures and their references: a picture and --ref, several pictures with the same --ref, or a folder of a known
 * layout.
 *
 * @throws InputError for folders without pictures; ConfigError where there are no references.
 */
export const referenceSets = async (
  args: readonly string[],
  refs: readonly string[],
  isFolder: (path: string) => boolean,
  recursive: boolean,
): Promise<ReferenceSets> => {
  if (refs.length === 0) {
    const [folder] = args;
    if (args.length === 1 && folder !== undefined && isFolder(folder)) return setsIn(folder);
    throw usageError(
      'There are no references. Name them with --ref (files or folders, as often as needed), or give a folder of CUFED5 or LMR.',
    );
  }
  const given = await expandInputs(args, recursive);
  const found = await expandInputs(refs, recursive);
  const references = found.inputs;
  const sets = given.inputs.map((input) => ({ input, references, name: stem(input.path) }));
  const leftOut = [...given.leftOut, ...found.leftOut];
  return { sets, several: given.several, layout: undefined, leftOut };
};

/**
 * The references of a picture without itself and without results: a folder of references may hold both, and they have nothing to
 * give. What is named by itself stays.
 *
 * @param made Identities (`fileIdentity`) of results that the command names itself.
 * @throws ConfigError where none is left.
 */
export const withoutOwn = (
  { input, references }: ReferenceSet,
  made: ReadonlySet<string>,
): readonly Input[] => {
  const own = fileIdentity(input.path);
  const kept = references.filter(({ found, path }) => {
    const identity = fileIdentity(path);
    return !found || (identity !== own && !made.has(identity));
  });
  if (kept.length > 0) return kept;
  throw usageError(
    `--ref finds nothing but '${input.path}', the picture itself, or its results. Name a sharper picture of the same thing.`,
  );
};
