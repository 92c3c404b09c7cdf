import { ContrasExtractorSep, type Widths } from '@srkit/models';

/** A quarter of VGG's: a sixteenth of the work. */
export const NARROW: Widths = [16, 32, 64];

/**
 * Two extractors of the same random weights, as both start from VGG16's in the paper: what two of different weights make of one
 * picture has nothing in common, and to learn that takes longer than an ablation may. The caller's.
 */
export const extractorsAlike = async (seed: number, widths: Widths): Promise<ContrasExtractorSep> => {
  const extractors = new ContrasExtractorSep({ widths }, { seed });
  extractors.image2.loadStateDict(await extractors.image1.stateDict());
  return extractors;
};
