import type { Raster } from '@srkit/image';

/** What every ablation is told. */
export interface AblationRequest {
  /** Of each training. */
  readonly iterations: number;
  readonly seed: number;
  /** Side of a crop in pixels of the ground truth; each ablation has one of its own. */
  readonly crop?: number | undefined;
  readonly signal: AbortSignal;
  readonly onNote: (note: string) => void;
  /** How far a training has come, 0..1. */
  readonly onIteration: (variant: string, done: number) => void;
}

/** What was measured of a variant, in the order of the columns. */
export interface AblationRow {
  readonly variant: string;
  readonly values: readonly number[];
}

export interface AblationResult {
  readonly about: string;
  readonly iterations: number;
  readonly seed: number;
  /** What the numbers are, in words. */
  readonly protocol: string;
  readonly columns: readonly string[];
  readonly rows: readonly AblationRow[];
  /** What the verdict rests on, in units of its column. */
  readonly difference: number;
  readonly verdict: string;
  readonly sheet: Raster;
}

/** Two variants and what tells them apart. */
export interface Compared {
  /** As the paper has it. */
  readonly withIt: string;
  readonly without: string;
  /** Positive where the paper's is better. */
  readonly difference: number;
  /** Differences below it are not told from chance. */
  readonly least: number;
  readonly unit: string;
  /** Where it was measured. */
  readonly on: string;
}

/** What the numbers say, and what they do not. */
export const verdictOf = ({ withIt, without, difference, least, unit, on }: Compared): string => {
  const by = `${Math.abs(difference).toFixed(2)} ${unit} ${on}`;
  if (Math.abs(difference) < least) return `no difference at this scale: ${by}`;
  return difference > 0
    ? `agrees with the paper: '${withIt}' is better by ${by}`
    : `does not agree with the paper: '${without}' is better by ${by}`;
};

/** The result as a table of Markdown. */
export const ablationTable = ({
  about,
  columns,
  rows,
  iterations,
  seed,
  protocol,
  verdict,
}: AblationResult): string =>
  [
    `${about}; ${iterations} iterations, seed ${seed}; ${protocol}`,
    '',
    `| trained | ${columns.join(' | ')} |`,
    `| --- |${' --- |'.repeat(columns.length)}`,
    ...rows.map(({ variant, values }) => `| ${variant} | ${values.map((v) => v.toFixed(2)).join(' | ')} |`),
    '',
    verdict,
    '',
  ].join('\n');

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
