import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ConfigError } from '@srkit/core';
import { isObjectUrl, parseObjectUrl } from '../objects/object-url';

export interface RootedOptions {
  /** Whether a folder is meant, which may be the root itself: `photos:`. Default false. */
  readonly folder?: boolean;
}

/** A place below a root: `photos:2024/a.jpg`. The same on machines that know the root by different paths. */
export type RootedPath = string;

const NAME = /^[a-z][a-z0-9_-]{0,31}$/i;

const outside = (path: string, why: string, known: readonly string[]): ConfigError =>
  new ConfigError(
    'E_CONFIG_ROOT',
    `'${path.slice(0, 200)}' ${why}. Roots: ${known.join(', ') || 'none'}. Name a folder that holds it with --root NAME=FOLDER.`,
  );

/** Follows links as far as a path exists. */
const real = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await real(parent), basename(path));
  }
};

const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** `s3://bucket/prefix` without a slash at its end. */
const objectFolder = (url: string): string => {
  parseObjectUrl(url);
  return url.replace(/\/$/, '');
};

/** Folders that work from a queue may read and write, by name; or places of objects, `s3://bucket/prefix`. */
export class Roots {
  readonly #folders: ReadonlyMap<string, string>;

  private constructor(folders: ReadonlyMap<string, string>) {
    this.#folders = folders;
  }

  /**
   * @param given `NAME=FOLDER` each.
   * @throws ConfigError `E_CONFIG_ROOT` for another form, a name twice or a folder that is not there.
   */
  static async parse(given: readonly string[]): Promise<Roots> {
    const folders = new Map<string, string>();
    for (const text of given) {
      const [, name = '', folder = ''] = /^([^=]*)=(.+)$/.exec(text) ?? [];
      if (!NAME.test(name) || folder === '' || folders.has(name)) {
        throw new ConfigError(
          'E_CONFIG_ROOT',
          `The root is '${text}', expected NAME=FOLDER with a name of letters and digits, each name once.`,
        );
      }
      const path = isObjectUrl(folder) ? objectFolder(folder) : await realpath(folder).catch(() => undefined);
      if (path === undefined) {
        throw new ConfigError(
          'E_CONFIG_ROOT',
          `The root '${name}' is '${folder}', which is not there. Make the folder first.`,
        );
      }
      folders.set(name, path);
    }
    return new Roots(folders);
  }

  /** The folder of the root that a place is in. @throws ConfigError `E_CONFIG_ROOT` */
  folderOf(path: RootedPath): string {
    const name = path.split(':', 1)[0]!;
    const folder = this.#folders.get(name);
    if (folder === undefined) throw outside(path, 'is in no root of this process', [...this.#folders.keys()]);
    return folder;
  }

  /**
   * The file or object that a place means. Links are followed, so that none leads out.
   *
   * @throws ConfigError `E_CONFIG_ROOT` for what is no place below a root.
   */
  async resolve(path: RootedPath, { folder: isFolder = false }: RootedOptions = {}): Promise<string> {
    const folder = this.folderOf(path);
    if (isFolder && path.endsWith(':') && path.indexOf(':') === path.length - 1) return folder;
    const parts = path.slice(path.indexOf(':') + 1).split('/');
    const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
    if (!path.includes(':') || !isPlain || /[\0\\]/.test(path)) {
      throw outside(path, 'is no place below a root', [...this.#folders.keys()]);
    }
    if (isObjectUrl(folder)) {
      const url = `${folder}/${parts.join('/')}`;
      parseObjectUrl(url);
      return url;
    }
    const file = join(folder, ...parts);
    if (!isBelow(await real(file), folder)) {
      throw outside(path, 'leads out of its root', [...this.#folders.keys()]);
    }
    return file;
  }

  /** The place of a file, in the narrowest root that holds it. @throws ConfigError `E_CONFIG_ROOT` when none does. */
  async placeOf(file: string, { folder: isFolder = false }: RootedOptions = {}): Promise<RootedPath> {
    const isObject = isObjectUrl(file);
    if (isObject) parseObjectUrl(file);
    const path = isObject ? file.replace(isFolder ? /\/$/ : /$^/, '') : await real(resolve(file));
    const [whole] = [...this.#folders].find(([, folder]) => folder === path) ?? [];
    if (isFolder && whole !== undefined) return `${whole}:`;
    const holding = [...this.#folders].filter(([, folder]) =>
      isObject ? path.startsWith(`${folder}/`) : isBelow(path, folder) && path !== folder,
    );
    const [root] = holding.sort(([, a], [, b]) => b.length - a.length);
    if (!root) throw outside(file, 'is in no root', [...this.#folders.keys()]);
    const rest = isObject ? path.slice(root[1].length + 1) : relative(root[1], path).split(sep).join('/');
    return `${root[0]}:${rest}`;
  }
}
