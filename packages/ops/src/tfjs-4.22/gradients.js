/**
 * Gradients that TensorFlow.js lacks or has wrong, above all those that a gradient of a gradient needs (WGAN's gradient
 * penalty, the R1 penalty). Checked against tfjs 4.22.0; every entry names what is wrong, so that it can be dropped
 * when a release repairs it.
 */
import { ConfigError } from '@srkit/core';
import { avgPool, broadcast_util, conv2d, engine, exp, getGradient, mul, neg, onesLike, registerGradient, reshape, sigmoid, softmax, square, sub, sum, tanh, unregisterGradient, zeros, } from '@tensorflow/tfjs-core';
// These gradients use the kernels that it adds.
import './kernels-and-devices';
import { depthToSpace, mirrorPad, resizeBilinear, resizeNearestNeighbor } from './space-gradients';
/** A comparison: constant wherever it is differentiable, but tfjs refuses to pass by one between x and y. */
const constant = (kernelName, ...inputs) => ({
    kernelName,
    inputsToSave: inputs,
    gradFunc: (_dy, saved) => Object.fromEntries(inputs.map((input, i) => [input, () => zeros(saved[i].shape)])),
});
/**
 * A gradient written with the op's input. tfjs's own is written with the op's output, which is saved before the op is
 * on the tape: second-order gradients then lack everything that passes through it, without an error.
 */
const fromInput = (kernelName, input, gradient) => ({
    kernelName,
    inputsToSave: [input],
    gradFunc: (dy, [x], attrs) => ({ [input]: () => gradient(dy, x, attrs) }),
});
/** Missing: every second-order gradient of a convolution. The filter gradient is linear in `x` and in `dy`. */
const conv2DBackpropFilter = {
    kernelName: 'Conv2DBackpropFilter',
    inputsToSave: ['x', 'dy'],
    gradFunc: (ddw, saved, attrs) => {
        const [x, dy] = saved;
        const filter = ddw;
        const { strides, pad, dataFormat, dimRoundingMode } = attrs;
        return {
            x: () => engine().runKernel('Conv2DBackpropInput', { dy, filter }, {
                strides,
                pad,
                dataFormat,
                dimRoundingMode,
                inputShape: x.shape,
            }),
            dy: () => conv2d(x, filter, strides, pad, dataFormat, 1, dimRoundingMode),
        };
    },
};
/** Missing: the second-order gradient of an average pool. */
const avgPoolGrad = {
    kernelName: 'AvgPoolGrad',
    inputsToSave: ['input'],
    gradFunc: (ddx, [input], attrs) => {
        const { filterSize, strides, pad } = attrs;
        return {
            dy: () => avgPool(ddx, filterSize, strides, pad),
            input: () => zeros(input.shape),
        };
    },
};
const pair = (value) => typeof value === 'number' ? [value, value] : value;
/**
 * Missing: the second-order gradient of a max pool. Windows that do not overlap, as VGG's: then the places of the
 * maxima are a mask on the picture.
 */
const maxPoolGrad = {
    kernelName: 'MaxPoolGrad',
    inputsToSave: ['dy', 'input', 'output'],
    gradFunc: (ddx, saved, attrs) => {
        const [dy, input, output] = saved;
        const { filterSize, strides, pad } = attrs;
        const [height, width] = pair(filterSize);
        const [down, right] = pair(strides);
        if (down < height || right < width || (pad !== 'valid' && pad !== 0)) {
            throw new ConfigError('E_CONFIG_GRADIENT', `The second-order gradient of a ${height}x${width} max pool with strides ${down}x${right} and padding ${JSON.stringify(pad)} is not known; expected strides no smaller than the window, and no padding.`);
        }
        return {
            dy: () => {
                const places = engine().runKernel('MaxPoolGrad', { dy: onesLike(dy), input, output }, attrs);
                const mean = avgPool(mul(ddx, places), [height, width], [down, right], 'valid');
                return mul(mean, height * width);
            },
            input: () => zeros(input.shape),
            output: () => zeros(output.shape),
        };
    },
};
/** `gradient`, summed over what broadcasting has repeated. */
const summedTo = (shape, gradient) => reshape(sum(gradient, broadcast_util.getReductionAxes(shape, gradient.shape)), shape);
/** Wrong: the gradient of an input that was broadcast has the shape of the result. */
const squaredDifference = {
    kernelName: 'SquaredDifference',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
        const [a, b] = saved;
        const towardsA = () => mul(dy, mul(2, sub(a, b)));
        return {
            a: () => summedTo(a.shape, towardsA()),
            b: () => summedTo(b.shape, neg(towardsA())),
        };
    },
};
const MENDED = [
    conv2DBackpropFilter,
    avgPoolGrad,
    maxPoolGrad,
    resizeBilinear,
    resizeNearestNeighbor,
    depthToSpace,
    squaredDifference,
    mirrorPad,
    ...['Greater', 'Less', 'LessEqual', 'Equal', 'NotEqual', 'LogicalAnd', 'LogicalOr'].map((name) => constant(name, 'a', 'b')),
    constant('LogicalNot', 'x'),
    fromInput('Exp', 'x', (dy, x) => mul(dy, exp(x))),
    fromInput('Sigmoid', 'x', (dy, x) => {
        const y = sigmoid(x);
        return mul(dy, mul(y, sub(1, y)));
    }),
    fromInput('Tanh', 'x', (dy, x) => mul(dy, sub(1, square(tanh(x))))),
    fromInput('Softmax', 'logits', (dy, logits, attrs) => {
        const { dim } = attrs;
        const y = softmax(logits, dim);
        const weighted = mul(dy, y);
        return sub(weighted, mul(sum(weighted, dim, true), y));
    }),
];
/**
 * Registers the gradients of this file and its sibling in place of tfjs's own. Importing this package does it; a
 * module that takes gradients of gradients calls it again beforehand, because `@tensorflow/tfjs`, when it is imported
 * later, puts its own back. Costs next to nothing when there is nothing to do.
 */
export const mendGradients = () => {
    for (const gradient of MENDED) {
        if (getGradient(gradient.kernelName) === gradient)
            continue;
        if (getGradient(gradient.kernelName))
            unregisterGradient(gradient.kernelName);
        registerGradient(gradient);
    }
};
mendGradients();
