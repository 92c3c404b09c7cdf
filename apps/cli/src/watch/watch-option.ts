import { Option } from 'commander';
import { integerBetween } from '../options';
import type { Reporter } from '../terminal/reporter';
import type { Watch } from './serve-watch';

/** `--watch` of the commands that train. */
export const watchOption = (): Option =>
  new Option(
    '--watch [port]',
    'show curves and previews on a page, for browsers of this machine alone (default: a free port)',
  ).argParser(integerBetween(1, 65535));

/** Starts the page where it was asked for, and says where it is. It ends with the training. */
export const openWatch = async (
  folder: string,
  port: true | number | undefined,
  reporter: Reporter,
): Promise<Watch | undefined> => {
  if (port === undefined) return undefined;
  const { serveWatch } = await import('./serve-watch');
  const watch = await serveWatch(folder, port === true ? 0 : port);
  reporter.note(`watch it at ${watch.url}`);
  return watch;
};
