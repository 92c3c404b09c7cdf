import { usageError } from '../errors';
import { type Inputs, STDIN } from './expand-inputs';
import { hasPictureName } from './picture-files';
import { statFile } from './stat-file';

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
  const found = statFile(output);
  if (found?.isDirectory() || isFolderName(output)) return { kind: 'folder', path: output };
  if (!several) return { kind: 'file', path: output };
  if (!found && !hasPictureName(output)) return { kind: 'folder', path: output };
  const what = found ? 'is a file' : 'is the name of one picture';
  throw usageError(`-o '${output}' ${what}, and the inputs can be several. Give a folder, ending in '/'.`);
};
