import { ContrasExtractorSep } from '@srkit/models';

/**
 * Two extractors of the same random weights, as both start from VGG16's in the paper: what two of different weights make of one
 * picture has nothing in common, and to learn that takes longer than an ablation may. The caller's.
 */
export const extractorsAlike = async (seed: number): Promise<ContrasExtractorSep> => {
  const extractors = new ContrasExtractorSep({}, { seed });
  extractors.image2.loadStateDict(await extractors.image1.stateDict());
  return extractors;
};
