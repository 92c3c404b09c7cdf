import { fitAsymmetricGaussian } from './asymmetric-gaussian';
import { gamma } from './gamma';
/** Features of a block at one scale. */
export const FEATURES_PER_SCALE = 18;
/** How far the block is shifted, in rows and columns, before it is multiplied with itself. */
const SHIFTS = [
    [0, 1],
    [1, 0],
    [1, 1],
    [1, -1],
];
/** The block times itself, shifted around its own borders. */
const shiftedProduct = (block, size, [down, right]) => block.map((v, i) => {
    const y = (Math.floor(i / size) - down + size) % size;
    const x = ((i % size) - right + size) % size;
    return v * block[y * size + x];
});
const featuresOf = (block, size) => {
    const own = fitAsymmetricGaussian(block);
    const features = [own.alpha, (own.left + own.right) / 2];
    for (const shift of SHIFTS) {
        const { alpha, left, right } = fitAsymmetricGaussian(shiftedProduct(block, size, shift));
        features.push(alpha, (right - left) * (gamma(2 / alpha) / gamma(1 / alpha)), left, right);
    }
    return features;
};
/** `columns * rows` feature vectors of a normalised plane, column after column, as BasicSR orders them. */
export const blockFeatures = ({ width, height, data }, size) => {
    const [columns, rows] = [Math.floor(width / size), Math.floor(height / size)];
    return Array.from({ length: columns * rows }, (_, index) => {
        const [left, top] = [Math.floor(index / rows) * size, (index % rows) * size];
        const block = Float64Array.from({ length: size * size }, (_, i) => data[(top + Math.floor(i / size)) * width + left + (i % size)]);
        return featuresOf(block, size);
    });
};
