import { ConfigError } from '@srkit/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** Feature maps `[n, h, w, c]` by layer name. */
export type Features = ReadonlyMap<string, Tensor4D> | Readonly<Record<string, Tensor4D>>;

/** What a perceptual loss needs of a network: `VGGFeatureExtractor` of `@srkit/models` is one. */
export interface FeatureExtractor {
  /** Pictures `[n, h, w, 3]` to the layers the extractor was made for. */
  forward(x: Tensor4D): Features;
}

/** The feature map of a layer, or a `ConfigError` that names those there are. */
export const featureOf = (owner: string, features: Features, layer: string): Tensor4D => {
  const map: ReadonlyMap<string, Tensor4D> =
    features instanceof Map ? features : new Map(Object.entries(features));
  const feature = map.get(layer);
  if (feature) return feature;
  throw new ConfigError(
    'E_CONFIG_LAYER',
    `${owner}: the feature extractor gives no layer '${layer}', only ${[...map.keys()].map((name) => `'${name}'`).join(', ')}. Make the extractor for the layers of the loss.`,
  );
};
