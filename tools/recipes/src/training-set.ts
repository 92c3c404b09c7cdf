import { resizeMatlabU8 } from '@srkit/ops';
import { concat, slice, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { type Pictures, picturesToTensor } from './pictures';

/** Pictures and the same pictures reduced, all on the device. */
export interface TrainingSet {
  readonly scale: number;
  /** `[n, h, w, 3]` in 0..1. */
  readonly gt: Tensor4D;
  /** `[n, h / scale, w / scale, 3]`: of what is left of `gt` behind its first `top` rows and `left` columns. */
  readonly lq: Tensor4D;
  readonly top: number;
  readonly left: number;
  /** Share of the steps, to the others'. Default 1. */
  readonly weight?: number;
}

export interface TrainingSetOptions {
  readonly scale: number;
  /** Sizes of the pictures that are learned from, each with the pictures reduced to it first. 1 are the pictures. */
  readonly sizes: readonly number[];
  /** Different grids of rows, and of columns, that pictures are reduced on: from 1 to `scale`. */
  readonly grids: number;
}

/** Pictures that are reduced at once. */
const AT_ONCE = 16;

/** A batch, changed some pictures at a time. @param change is also told which picture a part begins with. */
export const inParts = (x: Tensor4D, change: (part: Tensor4D, first: number) => Tensor4D): Tensor4D =>
  tidy(() => {
    const parts: Tensor4D[] = [];
    for (let i = 0; i < x.shape[0]; i += AT_ONCE) {
      const count = Math.min(AT_ONCE, x.shape[0] - i);
      parts.push(
        tidy(() =>
          change(slice(x, [i, 0, 0, 0], [count, ...(x.shape.slice(1) as [number, number, number])]), i),
        ),
      );
    }
    return concat(parts, 0);
  });

/** Sides that every grid has pixels for. */
const within = (side: number, scale: number, grids: number): number =>
  Math.floor((side - grids + 1) / scale) * scale;

/**
 * The pictures with their reductions by MATLAB's bicubic filter, for each size and grid. Grids that begin at other rows and
 * columns give other samples of the same picture.
 */
export const makeTrainingSets = (
  pictures: Pictures,
  { scale, sizes, grids }: TrainingSetOptions,
): TrainingSet[] =>
  sizes.flatMap((size) => {
    const gt = tidy(() => {
      const whole = picturesToTensor(pictures);
      return size === 1 ? whole : inParts(whole, (part) => resizeMatlabU8(part, size));
    });
    const [, height, width] = gt.shape;
    const [h, w] = [within(height, scale, grids), within(width, scale, grids)];
    const places = Array.from(
      { length: grids * grids },
      (_, i) => [Math.floor(i / grids), i % grids] as const,
    );
    return places.map(([top, left]) => {
      const lq = inParts(gt, (part) =>
        resizeMatlabU8(slice(part, [0, top, left, 0], [part.shape[0], h, w, 3]), 1 / scale),
      );
      return { scale, gt, lq, top, left };
    });
  });
