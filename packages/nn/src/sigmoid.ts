import { customGrad, mul, sub, type Tensor, sigmoid as tfjsSigmoid, tidy } from '@tensorflow/tfjs-core';

/**
 * The logistic function, differentiable to any order. tfjs's own (4.22) is not: a gradient that reads the
 * operation's saved output is a constant to a second differentiation, so a gradient penalty would silently come
 * out wrong. This one computes its gradient from the input.
 */
export const sigmoid = <T extends Tensor>(x: T): T =>
  customGrad((given, save) => {
    const input = given as Tensor;
    (save as (tensors: Tensor[]) => void)([input]);
    return {
      value: tfjsSigmoid(input),
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        // The engine frees what a gradient leaves behind when all of them are there.
        tidy(() => {
          const y = sigmoid(saved[0] as Tensor);
          return mul(dy, mul(y, sub(1, y)));
        }),
    };
  })(x) as T;
