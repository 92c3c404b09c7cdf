import { REFERENCE_SCALE } from '@srkit/models';
import { featuresAlong, PATCH } from './correspondences';
import { chosenSearch } from './match-features';
import { sizeWithin } from './prepare-reference';
import { levelBytes, planLevel, restorationWork } from './streamed-restoration';

const FLOAT_BYTES = 4;
/** Channels of the features that are matched, and of the finest that are transferred. */
const DENSE = 256;
const FINE = 64;
/** Fewest rows that are matched at once. */
const LEAST_MATCHED = 16;
/** Multiply-adds of a patch that is matched coarse to fine: candidates, their surroundings and the coarse search. */
const REFINED = 24 * PATCH ** 2 * DENSE;
const patchesOf = ({ width, height }) =>
  Math.max(0, featuresAlong(width) - PATCH + 1) * Math.max(0, featuresAlong(height) - PATCH + 1);
/** Low-resolution rows whose features are matched at once: a quarter of the budget, twice for the search. */
export const rowsToMatch = (width, memoryBudget) =>
  Math.max(LEAST_MATCHED, Math.floor(memoryBudget / 4 / (2 * DENSE * FLOAT_BYTES * width)));
/** See `RefPlan`. */
export const planReferences = (request) => {
  const { networks, options, picture } = request;
  const references = request.references.map(({ width, height }) => {
    const [w, h] = sizeWithin(width, height, options.maxReferencePixels);
    return { width: w, height: h };
  });
  const stages = networks.network.stages();
  const count = Math.max(1, stages.levels[0].reference.outputs.length > 1 ? references.length : 1);
  const seen = picture;
  const enlarged = { width: seen.width * REFERENCE_SCALE, height: seen.height * REFERENCE_SCALE };
  const pixels = seen.width * seen.height;
  const dense = networks.extractor.image2.graph.facts.multiplyAdds;
  const vgg = networks.correspondence.featureGraph('relu3_1').facts.multiplyAdds;
  const exhaustive = references.map((reference) =>
    chosenSearch(options.search, patchesOf(enlarged), patchesOf(reference)),
  );
  const matching =
    enlarged.width * enlarged.height * dense +
    references.reduce((sum, reference, i) => {
      const search = exhaustive[i]
        ? patchesOf(enlarged) * patchesOf(reference) * DENSE
        : patchesOf(enlarged) * REFINED;
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
  // A reference's largest features are 64 channels of all its pixels; to be matched it has 256 of a 16th, twice.
  const restored = largest * FINE * FLOAT_BYTES + level + options.memoryBudget / 4;
  const rows = Math.min(seen.height, rowsToMatch(seen.width, options.memoryBudget));
  const matched =
    2 * (rows * seen.width + largest / REFERENCE_SCALE ** 2) * DENSE * FLOAT_BYTES + options.memoryBudget / 2;
  return {
    multiplyAdds: matching + restoring,
    matchingPart: matching / (matching + restoring),
    peakBytes: Math.max(restored, matched),
    searches: exhaustive.map((all) => (all ? 'exhaustive' : 'coarse-to-fine')),
  };
};
