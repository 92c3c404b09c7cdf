import { DatasetError, type Raster } from '@srkit/core';
import { NO_AUGMENTATION } from '../../pictures/augment';
import { lowResolution, modCrop } from '../../pictures/low-resolution';
import { zeroPadded } from '../../pictures/pad';
import type { ReferenceSample } from '../../samples';

/** All reference-based sets are of this scale. */
export const SCALE = 4;

/** The last part of a path, without its ending. */
export const stemOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');

export const baseOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

export interface Size {
  readonly height: number;
  readonly width: number;
}

const roundedUp = (side: number): number => Math.ceil(side / SCALE) * SCALE;

/** The canvas of LMR's, Sun80's and Manga109's tests: the largest sides, those of references rounded up to multiples of 4. */
export const commonCanvas = (gt: Size, refs: readonly Size[]): Size => ({
  height: Math.max(gt.height, ...refs.map(({ height }) => roundedUp(height))),
  width: Math.max(gt.width, ...refs.map(({ width }) => roundedUp(width))),
});

export interface Evaluation {
  readonly name: string;
  readonly seed: number;
  /** Sides multiples of 4. */
  readonly gt: Raster;
  readonly refs: readonly Raster[];
  readonly refNames: readonly string[];
  /** What ground truth and references are padded to with zeros; null for none. */
  readonly canvas: Size | null;
  readonly resultName: string;
}

/** A sample of a test: padded where the pictures have different sides, and never turned. */
export const evaluationSample = ({ canvas, gt, refs, ...rest }: Evaluation): ReferenceSample => {
  const padded = (picture: Raster): Raster =>
    canvas ? zeroPadded(picture, canvas.height, canvas.width) : picture;
  return {
    ...rest,
    gt,
    ...lowResolution(padded(gt), SCALE),
    refs: refs.map(padded),
    padding: canvas !== null,
    augmentation: NO_AUGMENTATION,
  };
};

/** The rule of C2-Matching's validation: both cut to multiples of 4, and padded only where they then differ. */
export const pairSample = (
  pair: Omit<Evaluation, 'canvas' | 'refs' | 'refNames'> & { readonly ref: Raster; readonly refName: string },
): ReferenceSample => {
  const { ref: uncut, refName, gt: uncutGt, ...rest } = pair;
  const [gt, ref] = [modCrop(uncutGt, SCALE), modCrop(uncut, SCALE)];
  const same = gt.width === ref.width && gt.height === ref.height;
  const canvas = same
    ? null
    : { height: Math.max(gt.height, ref.height), width: Math.max(gt.width, ref.width) };
  return evaluationSample({ ...rest, gt, refs: [ref], refNames: [refName], canvas });
};

/** @throws DatasetError `E_DATASET_SIZE` for a picture that a set of this layout cannot have. */
export const wrongSize = (name: string, { width, height }: Size, expected: string): DatasetError =>
  new DatasetError('E_DATASET_SIZE', `'${name}' is ${width}x${height}, expected ${expected}.`);
