import {
  abs,
  customGrad,
  type GradSaveFunc,
  mean,
  mul,
  reshape,
  sign,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';

export type LossName = 'l1' | 'l2';

/** The mean over everything, by the mean of every row: a card sums many short rows faster than a long one. */
const meanOfRows = (x: Tensor4D): Tensor => {
  const [n, h, w, c] = x.shape;
  return mean(mul(sum(reshape(x, [n * h, w * c]), 1), 1 / (w * c)));
};

/**
 * Mean absolute, or mean squared, difference: the numbers of `l1Loss` and `mseLoss` in the fewest passes over the pixels.
 * The target is a constant.
 */
export const pixelLoss = (name: LossName, output: Tensor4D, target: Tensor4D): Tensor =>
  customGrad((...given) => {
    const [x, save] = given as [Tensor4D, GradSaveFunc];
    const difference = sub(x, target) as Tensor4D;
    save([difference]);
    return {
      value: meanOfRows(name === 'l1' ? abs(difference) : square(difference)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [found] = saved as [Tensor4D];
        return name === 'l1'
          ? mul(sign(found), mul(dy, 1 / found.size))
          : mul(found, mul(dy, 2 / found.size));
      },
    };
  })(output);
