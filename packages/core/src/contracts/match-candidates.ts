import type { OpContract } from './op-contract';

export interface MatchCandidatesAttrs {
  /** Side of a patch in feature pixels. */
  readonly patchSize: number;
}

/**
 * The best of some reference patches for every input patch: `[h, w, c]`, `[hr, wr, c]` and places in the grid of reference
 * patches, `[patches, candidates]` int32, -1 for none, to a place and a score as `FEATURE_MATCH` gives them, `[patches, 2]`.
 * Of equal scores the lowest place; -1 and `MATCH_LOWEST` for a patch without a candidate.
 */
export const MATCH_CANDIDATES: OpContract<'input' | 'ref' | 'candidates', MatchCandidatesAttrs> = {
  kernelName: 'SrkitMatchCandidates',
  inputs: ['input', 'ref', 'candidates'],
  outputShape: ({ candidates: [patches] }) => [patches!, 2],
};
