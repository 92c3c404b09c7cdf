import { type Raster, ShapeError } from '@srkit/core';
import type { Correspondences } from './correspondences';
import type { LoadedReferenceNetworks } from './load-networks';
import { type PreparedReference, prepareReference, SMALLEST_REFERENCE } from './prepare-reference';
import type { CheckedRefOptions } from './ref-options';
import type { ReferenceReport } from './ref-report';
import type { ReferenceScore } from './score-reference';

/** One of the references that were given, and what became of it. */
export interface Candidate {
  readonly index: number;
  readonly given: Raster;
  readonly prepared: PreparedReference | undefined;
  found: Correspondences | undefined;
  score: ReferenceScore | undefined;
  status: ReferenceReport['status'];
}

/** @throws ShapeError for a picture of no pixels, or of other samples than its size says. */
export const refuseEmpty = (what: string, { width, height, channels, data }: Raster): void => {
  if (width >= 1 && height >= 1 && data.length === width * height * channels) return;
  throw new ShapeError(
    'E_SHAPE_PICTURE',
    `RefUpscaler: ${what} is ${width}x${height} with ${channels} channels and ${data.length} samples, which do not agree.`,
  );
};

/** A reference before it is matched. */
export const candidateOf = (given: Raster, index: number, mostPixels: number): Candidate => {
  refuseEmpty(`reference ${index}`, given);
  const rest = { index, given, found: undefined, score: undefined };
  const prepared = prepareReference(given, mostPixels);
  const { width, height } = prepared.raster;
  if (Math.min(width, height) < SMALLEST_REFERENCE) {
    return { ...rest, prepared: undefined, status: { used: false, reason: 'too small' } };
  }
  return { ...rest, prepared, status: { used: false, reason: 'consistency' } };
};

/** Which references are used, the best first; says of the others why not. */
export const chooseCandidates = (
  candidates: readonly Candidate[],
  { minConsistency, topK }: Pick<CheckedRefOptions, 'minConsistency' | 'topK'>,
  takesSeveral: boolean,
): Candidate[] => {
  const fitting = candidates
    .filter(({ score }) => score && score.consistency >= minConsistency)
    .sort((a, b) => b.score!.score - a.score!.score);
  const most = takesSeveral ? topK : 1;
  const reason = most < topK ? 'network' : 'top-k';
  for (const candidate of fitting.slice(most)) candidate.status = { used: false, reason };
  return fitting.slice(0, most);
};

/** What a person should know of what became of the references. */
export const candidateNotes = (
  candidates: readonly Candidate[],
  { names, architecture, network }: Pick<LoadedReferenceNetworks, 'names' | 'architecture' | 'network'>,
): string[] => {
  const notes: string[] = [];
  if (candidates.some(({ status }) => !status.used && status.reason === 'network')) {
    notes.push(
      `${names.restoration} is a ${architecture}, which takes one reference: the best of ${candidates.length} is used. Networks of MRefSR take any number.`,
    );
  }
  if (!candidates.some(({ status }) => status.used)) {
    notes.push(
      network.baseGraph()
        ? 'No reference fits the picture: it was enlarged without any, by the network whose picture is refined otherwise.'
        : 'No reference fits the picture: the network saw the picture itself, enlarged by bicubic interpolation, in their place.',
    );
  }
  for (const { index, given, prepared } of candidates) {
    if (!prepared) {
      notes.push(
        `Reference ${index} has ${given.width}x${given.height} pixels, which is too small to be matched: ${SMALLEST_REFERENCE} on each side are needed.`,
      );
    } else if (prepared.raster.width !== given.width) {
      notes.push(
        `Reference ${index} of ${given.width}x${given.height} was reduced to ${prepared.raster.width}x${prepared.raster.height}, which the memory budget has room for.`,
      );
    }
  }
  return notes;
};

export const candidateReport = ({
  index,
  given,
  prepared,
  score,
  status,
  found,
}: Candidate): ReferenceReport => ({
  index,
  width: given.width,
  height: given.height,
  seenAs: prepared ? { width: prepared.raster.width, height: prepared.raster.height } : null,
  status,
  score: score ?? null,
  search: found?.search ?? null,
});
