import { concat, reshape, slice } from '@tensorflow/tfjs-core';
import { noGrad } from '../shared/detach';
import { featureOf } from './feature-extractor';
/**
 * Features of a picture as constants, so that none of the extractor's maps is kept for a backward pass. They leave the
 * unrecorded part as one tensor, because that is what it can return.
 */
export const frozenFeatures = (owner, extractor, picture, layers) => {
    const shapes = [];
    const all = noGrad(() => {
        const features = extractor.forward(picture);
        const maps = layers.map((layer) => featureOf(owner, features, layer));
        shapes.push(...maps.map(({ shape }) => shape));
        return concat(maps.map((map) => reshape(map, [map.size])));
    });
    let start = 0;
    const found = new Map();
    for (const [i, layer] of layers.entries()) {
        const shape = [...shapes[i]];
        const size = shape.reduce((product, side) => product * side, 1);
        found.set(layer, reshape(slice(all, start, size), shape));
        start += size;
    }
    return found;
};
