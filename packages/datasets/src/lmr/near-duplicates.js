import { resizePillow } from '@srkit/image';
/** References with more are the target once more, and no help (LMR, section 3.2). */
export const DUPLICATE_PSNR = 30;
const PEAK = 255;
/** Mean squared error below which two photos are near duplicates. */
const DUPLICATE_MSE = PEAK ** 2 / 10 ** (DUPLICATE_PSNR / 10);
const meanSquaredError = (a, b) => {
    let sum = 0;
    for (let i = 0; i < a.data.length; i++)
        sum += (a.data[i] - b.data[i]) ** 2;
    return sum / a.data.length;
};
/** A reference at the target's size, by Pillow's bicubic filter. */
const fitted = (target, reference) => target.width === reference.width && target.height === reference.height
    ? reference
    : resizePillow(reference, [target.height, target.width], 'bicubic');
/** PSNR in dB over RGB of 8 bits, of a reference brought to the target's size; Infinity for equal ones. */
export const photoPsnr = (target, reference) => 10 * Math.log10(PEAK ** 2 / meanSquaredError(target, fitted(target, reference)));
/** Blocks along each side of a thumbnail. */
const BLOCKS = 16;
/** Photos of other sizes are resized before they are compared, which moves the means of blocks a little. */
const SLACK = 4;
export const thumbnailOf = ({ width, height, data }) => {
    const sums = new Float64Array(BLOCKS * BLOCKS * 3);
    const pixels = new Float64Array(BLOCKS * BLOCKS);
    for (let y = 0, from = 0; y < height; y++) {
        const row = Math.floor((y * BLOCKS) / height) * BLOCKS;
        for (let x = 0; x < width; x++) {
            const block = row + Math.floor((x * BLOCKS) / width);
            pixels[block]++;
            for (let c = 0; c < 3; c++)
                sums[3 * block + c] += data[from++];
        }
    }
    return {
        width,
        height,
        means: sums.map((sum, i) => sum / Math.max(1, pixels[Math.floor(i / 3)])),
        shares: pixels.map((count) => count / (width * height)),
    };
};
/**
 * Whether two photos need to be compared pixel by pixel. The squared difference of means is never more than the mean of
 * squared differences, so that no duplicate of the same size is passed over.
 */
export const mayBeDuplicates = (a, b) => {
    let error = 0;
    for (let i = 0; i < a.means.length; i++) {
        error += ((a.means[i] - b.means[i]) ** 2 * a.shares[Math.floor(i / 3)]) / 3;
    }
    const same = a.width === b.width && a.height === b.height;
    return error <= DUPLICATE_MSE * (same ? 1 : SLACK);
};
