import { CheckpointError, ConfigError, ShapeError } from '@srkit/core';
import { VGGFeatureExtractor } from '@srkit/models';
import { AlexNetFeatures } from './alexnet';
const VGG_LAYERS = ['relu1_2', 'relu2_2', 'relu3_3', 'relu4_3', 'relu5_3'];
/** Side below which the deepest layer has nothing to see. */
const SMALLEST = { alex: 63, vgg: 16 };
/** @throws ConfigError for an unknown backbone; CheckpointError when the weights are not torchvision's. */
export const backboneFeatures = (net, weights) => {
    if (net !== 'alex' && net !== 'vgg') {
        throw new ConfigError('E_CONFIG_BACKBONE', `net is '${String(net)}', expected 'alex' or 'vgg'.`);
    }
    const small = (x) => {
        const [, h, w] = x.shape;
        if (Math.min(h, w) >= SMALLEST[net])
            return;
        throw new ShapeError('E_SHAPE_PICTURE', `The pictures are ${w}x${h}, expected sides of ${SMALLEST[net]} or more for '${net}'. Crop less, or take larger pictures.`);
    };
    if (net === 'alex') {
        const network = new AlexNetFeatures({ deferred: true });
        network.loadStateDict(weights);
        return {
            forward: (x) => {
                small(x);
                return network.forward(x);
            },
            dispose: () => network.dispose(),
        };
    }
    const network = new VGGFeatureExtractor({ layers: VGG_LAYERS, vggType: 'vgg16' }, { deferred: true });
    network.loadStateDict(weights);
    return {
        forward: (x) => {
            small(x);
            const features = network.forward(x);
            return VGG_LAYERS.map((name) => features[name]);
        },
        dispose: () => network.dispose(),
    };
};
/**
 * One vector of weights for each feature map.
 *
 * @throws CheckpointError `E_CHECKPOINT_KEYS` naming the entry that is missing or has another size.
 */
export const channelWeights = (state, names, sizes) => names.map((name, i) => {
    const data = state.get(name)?.data;
    if (data?.length !== sizes[i]) {
        throw new CheckpointError('E_CHECKPOINT_KEYS', `'${name}' has ${data ? `${data.length} values` : 'no entry'}, expected ${sizes[i]} values. Give the heads that belong to this backbone.`);
    }
    return Float32Array.from(data, Number);
});
/** Channels of the five feature maps. */
export const CHANNELS = {
    alex: [64, 192, 384, 256, 256],
    vgg: [64, 128, 256, 512, 512],
};
