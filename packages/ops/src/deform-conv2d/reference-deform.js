import { add, addN, cast, clipByValue, concat, floor, gather, greater, greaterEqual, less, lessEqual, logicalAnd, mul, range, reshape, scatterND, slice, split, squeeze, stack, sub, sum, tensor, transpose, where, zerosLike, } from '@tensorflow/tfjs-core';
/** How far a coordinate is from each of the two pixels around it, on one axis. */
const axisOf = (coordinate, side, inside) => {
    const low = floor(coordinate);
    const fraction = sub(coordinate, low);
    return [0, 1].map((step) => {
        const at = add(low, step);
        const present = logicalAnd(inside, logicalAnd(greaterEqual(at, 0), lessEqual(at, side - 1)));
        const weight = cast(present, 'float32');
        return {
            index: cast(clipByValue(at, 0, side - 1), 'int32'),
            weight: mul(step === 0 ? sub(1, fraction) : fraction, weight),
            slope: step === 0 ? mul(weight, -1) : weight,
        };
    });
};
/** Where each sample of a band lies. */
const locate = (sampling, band, height, width) => {
    const { kernelSize, stride, padding, dilation, deformGroups: groups, sample, firstRow, rows } = band;
    const outWidth = sampling.shape[2];
    const taps = kernelSize[0] * kernelSize[1];
    const pixels = rows * outWidth;
    const values = slice(sampling, [sample, firstRow, 0, 0], [1, rows, outWidth, 3 * groups * taps]);
    const [offsets, masks] = split(values, [2 * groups * taps, groups * taps], 3);
    const [offsetY, offsetX] = split(reshape(offsets, [pixels, groups, taps, 2]), 2, 3).map((part) => squeeze(part, [3]));
    const places = (of) => {
        const whole = Float32Array.from({ length: pixels * taps }, (_, i) => of(Math.floor(i / taps), i % taps));
        return tensor(whole, [pixels, 1, taps]);
    };
    const tapY = places((pixel, tap) => (firstRow + Math.floor(pixel / outWidth)) * stride -
        padding +
        Math.floor(tap / kernelSize[1]) * dilation);
    const tapX = places((pixel, tap) => (pixel % outWidth) * stride - padding + (tap % kernelSize[1]) * dilation);
    const y = add(tapY, offsetY);
    const x = add(tapX, offsetX);
    const inside = logicalAnd(logicalAnd(greater(y, -1), less(y, height)), logicalAnd(greater(x, -1), less(x, width)));
    // What lies outside could be too large for an index, or NaN.
    const alongY = axisOf(where(inside, y, zerosLike(y)), height, inside);
    const alongX = axisOf(where(inside, x, zerosLike(x)), width, inside);
    const group = reshape(range(0, groups, 1, 'int32'), [1, groups, 1]);
    const corners = alongY.flatMap((row) => alongX.map((column) => ({
        index: add(mul(add(mul(row.index, tensor(width, [], 'int32')), column.index), tensor(groups, [], 'int32')), group),
        weight: mul(row.weight, column.weight),
        byY: mul(row.slope, column.weight),
        byX: mul(row.weight, column.slope),
    })));
    return { corners, mask: reshape(masks, [pixels, groups, taps]) };
};
/** A sample of `x` as its blocks of a group's channels. */
const blocksOf = (x, { sample, deformGroups }) => {
    const [, height, width, channels] = x.shape;
    const picture = slice(x, [sample, 0, 0, 0], [1, height, width, channels]);
    return reshape(picture, [height * width * deformGroups, channels / deformGroups]);
};
/** A corner's channels for each sample, `[pixels, groups, taps, channels of a group]`. */
const valuesAt = (blocks, { index }) => reshape(gather(blocks, reshape(index, [-1])), [...index.shape, blocks.shape[1]]);
const perChannel = (values) => reshape(values, [...values.shape, 1]);
/** Columns `[pixels, taps * channels]` as `[pixels, groups, taps, channels of a group]`. */
const byGroup = (columns, [, groups, taps]) => transpose(reshape(columns, [columns.shape[0], taps, groups, -1]), [0, 2, 1, 3]);
/** `deformColumns` in stock operations. */
export const referenceDeformColumns = (x, sampling, band) => {
    const { corners, mask } = locate(sampling, band, x.shape[1], x.shape[2]);
    const blocks = blocksOf(x, band);
    const sampled = addN(corners.map((corner) => mul(valuesAt(blocks, corner), perChannel(mul(corner.weight, mask)))));
    return reshape(transpose(sampled, [0, 2, 1, 3]), [mask.shape[0], -1]);
};
/** `deformPictureGradient` in stock operations. */
export const referenceDeformPictureGradient = (columns, sampling, band, [height, width, channels]) => {
    const { corners, mask } = locate(sampling, band, height, width);
    const back = byGroup(columns, mask.shape);
    const size = channels / band.deformGroups;
    const shares = corners.map(({ index, weight }) => {
        const share = reshape(mul(back, perChannel(mul(weight, mask))), [-1, size]);
        return scatterND(reshape(index, [-1, 1]), share, [height * width * band.deformGroups, size]);
    });
    return reshape(addN(shares), [1, height, width, channels]);
};
/** `deformSamplingGradient` in stock operations. */
export const referenceDeformSamplingGradient = (x, sampling, columns, band) => {
    const { corners, mask } = locate(sampling, band, x.shape[1], x.shape[2]);
    const back = byGroup(columns, mask.shape);
    const blocks = blocksOf(x, band);
    const products = corners.map((corner) => sum(mul(valuesAt(blocks, corner), back), 3));
    const along = (name) => addN(corners.map((corner, i) => mul(products[i], corner[name])));
    const pixels = mask.shape[0];
    const offsets = stack([mul(along('byY'), mask), mul(along('byX'), mask)], 3);
    return reshape(concat([reshape(offsets, [pixels, -1]), reshape(along('weight'), [pixels, -1])], 1), [
        1,
        band.rows,
        sampling.shape[2],
        sampling.shape[3],
    ]);
};
