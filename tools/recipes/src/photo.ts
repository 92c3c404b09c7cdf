import type { SRVGGNetCompactConfig, SuperResolutionNetwork } from '@srkit/models';
import { add, clipByValue, concat, mul, slice, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { type Pictures, picturesToTensor } from './pictures';
import type { TrainingSet } from './training-set';

/** The network of `srkit-photo-x4`. */
export const PHOTO_NETWORK = {
  numFeat: 64,
  numConv: 16,
  upscale: 4,
  actType: 'prelu',
} satisfies SRVGGNetCompactConfig;

/** Pairs that somebody has degraded: as many LQ as GT pictures, all of one size. @throws Error where they do not fit. */
export const pairSet = (gt: Pictures, lq: Pictures, scale: number): TrainingSet => {
  if (gt.count !== lq.count || gt.height !== lq.height * scale || gt.width !== lq.width * scale) {
    throw new Error(
      `${gt.count} pictures ${gt.width}x${gt.height} and ${lq.count} ${lq.width}x${lq.height} are no pairs at x${scale}.`,
    );
  }
  return { scale, gt: picturesToTensor(gt), lq: picturesToTensor(lq), top: 0, left: 0 };
};

/** Pictures that the teacher sees at once. */
const AT_ONCE = 8;

/**
 * A set whose ground truth is mixed with what a teacher makes of LQ, clipped: a small network learns the teacher's choices,
 * which follow from LQ, more easily than what was lost. The set that is given is freed.
 *
 * @param share The teacher's, 0 to 1.
 */
export const withTeacher = (
  set: TrainingSet,
  teacher: SuperResolutionNetwork,
  share: number,
): TrainingSet => {
  const gt = tidy(() => {
    const parts: Tensor4D[] = [];
    for (let i = 0; i < set.lq.shape[0]; i += AT_ONCE) {
      const count = Math.min(AT_ONCE, set.lq.shape[0] - i);
      const part = (x: Tensor4D): Tensor4D =>
        slice(x, [i, 0, 0, 0], [count, ...(x.shape.slice(1) as [number, number, number])]);
      parts.push(
        tidy(() => {
          const taught = clipByValue(teacher.forward(part(set.lq)), 0, 1);
          return add(mul(taught, share), mul(part(set.gt), 1 - share)) as Tensor4D;
        }),
      );
    }
    return concat(parts, 0);
  });
  set.gt.dispose();
  return { ...set, gt };
};
