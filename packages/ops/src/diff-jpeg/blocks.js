import { reshape, transpose } from '@tensorflow/tfjs-core';
/** `[n, h, w]` to `[n, blocks, 64]`: 8x8 blocks in rows, each row by row. */
export const toBlocks = (plane) => {
    const [n, h, w] = plane.shape;
    return reshape(transpose(reshape(plane, [n, h / 8, 8, w / 8, 8]), [0, 1, 3, 2, 4]), [n, (h * w) / 64, 64]);
};
/** `[n, blocks, 64]` back to `[n, h, w, 1]`. */
export const fromBlocks = (blocks, h, w) => reshape(transpose(reshape(blocks, [-1, h / 8, w / 8, 8, 8]), [0, 1, 3, 2, 4]), [-1, h, w, 1]);
