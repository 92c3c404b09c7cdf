import type { UpscaleReport } from '../report';
import type { ReferencePart } from './load-networks';
import type { ReferenceScore } from './score-reference';

/** What became of one reference. Plain data. */
export interface ReferenceReport {
  /** Its place in the list that was given. */
  readonly index: number;
  readonly width: number;
  readonly height: number;
  /** The size at which it was matched; null where it was not. */
  readonly seenAs: { readonly width: number; readonly height: number } | null;
  /**
   * Whether it was used, and its mean weight in the network's attention; or why it was not: `consistency`, too few
   * patches are found again from it; `top-k`, others fit better; `network`, which takes one; `too small`.
   */
  readonly status:
    | { readonly used: true; readonly share: number }
    | { readonly used: false; readonly reason: 'consistency' | 'top-k' | 'network' | 'too small' };
  readonly score: ReferenceScore | null;
  readonly search: 'exhaustive' | 'coarse-to-fine' | null;
}

/** How a result came about. Plain data. */
export interface RefUpscaleReport
  extends Pick<
    UpscaleReport,
    'model' | 'architecture' | 'scale' | 'backend' | 'device' | 'dtype' | 'input' | 'output' | 'notes'
  > {
  readonly networks: Readonly<Record<ReferencePart, string>>;
  readonly references: readonly ReferenceReport[];
  /** Consistency below which references were left out. */
  readonly minConsistency: number;
  /** Whether no reference was left, and the picture's own enlargement stood in their place. */
  readonly withoutReferences: boolean;
  readonly milliseconds: { readonly match: number; readonly restore: number; readonly total: number };
}
