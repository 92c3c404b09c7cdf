import * as tf from '@tensorflow/tfjs-core';
import { engine, mul, sum, type Tensor, type Tensor4D, tidy, type Variable } from '@tensorflow/tfjs-core';

/** The slope of sum(forward() * R) along a random direction of all `variables`: from gradients, and by differences. */
export const directionalDerivative = (
  variables: readonly Variable[],
  forward: () => Tensor4D,
  step: number,
): { analytic: number; numeric: number } =>
  tidy(() => {
    const weights = tf.randomUniform(forward().shape, -1, 1, 'float32', 11);
    const loss = () => sum(mul(forward(), weights));
    const { grads } = engine().gradients<Tensor>(loss, [...variables]);
    const directions = variables.map(({ shape }, i) => tf.randomUniform(shape, -1, 1, 'float32', 20 + i));
    const analytic = grads.reduce(
      (total, grad, i) => total + (sum(mul(grad, directions[i] as Tensor)).dataSync()[0] as number),
      0,
    );
    const starts = variables.map((variable) => variable.clone());
    const lossAt = (distance: number): number => {
      variables.forEach((variable, i) => {
        variable.assign(tf.add(starts[i] as Tensor, mul(directions[i] as Tensor, distance)));
      });
      return loss().dataSync()[0] as number;
    };
    const numeric = (lossAt(step) - lossAt(-step)) / (2 * step);
    lossAt(0);
    return { analytic, numeric };
  });
