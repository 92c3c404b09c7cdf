import { resolve } from 'node:path';
import type { JobItem } from './name-outputs';

/**
 * Takes out of the inputs what this command wrote itself when it ran before: `holiday_x4.png` beside
 * `holiday.jpg`. That is a picture found in a folder or by a pattern whose name is another one's result, or any
 * picture that the journal of the interrupted job lists.
 */
export const dropEarlierResults = (
  items: readonly JobItem[],
  journalled: ReadonlySet<string>,
): { readonly items: JobItem[]; readonly dropped: number } => {
  const results = new Set(items.map(({ output }) => resolve(output)));
  const kept = items.filter(({ input }) => {
    const path = resolve(input.path);
    return !journalled.has(path) && !(input.found && results.has(path));
  });
  return { items: kept, dropped: items.length - kept.length };
};
