import { ConfigError } from '@srkit/core';
/** The feature map of a layer, or a `ConfigError` that names those there are. */
export const featureOf = (owner, features, layer) => {
    const map = features instanceof Map ? features : new Map(Object.entries(features));
    const feature = map.get(layer);
    if (feature)
        return feature;
    throw new ConfigError('E_CONFIG_LAYER', `${owner}: the feature extractor gives no layer '${layer}', only ${[...map.keys()].map((name) => `'${name}'`).join(', ')}. Make the extractor for the layers of the loss.`);
};
