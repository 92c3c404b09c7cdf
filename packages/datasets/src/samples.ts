import type { CropWindow, Raster } from '@srkit/core';
import type { DegradationRecipe } from '@srkit/degradation';

/** What every sample says of itself. All pictures are RGB of 8 bits unless they say otherwise. */
export interface Sample {
  /** The ground truth's name in its set: a path with `/`, or a key. */
  readonly name: string;
  /** What every random draw of this sample came from: the same seed gives the same sample. */
  readonly seed: number;
}

/** Turns and mirrors, the same for all pictures of a sample, in this order (BasicSR's `augment`). */
export interface Augmentation {
  readonly hflip: boolean;
  readonly vflip: boolean;
  /** Rows become columns; with the two flips this makes the eight positions. */
  readonly transpose: boolean;
}

/** A picture of a folder as it is. */
export interface PictureSample extends Sample {
  readonly gt: Raster;
}

/** A pair that exists as files. */
export interface PairedSample extends Sample {
  /** Ground truth, `scale` times as high and wide as `lq`. */
  readonly gt: Raster;
  readonly lq: Raster;
  /** What was cut out of the ground truth, in its pixels, before it was turned; null for all of it. */
  readonly crop: CropWindow | null;
  readonly augmentation: Augmentation;
}

/** A pair made on the way (Real-ESRGAN, section 3): the ground truth is not sharpened unless the options say so. */
export interface DegradedSample extends Sample {
  readonly gt: Raster;
  readonly lq: Raster;
  readonly augmentation: Augmentation;
  /** What was degraded, in pixels of the turned picture, mirrored over its border where it is smaller. */
  readonly crop: CropWindow;
  /** What made `lq`. `recipe.crop` lies in `crop`. */
  readonly recipe: DegradationRecipe;
}

/** A ground truth with references (C2-Matching, MRefSR). Scale 4. */
export interface ReferenceSample extends Sample {
  /** Ground truth, never padded. */
  readonly gt: Raster;
  /** The padded ground truth at a quarter of its sides: Pillow's bicubic, 8 bits. */
  readonly lq: Raster;
  /** `lq` enlarged again by Pillow's bicubic: what is matched with the references. */
  readonly up: Raster;
  /** References on the same canvas as `up`. */
  readonly refs: readonly Raster[];
  readonly refNames: readonly string[];
  /** Whether anything was padded: a result is then cut to the sides of `gt` at the top left. */
  readonly padding: boolean;
  /** The name that official evaluation saves the result under. */
  readonly resultName: string;
  readonly augmentation: Augmentation;
}

/** A picture of floats, channels interleaved, in 0..1 except where a cubic filter overshot. */
export interface FloatPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: 3;
  readonly data: Float32Array;
}

/** A picture and its copy under a random homography (C2-Matching, section 3.2; stages 1 and 2). */
export interface ContrastiveSample extends Sample {
  readonly gt: FloatPicture;
  /** Pillow's bicubic by a quarter and back, of `gt` in 8 bits: what the student sees. */
  readonly up: Raster;
  /** `gt` seen through the homography: `warped(p) = gt(homography * p)`, black outside. */
  readonly warped: FloatPicture;
  readonly warpedUp: Raster;
  /** 3x3, rows first. */
  readonly homography: Float64Array;
  readonly inverse: Float64Array;
  /** Where pixel (x, y) of `gt` lies in `warped`: `[height, width, 2]`, x before y. */
  readonly positions: Float64Array;
  readonly augmentation: Augmentation;
}
