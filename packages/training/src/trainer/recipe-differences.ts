import { parseRecipe, type Recipe } from '../recipes/recipe';

/** What may change between two starts of a training: how long, how often, in what memory, and how it is called. */
const FREE: ReadonlySet<string> = new Set([
  'name',
  'totalIter',
  'logEvery',
  'saveEvery',
  'keepEvery',
  'validateEvery',
  'recompute',
]);

const flat = (value: unknown, path: string, into: Map<string, string>): void => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    into.set(path, JSON.stringify(value) ?? 'none');
  else for (const [key, each] of Object.entries(value)) flat(each, path ? `${path}.${key}` : key, into);
};

/**
 * Fields in which two recipes differ so that one training cannot go on as the other: `optimG.lr: 0.0001, now 0.0002`.
 *
 * @param before as a state has it; what had no name yet when that was saved has its default.
 */
export const recipeDifferences = (before: unknown, now: Recipe): string[] => {
  const [old, given] = [new Map<string, string>(), new Map<string, string>()];
  flat(parseRecipe(before), '', old);
  flat(now, '', given);
  return [...new Set([...old.keys(), ...given.keys()])]
    .filter((path) => !FREE.has(path) && old.get(path) !== given.get(path))
    .map((path) => `${path}: ${old.get(path) ?? 'none'}, now ${given.get(path) ?? 'none'}`);
};
