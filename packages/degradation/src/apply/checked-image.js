import { ConfigError, ShapeError } from '@srkit/core';
import { reshape } from '@tensorflow/tfjs-core';
/** The picture as the batch that the recipe was made for; a new tensor. */
export const asBatch = (image, { batch, height, width }) => {
    const shape = image.rank === 3 ? [1, ...image.shape] : image.shape;
    if (image.rank !== 3 && image.rank !== 4) {
        throw new ShapeError('E_SHAPE_RANK', `apply: the image is [${image.shape}], expected [height, width, 3] or [n, height, width, 3].`);
    }
    if (shape[3] !== 3) {
        throw new ShapeError('E_SHAPE_CHANNELS', `apply: the image [${image.shape}] has ${shape[3]} channels, expected RGB. Repeat a grey channel three times; degrade without the alpha channel.`);
    }
    if (shape[0] !== batch || shape[1] !== height || shape[2] !== width) {
        throw new ShapeError('E_SHAPE_RECIPE', `apply: the image is [${image.shape}], but the recipe is for [${batch}, ${height}, ${width}, 3]. Sample a recipe for this shape, or take the picture the recipe was made for.`);
    }
    return reshape(image, [batch, height, width, 3]);
};
/** Throws for values that are not in 0..1: NaN would spread, and 0..255 would be clipped to white. */
export const checkValues = (values) => {
    for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (value >= 0 && value <= 1)
            continue;
        const remedy = value > 1 ? ' Divide 8-bit values by 255.' : '';
        throw new ConfigError('E_CONFIG_VALUES', `apply: value ${i} of the image is ${value}, expected numbers in 0..1.${remedy}`);
    }
};
