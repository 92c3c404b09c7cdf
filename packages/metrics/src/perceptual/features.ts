import type { StateDict } from '@srkit/checkpoints';
import { CheckpointError, ConfigError, ShapeError } from '@srkit/core';
import { VGGFeatureExtractor } from '@srkit/models';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { AlexNetFeatures } from './alexnet';

/** The network whose features are compared. */
export type Backbone = 'alex' | 'vgg';

const VGG_LAYERS = ['relu1_2', 'relu2_2', 'relu3_3', 'relu4_3', 'relu5_3'];

/** Five feature maps of a picture, finest first. */
export interface BackboneFeatures {
  readonly forward: (x: Tensor4D) => Tensor4D[];
  readonly dispose: () => void;
}

/** Side below which the deepest layer has nothing to see. */
const SMALLEST: Readonly<Record<Backbone, number>> = { alex: 63, vgg: 16 };

/** @throws ConfigError for an unknown backbone; CheckpointError when the weights are not torchvision's. */
export const backboneFeatures = (net: Backbone, weights: StateDict): BackboneFeatures => {
  if (net !== 'alex' && net !== 'vgg') {
    throw new ConfigError('E_CONFIG_BACKBONE', `net is '${String(net)}', expected 'alex' or 'vgg'.`);
  }
  const small = (x: Tensor4D): void => {
    const [, h, w] = x.shape;
    if (Math.min(h, w) >= SMALLEST[net]) return;
    throw new ShapeError(
      'E_SHAPE_PICTURE',
      `The pictures are ${w}x${h}, expected sides of ${SMALLEST[net]} or more for '${net}'. Crop less, or take larger pictures.`,
    );
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
      return VGG_LAYERS.map((name) => features[name]!);
    },
    dispose: () => network.dispose(),
  };
};

/**
 * One vector of weights for each feature map.
 *
 * @throws CheckpointError `E_CHECKPOINT_KEYS` naming the entry that is missing or has another size.
 */
export const channelWeights = (
  state: StateDict,
  names: readonly string[],
  sizes: readonly number[],
): Float32Array[] =>
  names.map((name, i) => {
    const data = state.get(name)?.data;
    if (data?.length !== sizes[i]) {
      throw new CheckpointError(
        'E_CHECKPOINT_KEYS',
        `'${name}' has ${data ? `${data.length} values` : 'no entry'}, expected ${sizes[i]} values. Give the heads that belong to this backbone.`,
      );
    }
    return Float32Array.from(data as ArrayLike<number>, Number);
  });

/** Channels of the five feature maps. */
export const CHANNELS: Readonly<Record<Backbone, readonly number[]>> = {
  alex: [64, 192, 384, 256, 256],
  vgg: [64, 128, 256, 512, 512],
};
