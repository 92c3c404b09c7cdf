import { ConfigError } from '@srkit/core';
const WIDTHS = [64, 128, 256, 512, 512];
const DEPTHS = {
    vgg16: [2, 2, 3, 3, 3],
    vgg19: [2, 2, 4, 4, 4],
};
const allLayers = (vggType) => {
    const layers = [];
    let inChannels = 3;
    for (const [block, depth] of DEPTHS[vggType].entries()) {
        const channels = WIDTHS[block];
        for (let k = 1; k <= depth; k++) {
            const place = `${block + 1}_${k}`;
            layers.push({
                kind: 'conv',
                name: `conv${place}`,
                index: layers.length,
                inChannels,
                outChannels: channels,
            });
            layers.push({ kind: 'relu', name: `relu${place}`, index: layers.length, channels });
            inChannels = channels;
        }
        layers.push({ kind: 'pool', name: `pool${block + 1}`, index: layers.length, channels });
    }
    return layers;
};
/**
 * The convolutional layers of VGG (Simonyan and Zisserman, configurations D and E, without batch normalisation),
 * in order, up to and including `upTo`: one name or the deepest of several. Default: all.
 *
 * @throws ConfigError for an unknown network or layer name, or an empty list of names.
 */
export const vggLayers = (vggType, upTo = 'pool5') => {
    if (!Object.hasOwn(DEPTHS, vggType)) {
        throw new ConfigError('E_CONFIG_VGG_TYPE', `vggLayers: vggType is '${vggType}', expected vgg16 or vgg19.`);
    }
    const layers = allLayers(vggType);
    const wanted = typeof upTo === 'string' ? [upTo] : upTo;
    if (wanted.length === 0) {
        throw new ConfigError('E_CONFIG_VGG_LAYER', 'vggLayers: no layer is named, expected one or more.');
    }
    const depths = wanted.map((name) => {
        const depth = layers.findIndex((layer) => layer.name === name);
        if (depth >= 0)
            return depth;
        const known = layers.map((layer) => layer.name).join(', ');
        throw new ConfigError('E_CONFIG_VGG_LAYER', `vggLayers: ${vggType} has no layer '${name}', expected one of ${known}.`);
    });
    return layers.slice(0, Math.max(...depths) + 1);
};
