import { type FileState, isFileState } from './file-state';

/** An item that is done: a line of a journal. */
export interface DoneRecord {
  /** Names the item, see `itemKey`. */
  readonly key: string;
  readonly inputs: readonly (FileState | null)[];
  readonly outputs: readonly (FileState | null)[];
  /** Paths of the outputs, relative to the ledger's home. */
  readonly names: readonly string[];
}

/** Who works on an item, and what its outputs were before: the text of a claim. */
export interface ClaimRecord {
  readonly owner: string;
  readonly before: readonly (FileState | null)[];
}

const fieldsOf = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

const areStates = (value: unknown): value is (FileState | null)[] =>
  Array.isArray(value) && value.every(isFileState);

/** The record in a line of a journal; undefined for anything else, such as half a line. */
export const parseDone = (text: string): DoneRecord | undefined => {
  const { key, inputs, outputs, names } = fieldsOf(text) ?? {};
  if (typeof key !== 'string' || !areStates(inputs) || !areStates(outputs)) return undefined;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) return undefined;
  return { key, inputs, outputs, names };
};

export const parseClaim = (text: string): ClaimRecord | undefined => {
  const { owner, before } = fieldsOf(text) ?? {};
  return typeof owner === 'string' && areStates(before) ? { owner, before } : undefined;
};
