import { checkChannels } from '@srkit/nn';
import { resizePillowU8 } from '@srkit/ops';
import { REFERENCE_SCALE } from './levels';
/**
 * What the matching sees of a low-resolution picture: `[n, h, w, 3]` in [0, 1] to `[n, 4h, 4w, 3]` by Pillow's bicubic
 * filter on 8-bit pixels, bit for bit. All published extractors were trained on it.
 *
 * @throws ShapeError for another rank or other channels.
 */
export const bicubicQuery = (lr) => {
    checkChannels('bicubicQuery', lr, 4, 3);
    const [, h, w] = lr.shape;
    return resizePillowU8(lr, [h * REFERENCE_SCALE, w * REFERENCE_SCALE], 'bicubic');
};
