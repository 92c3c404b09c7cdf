import { ConfigError } from '@srkit/core';

export type VggType = 'vgg16' | 'vgg19';

/** One layer of a VGG network. `index` is its place in torchvision's `features`. */
export type VggLayer =
  | {
      readonly kind: 'conv';
      /** `conv3_1`: the first convolution of the third block, before its activation. */
      readonly name: string;
      readonly index: number;
      readonly inChannels: number;
      readonly outChannels: number;
    }
  | {
      /** `relu3_1`, and `pool3`: the maximum of 2 x 2 pixels, stride 2. */
      readonly kind: 'relu' | 'pool';
      readonly name: string;
      readonly index: number;
      /** Channels, in and out. */
      readonly channels: number;
    };

/** Channels of VGG's blocks. */
export const VGG_WIDTHS: readonly number[] = [64, 128, 256, 512, 512];
const DEPTHS: Readonly<Record<VggType, readonly number[]>> = {
  vgg16: [2, 2, 3, 3, 3],
  vgg19: [2, 2, 4, 4, 4],
};

const allLayers = (vggType: VggType, widths: readonly number[]): VggLayer[] => {
  const layers: VggLayer[] = [];
  let inChannels = 3;
  for (const [block, depth] of DEPTHS[vggType].entries()) {
    const channels = widths[block];
    if (channels === undefined) break;
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
 * @param widths channels of the blocks, of a network of VGG's form that is narrower; those behind the last are not there.
 * @throws ConfigError for an unknown network or layer name, or an empty list of names.
 */
export const vggLayers = (
  vggType: VggType,
  upTo: string | readonly string[] = 'pool5',
  widths: readonly number[] = VGG_WIDTHS,
): VggLayer[] => {
  if (!Object.hasOwn(DEPTHS, vggType)) {
    throw new ConfigError(
      'E_CONFIG_VGG_TYPE',
      `vggLayers: vggType is '${vggType}', expected vgg16 or vgg19.`,
    );
  }
  const layers = allLayers(vggType, widths);
  const wanted = typeof upTo === 'string' ? [upTo] : upTo;
  if (wanted.length === 0) {
    throw new ConfigError('E_CONFIG_VGG_LAYER', 'vggLayers: no layer is named, expected one or more.');
  }
  const depths = wanted.map((name) => {
    const depth = layers.findIndex((layer) => layer.name === name);
    if (depth >= 0) return depth;
    const known = layers.map((layer) => layer.name).join(', ');
    throw new ConfigError(
      'E_CONFIG_VGG_LAYER',
      `vggLayers: ${vggType} has no layer '${name}', expected one of ${known}.`,
    );
  });
  return layers.slice(0, Math.max(...depths) + 1);
};
