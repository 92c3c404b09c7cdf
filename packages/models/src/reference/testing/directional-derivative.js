import * as tf from '@tensorflow/tfjs-core';
import { engine, mul, sum, tidy } from '@tensorflow/tfjs-core';
/** The slope of sum(forward() * R) along a random direction of all `variables`: from gradients, and by differences. */
export const directionalDerivative = (variables, forward, step) => tidy(() => {
    const weights = tf.randomUniform(forward().shape, -1, 1, 'float32', 11);
    const loss = () => sum(mul(forward(), weights));
    const { grads } = engine().gradients(loss, [...variables]);
    const directions = variables.map(({ shape }, i) => tf.randomUniform(shape, -1, 1, 'float32', 20 + i));
    const analytic = grads.reduce((total, grad, i) => total + sum(mul(grad, directions[i])).dataSync()[0], 0);
    const starts = variables.map((variable) => variable.clone());
    const lossAt = (distance) => {
        variables.forEach((variable, i) => {
            variable.assign(tf.add(starts[i], mul(directions[i], distance)));
        });
        return loss().dataSync()[0];
    };
    const numeric = (lossAt(step) - lossAt(-step)) / (2 * step);
    lossAt(0);
    return { analytic, numeric };
});
