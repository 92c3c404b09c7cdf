import { cropSamples, roundHalfEven } from '@srkit/core';
import { tensor4d } from '@tensorflow/tfjs-core';
import { cropSide } from '../crop/crop-pair';
import { lqSide } from '../sampler/picture';
/** To 8 bits, half to even, and back, in place: what the official code ends with. */
const round8 = (values) => {
    for (let i = 0; i < values.length; i++) {
        const level = roundHalfEven(Math.fround(values[i] * 255));
        values[i] = (level < 0 ? 0 : level > 255 ? 255 : level) / 255;
    }
};
const scaled = ({ top, left, height, width }, scale) => ({
    top: top * scale,
    left: left * scale,
    height: height * scale,
    width: width * scale,
});
/**
 * Rounds and crops the degraded picture, `[n, h / scale, w / scale, 3]`, and cuts the ground truth that belongs to it: the crop's, or all but the rows
 * and columns for which the LQ picture has no pixel. In plain arrays, since some backends take longer to slice than
 * the degradation takes.
 */
export const finishPair = async (degraded, gt, { batch, height, width, scale, crop }) => {
    const lq = [lqSide(height, scale), lqSide(width, scale)];
    const side = crop && cropSide(lq, crop, scale);
    const window = crop && side
        ? { top: crop.top, left: crop.left, height: side, width: side }
        : { top: 0, left: 0, height: lq[0], width: lq[1] };
    const lqValues = cropSamples((await degraded.data()), [batch, ...lq, 3], window);
    round8(lqValues);
    const place = scaled(window, scale);
    return {
        lq: tensor4d(lqValues, [batch, window.height, window.width, 3]),
        gt: tensor4d(cropSamples(gt, [batch, height, width, 3], place), [batch, place.height, place.width, 3]),
    };
};
