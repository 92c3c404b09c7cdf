import type { Candidate } from './candidates';
import { type Correspondences, PATCH } from './correspondences';
import type { HostMap } from './host-map';
import { matchFeatures } from './match-features';
import type { OnWork, PictureFeatures } from './picture-features';
import type { PreparedReference } from './prepare-reference';
import type { CheckedRefOptions } from './ref-options';
import { rowsToMatch } from './ref-plan';
import { refineMatches } from './refine-matches';
import { consistencyOf, scoreReference } from './score-reference';

interface MatchRun {
  readonly features: PictureFeatures;
  readonly options: CheckedRefOptions;
  /** Whether the networks have learned from matches that are exact to fractions of a pixel. */
  readonly refined: boolean;
  /** The low-resolution picture, three channels. */
  readonly picture: HostMap;
  /** Those that are prepared get what was found in them, and their score. */
  readonly candidates: readonly Candidate[];
  readonly onWork: (done: number) => Promise<void>;
}

/** Matches the picture with every reference, some rows at a time. */
export const matchReferences = async (run: MatchRun): Promise<void> => {
  const { features, options, picture, onWork } = run;
  const usable = run.candidates.filter(({ prepared }) => prepared);
  const rows = picture.height - PATCH + 1;
  const step = Math.min(rows, rowsToMatch(picture.width, options.memoryBudget));
  const all = Math.ceil(rows / step) * usable.length;
  let n = 0;
  const parts = usable.map((): Correspondences[] => []);
  const consistent = usable.map(() => 0);
  for (let row = 0; row < rows && usable.length > 0; row += step) {
    const end = Math.min(rows, row + step) + PATCH - 1;
    const query = await features.query(picture, row, end, () => onWork(n / all));
    try {
      for (const [i, { prepared }] of usable.entries()) {
        const reference = await features.referenceDense(prepared!, () => onWork(n / all));
        try {
          const at = (done: number) => onWork((n + done) / all);
          const found = await matchFeatures(query, reference, options.search, at);
          consistent[i]! += ((await consistencyOf(query, reference, found)) * found.rows) / rows;
          parts[i]!.push(run.refined ? await refined(run, found, row, prepared!, () => at(1)) : found);
        } finally {
          reference.dispose();
        }
        n++;
      }
    } finally {
      query.dispose();
    }
  }
  usable.forEach((candidate, i) => {
    candidate.found = joined(parts[i]!);
    candidate.score = scoreReference(candidate.found, consistent[i]!);
  });
};

/** Matches of patches from `row` on, made exact. */
const refined = async (
  { features, picture, options: { memoryBudget } }: MatchRun,
  found: Correspondences,
  row: number,
  prepared: PreparedReference,
  onWork: OnWork,
): Promise<Correspondences> => {
  const query = features.greyQuery(picture, row, row + found.rows + PATCH - 1);
  try {
    const reference = await features.referenceGrey(prepared);
    try {
      return await refineMatches(found, query.grey, query.row, reference, memoryBudget / 8, onWork);
    } finally {
      reference.dispose();
    }
  } finally {
    query.grey.dispose();
  }
};

/** Matches of rows that follow each other, as those of the picture. */
const joined = (parts: readonly Correspondences[]): Correspondences => {
  const [first] = parts as [Correspondences];
  if (parts.length === 1) return first;
  const { columns, referenceRows, referenceColumns, search } = first;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const index = new Int32Array(rows * columns);
  const correlation = new Float32Array(rows * columns);
  const shift = first.shift && new Float32Array(2 * rows * columns);
  let at = 0;
  for (const part of parts) {
    index.set(part.index, at);
    correlation.set(part.correlation, at);
    if (part.shift) shift?.set(part.shift, 2 * at);
    at += part.index.length;
  }
  return {
    rows,
    columns,
    referenceRows,
    referenceColumns,
    index,
    correlation,
    search,
    ...(shift && { shift }),
  };
};
