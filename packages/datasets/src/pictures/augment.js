import { coin } from '../random/draws';
export const NO_AUGMENTATION = { hflip: false, vflip: false, transpose: false };
/** Draws for what is enabled and for nothing else, in BasicSR's order. */
export const drawAugmentation = (draws, { useHflip, useRot }) => ({
    hflip: useHflip && coin(draws),
    vflip: useRot && coin(draws),
    transpose: useRot && coin(draws),
});
/** The picture mirrored, mirrored and transposed, in this order; itself where nothing is to be done. */
export const augmented = (picture, { hflip, vflip, transpose }) => {
    if (!hflip && !vflip && !transpose)
        return picture;
    const { width, height, channels, data } = picture;
    const [outWidth, outHeight] = transpose ? [height, width] : [width, height];
    const out = new Uint8Array(data.length);
    // Where a step to the right or down in the result leads in the source.
    const across = hflip ? -channels : channels;
    const down = (vflip ? -width : width) * channels;
    const [right, below] = transpose ? [down, across] : [across, down];
    const origin = ((vflip ? height - 1 : 0) * width + (hflip ? width - 1 : 0)) * channels;
    let to = 0;
    for (let y = 0; y < outHeight; y++) {
        let from = origin + y * below;
        for (let x = 0; x < outWidth; x++, from += right) {
            for (let c = 0; c < channels; c++)
                out[to++] = data[from + c];
        }
    }
    return { ...picture, width: outWidth, height: outHeight, data: out };
};
