import { customGrad, mul, sub, sigmoid as tfjsSigmoid } from '@tensorflow/tfjs-core';
/**
 * The logistic function, differentiable to any order. tfjs's own (4.22) is not: a gradient that reads the
 * operation's saved output is a constant to a second differentiation, so a gradient penalty would silently come
 * out wrong. This one computes its gradient from the input.
 */
export const sigmoid = (x) => customGrad((given, save) => {
    const input = given;
    save([input]);
    return {
        value: tfjsSigmoid(input),
        gradFunc: (dy, saved) => {
            const y = sigmoid(saved[0]);
            return mul(dy, mul(y, sub(1, y)));
        },
    };
})(x);
