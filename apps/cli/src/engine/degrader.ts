import type { LongWork } from '@srkit/core';
import type { DegradationRecipe } from '@srkit/degradation';
import type { Raster } from '@srkit/image';

/** What one recipe makes of one picture, RGB. */
export interface DegradedPair {
  /** 8 bit. */
  readonly lq: Raster;
  /** What `lq` was made from: the picture or its crop, as deep as the picture. */
  readonly gt: Raster;
}

/** A started backend that degrades pictures. One call at a time. */
export interface Degrader {
  /** @param picture RGB, of the size the recipe is for. */
  degrade(picture: Raster, recipe: DegradationRecipe, work: LongWork): Promise<DegradedPair>;
  /** Frees the backend. */
  close(): Promise<void>;
}
