import { dirname, join, parse, relative, resolve } from 'node:path';
import { statFile } from './stat-file';

const swapCase = (text: string): string =>
  [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');

/** Whether names in this existing folder differ by case; asked of the folder's own name, or of one above it. */
const isCaseSensitive = (folder: string, stat: typeof statFile): boolean => {
  const { dir, base } = parse(folder);
  const swapped = swapCase(base);
  if (swapped === base) return dir === folder || isCaseSensitive(dir, stat);
  const [own, other] = [stat(folder), stat(join(dir, swapped))];
  return !other || own?.ino !== other.ino || own.dev !== other.dev;
};

/**
 * A text that two paths share exactly when they mean the same file, through links of both kinds and whatever the
 * case. A file that is not there yet is named by the nearest folder that is.
 */
export const fileIdentity = (path: string, stat = statFile): string => {
  const absolute = resolve(path);
  let existing = absolute;
  while (!stat(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const found = stat(existing);
  const id = found ? `${found.dev}:${found.ino}` : existing;
  const rest = relative(existing, absolute);
  return `${id}/${rest === '' || isCaseSensitive(existing, stat) ? rest : rest.toLowerCase()}`;
};
