import { join } from 'node:path';
import type { SRVGGNetCompactConfig, SuperResolutionNetwork } from '@srkit/models';
import {
  add,
  avgPool,
  clipByValue,
  concat,
  gather,
  image,
  mul,
  slice,
  sub,
  type Tensor4D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { PHOTO_INPUTS } from './photo-inputs';
import { croppedTo, type Pictures, picturesToTensor, readRawPictures, somePictures } from './pictures';
import type { TrainingSet } from './training-set';

/** The network of `srkit-photo-x4`. */
export const PHOTO_NETWORK = {
  numFeat: 48,
  numConv: 16,
  upscale: 4,
  actType: 'prelu',
} satisfies SRVGGNetCompactConfig;

/** Of the teacher. */
const SCALE = 4;

/** Side of the squares that colours are compared over, in pixels of the input; odd. */
const COLOUR_SIDE = 33;

const average = (x: Tensor4D, side: number): Tensor4D =>
  avgPool(avgPool(x, [side, 1], 1, 'same'), [1, side], 1, 'same');

/**
 * What a teacher made of `lq`, with the colours of `lq`: released networks shift them. Only what changes slowly is changed, over
 * some 60 pixels of `lq`. Clipped.
 */
export const withColoursOf = (lq: Tensor4D, taught: Tensor4D): Tensor4D =>
  tidy(() => {
    const [, height, width] = taught.shape;
    const lost = sub(lq, avgPool(taught, SCALE, SCALE, 'valid')) as Tensor4D;
    const shift = average(average(lost, COLOUR_SIDE), COLOUR_SIDE);
    return clipByValue(
      add(taught, image.resizeBilinear(shift, [height, width], false, true)),
      0,
      1,
    ) as Tensor4D;
  });

/** `amount` of the difference to the mean of 3x3 pixels more, clipped. */
export const sharpened = (x: Tensor4D, amount: number): Tensor4D =>
  amount === 0
    ? x
    : tidy(() => clipByValue(add(x, mul(sub(x, avgPool(x, 3, 1, 'same')), amount)), 0, 1) as Tensor4D);

export interface TeachOptions {
  readonly teacher: SuperResolutionNetwork;
  /** The teacher's share of the target, 0 to 1, where there is a ground truth. */
  readonly share: number;
  /** How much the teacher's pictures are sharpened, see `sharpened`. */
  readonly sharpen: number;
  /** Of what is learned: the teacher's pictures, which are four times as large as its inputs, are reduced to it. */
  readonly scale: number;
}

/** Bytes of the largest tensor of a set: what every card can bind. */
const LARGEST = 1.8e9;
/** Pixels of input that the teacher sees at once. */
const AT_ONCE = 160_000;

/**
 * Sets of `lq` with what to make of them: the teacher's pictures in the colours of `lq`, mixed with the ground truth where there
 * is one. A small network learns the teacher's choices, which follow from its input, more easily than what was lost.
 *
 * @param truth `[n, scale * h, scale * w, 3]`: picture `i` of `lq` was made from picture `i` modulo `n`.
 */
export const taughtSets = (
  lq: Pictures,
  truth: Tensor4D | null,
  { teacher, share, sharpen, scale }: TeachOptions,
): TrainingSet[] => {
  const bytes = lq.height * lq.width * scale ** 2 * 3 * 4;
  const ratio = SCALE / scale;
  const most = Math.max(1, Math.floor(LARGEST / bytes));
  const atOnce = Math.max(1, Math.floor(AT_ONCE / (lq.height * lq.width)));
  const target = (part: Tensor4D, first: number): Tensor4D => {
    const drawn = sharpened(withColoursOf(part, teacher.forward(part)), sharpen);
    const taught = ratio === 1 ? drawn : avgPool(drawn, ratio, ratio, 'valid');
    if (!truth || share === 1) return taught;
    const places = Array.from({ length: part.shape[0] }, (_, i) => (first + i) % truth.shape[0]);
    return add(mul(taught, share), mul(gather(truth, tensor1d(places, 'int32')), 1 - share));
  };
  const sets: TrainingSet[] = [];
  for (let begin = 0; begin < lq.count; begin += most) {
    const number = Math.min(most, lq.count - begin);
    const small = picturesToTensor(somePictures(lq, begin, number));
    const gt = tidy(() => {
      const parts: Tensor4D[] = [];
      for (let i = 0; i < number; i += atOnce) {
        const count = Math.min(atOnce, number - i);
        parts.push(
          tidy(() => target(slice(small, [i, 0, 0, 0], [count, lq.height, lq.width, 3]), begin + i)),
        );
      }
      return parts.length === 1 ? (parts[0] as Tensor4D) : concat(parts, 0);
    });
    sets.push({ scale, gt, lq: small, top: 0, left: 0 });
  }
  return sets;
};

/**
 * All that `photo` learns from.
 *
 * @param folder What `degradePictures` made of `pictures`.
 */
export const photoSets = async (
  pictures: Pictures,
  folder: string,
  options: TeachOptions,
): Promise<TrainingSet[]> => {
  const whole = croppedTo(pictures, 8);
  const truth = options.share < 1 ? picturesToTensor(whole) : null;
  const sets: TrainingSet[] = [];
  for (const { name, scale, options: degraded, weight } of PHOTO_INPUTS) {
    const lq = degraded
      ? await readRawPictures(join(folder, `${name}.raw`), whole.width / scale, whole.height / scale)
      : whole;
    const made = taughtSets(lq, scale === options.scale ? truth : null, options);
    sets.push(...made.map((set) => ({ ...set, weight: (weight * set.lq.shape[0]) / lq.count })));
  }
  truth?.dispose();
  return sets;
};
