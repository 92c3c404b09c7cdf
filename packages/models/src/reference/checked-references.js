import { ShapeError } from '@srkit/core';
import { checkSomeReferences } from './check-references';
import { LEVELS, PRE_OFFSET_CHANNELS, perLayer, } from './levels';
/**
 * Pre-offsets and features of the same references, level by level.
 *
 * @throws ShapeError unless there is one reference at least, as many pre-offsets as features, and every tensor has the
 *   target's batch and its level's channels, and every pre-offset its level's grid.
 */
export const checkedReferences = (path, { shape: [n, h, w] }, preOffsets, features) => {
    checkSomeReferences(path, features);
    if (preOffsets.length !== features.length) {
        throw new ShapeError('E_SHAPE_REFERENCES', `${path}: ${preOffsets.length} pre-offsets for ${features.length} references, expected one for each.`);
    }
    const check = (what, tensor, expected) => {
        if (tensor?.shape.join() === expected.join())
            return;
        throw new ShapeError('E_SHAPE_REFERENCE', `${path}: ${what} is ${tensor ? `[${tensor.shape}]` : 'missing'}, expected [${expected}] (batch, height, width, channels).`);
    };
    for (const { layer, channels, scale } of LEVELS) {
        features.forEach((reference, i) => {
            // Of any height and width; the type does not keep a caller in JavaScript from leaving a layer out.
            const { shape } = reference[layer] ?? { shape: [n, 'h', 'w'] };
            check(`${layer} of reference ${i}`, reference[layer], [n, shape[1], shape[2], channels]);
            const offset = preOffsets[i][layer];
            check(`the ${layer} pre-offset of reference ${i}`, offset, [
                n,
                h * scale,
                w * scale,
                PRE_OFFSET_CHANNELS,
            ]);
        });
    }
    return features.map((reference, i) => perLayer(({ layer }) => ({
        features: reference[layer],
        preOffset: preOffsets[i][layer],
    })));
};
