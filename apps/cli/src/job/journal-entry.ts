/** A picture that is done. Plain data, a line of the journal. */
export interface JournalEntry {
  /** Absolute path of the input. */
  readonly input: string;
  readonly inputBytes: number;
  readonly inputModified: number;
  /** Path of the result, relative to the journal's folder. */
  readonly output: string;
  readonly outputBytes: number;
}

interface JournalFile {
  readonly version: 1;
  readonly job: string;
  readonly finished: readonly JournalEntry[];
}

/** A journal is written by this program alone; a larger one is none. 64 MiB are some 300,000 pictures. */
export const MAX_JOURNAL_BYTES = 64 * 2 ** 20;

const isEntry = (value: unknown): value is JournalEntry => {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Partial<Record<keyof JournalEntry, unknown>>;
  const { input, inputBytes, inputModified, output, outputBytes } = entry;
  return (
    typeof input === 'string' &&
    typeof output === 'string' &&
    [inputBytes, inputModified, outputBytes].every((number) => typeof number === 'number')
  );
};

/** The journal in `text`, or undefined for anything else. */
export const parseJournal = (text: string): JournalFile | undefined => {
  try {
    const value = JSON.parse(text) as Partial<Record<keyof JournalFile, unknown>> | null;
    if (value?.version !== 1 || typeof value.job !== 'string' || !Array.isArray(value.finished))
      return undefined;
    return { version: 1, job: value.job, finished: value.finished.filter(isEntry) };
  } catch {
    return undefined;
  }
};

export const formatJournal = (job: string, finished: readonly JournalEntry[]): string =>
  `${JSON.stringify({ version: 1, job, finished } satisfies JournalFile, undefined, 1)}\n`;
