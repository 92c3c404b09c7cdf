import { leakyRelu, prelu, relu } from '@tensorflow/tfjs-core';
/** `x` itself for `linear`, otherwise a new tensor. */
export const activate = (x, activation) => {
    switch (activation.kind) {
        case 'linear':
            return x;
        case 'relu':
            return relu(x);
        case 'leakyrelu':
            return leakyRelu(x, activation.slope);
        case 'prelu':
            return prelu(x, activation.slopes.variable);
    }
};
