import { refuseUnknownKeys } from '@srkit/core';
import { vggLayers } from './vgg-layers';
/**
 * Renames torchvision's VGG state_dict (`features.N.weight`) to names by layer (`vgg_net.conv1_1.weight`). Other
 * entries, such as the classifier's, are left out.
 *
 * @param prefix What stands before `.conv1_1`: `vgg_net` in BasicSR, C2-Matching and MRefSR.
 * @param upTo Deepest layer that is kept; see `vggLayers`.
 */
export const torchvisionToConvNames = (state, vggType, options = {}) => {
    refuseUnknownKeys('torchvisionToConvNames', options, ['prefix', 'upTo']);
    const { prefix = 'vgg_net', upTo } = options;
    const renamed = new Map();
    for (const { kind, name, index } of vggLayers(vggType, upTo)) {
        if (kind !== 'conv')
            continue;
        for (const part of ['weight', 'bias']) {
            const tensor = state.get(`features.${index}.${part}`);
            const official = `${prefix}.${name}.${part}`;
            if (tensor)
                renamed.set(official, { ...tensor, name: official });
        }
    }
    return renamed;
};
