import * as tf from '@tensorflow/tfjs';
const SIDE = 224;
const CLASSES = 1000;
const classify = (model) => {
    model.add(tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }));
    model.add(tf.layers.dense({ units: CLASSES, activation: 'softmax' }));
    return model;
};
/** Four times a 3x3 convolution, a batch norm and a pool. */
const plain = () => {
    const model = tf.sequential();
    for (const [i, filters] of [32, 64, 128, 256].entries()) {
        const inputShape = i === 0 ? { inputShape: [SIDE, SIDE, 3] } : {};
        model.add(tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu', ...inputShape }));
        model.add(tf.layers.batchNormalization());
        model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
    }
    return classify(model);
};
/** Filters and stride of MobileNet's separable convolutions. */
const SEPARABLE = [
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
    [512, 1],
    [512, 1],
    [512, 1],
    [512, 1],
    [512, 1],
    [1024, 2],
    [1024, 1],
];
/** MobileNet (Howard et al. 2017), width 1.0: depthwise and 1x1 convolutions, each with batch norm and ReLU6. */
const mobileNet = () => {
    const model = tf.sequential();
    const normalise = () => {
        model.add(tf.layers.batchNormalization());
        model.add(tf.layers.reLU({ maxValue: 6 }));
    };
    const shared = { padding: 'same', useBias: false };
    model.add(tf.layers.conv2d({ filters: 32, kernelSize: 3, strides: 2, inputShape: [SIDE, SIDE, 3], ...shared }));
    normalise();
    for (const [filters, strides] of SEPARABLE) {
        model.add(tf.layers.depthwiseConv2d({ kernelSize: 3, strides, ...shared }));
        normalise();
        model.add(tf.layers.conv2d({ filters, kernelSize: 1, ...shared }));
        normalise();
    }
    return classify(model);
};
/** Image classifiers of stock tf.layers, nothing of srkit's, for `[n, 224, 224, 3]`. */
export const STOCK_MODELS = { 'plain classifier': plain, 'MobileNet 1.0': mobileNet };
