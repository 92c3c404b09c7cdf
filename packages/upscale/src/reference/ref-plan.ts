import { REFERENCE_SCALE } from '@srkit/models';
import type { ReferenceNetworks } from '../reference-super-resolver';
import { coarseToFineWork } from './coarse-to-fine';
import { type Correspondences, featuresAlong, PATCH } from './correspondences';
import { chosenSearch, type Search } from './match-features';
import { sizeWithin } from './prepare-reference';
import { levelBytes, planLevel, restorationWork } from './streamed-restoration';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a picture and its references take. */
export interface RefPlan {
  /** Multiply-adds, all in all. */
  readonly multiplyAdds: number;
  /** Part of the work that is done when everything is matched, 0..1; an estimate. */
  readonly matchingPart: number;
  /** The most that device and host hold at once for it, in bytes; an estimate. Weights and the program come on top. */
  readonly peakBytes: number;
  /** How each reference is searched. */
  readonly searches: readonly Correspondences['search'][];
}

interface Request {
  readonly networks: ReferenceNetworks;
  readonly options: {
    readonly memoryBudget: number;
    readonly maxReferencePixels: number;
    readonly search: Search;
    readonly topK: number;
  };
  readonly picture: Size;
  readonly references: readonly Size[];
}

const FLOAT_BYTES = 4;
/** Channels of the features that are matched, and of the finest that are transferred. */
const DENSE = 256;
const FINE = 64;
/** Fewest rows that are matched at once. */
const LEAST_MATCHED = 16;
const patchesOf = ({ width, height }: Size): number =>
  Math.max(0, featuresAlong(width) - PATCH + 1) * Math.max(0, featuresAlong(height) - PATCH + 1);

/** Low-resolution rows whose features are matched at once: half of the budget, twice for the search. */
export const rowsToMatch = (width: number, memoryBudget: number): number =>
  Math.max(LEAST_MATCHED, Math.floor(memoryBudget / 2 / (2 * DENSE * FLOAT_BYTES * width)));

/** See `RefPlan`. */
export const planReferences = (request: Request): RefPlan => {
  const { networks, options, picture } = request;
  const references = request.references.map(({ width, height }) => {
    const [w, h] = sizeWithin(width, height, options.maxReferencePixels);
    return { width: w, height: h };
  });
  const stages = networks.network.stages();
  const takesSeveral = stages.levels[0]!.reference.outputs.length > 1;
  const count = Math.max(1, takesSeveral ? Math.min(references.length, options.topK) : 1);
  const seen = picture;
  const enlarged = { width: seen.width * REFERENCE_SCALE, height: seen.height * REFERENCE_SCALE };
  const pixels = seen.width * seen.height;
  const dense = networks.extractor.image2.graph.facts.multiplyAdds;
  const vgg = networks.correspondence.featureGraph('relu3_1').facts.multiplyAdds;
  const searches = references.map((reference) =>
    chosenSearch(options.search, patchesOf(enlarged), patchesOf(reference)),
  );
  const matching =
    enlarged.width * enlarged.height * dense +
    references.reduce((sum, reference, i) => {
      const sizes = [patchesOf(enlarged), patchesOf(reference)] as const;
      const search =
        searches[i] === 'exhaustive' ? sizes[0] * sizes[1] * DENSE : coarseToFineWork(...sizes, DENSE);
      return sum + search + reference.width * reference.height * dense;
    }, 0);
  const restoring =
    restorationWork(stages, count).reduce((sum, each) => sum + each, 0) * pixels +
    references.slice(0, count).reduce((sum, { width, height }) => sum + 2 * width * height * vgg, 0);
  const largest = references.reduce((most, { width, height }) => Math.max(most, width * height), 0);
  const level = Math.max(
    ...stages.levels.map((each) => {
      const { group, strip } = planLevel(each, [seen.height, seen.width], count, options.memoryBudget);
      const { held, working } = levelBytes(each, count);
      return (group * held + strip * working) * seen.width * each.level.scale;
    }),
  );
  // A reference's largest features are 64 channels of all its pixels; to be matched it has 256 of a 16th, twice. What they
  // are computed from is held in one piece where the budget has room for it.
  const features = largest * FINE * FLOAT_BYTES;
  const inOnePiece = largest * networks.correspondence.featureGraph('relu3_1', 'relu2_1').facts.peakBytes;
  const made = inOnePiece <= options.memoryBudget ? inOnePiece : options.memoryBudget / 2 + features;
  const restored = level + Math.max(made, features + options.memoryBudget / 4);
  const rows = Math.min(seen.height, rowsToMatch(seen.width, options.memoryBudget));
  const matched =
    2 * (rows * seen.width + largest / REFERENCE_SCALE ** 2) * DENSE * FLOAT_BYTES + options.memoryBudget / 2;
  return {
    multiplyAdds: matching + restoring,
    matchingPart: matching / (matching + restoring),
    peakBytes: Math.max(restored, matched),
    searches,
  };
};
