import { readFileSync } from 'node:fs';
import { join } from 'node:path';
export const PICTURE_FILE = 'picture.u8';
const WHITE = 255;
/** The job's picture: RGB bytes, rows top-down. */
export const readBytes = ({ folder }) => new Uint8Array(readFileSync(join(folder, PICTURE_FILE)));
/** As floats in [0, 1], `[height, width, 3]`. */
export const readNhwc = (job) => Float32Array.from(readBytes(job), (v) => v / WHITE);
/** As floats in [0, 1], `[3, height, width]`. */
export const readNchw = (job) => {
    const bytes = readBytes(job);
    const pixels = bytes.length / 3;
    const planes = new Float32Array(bytes.length);
    for (let i = 0; i < pixels; i++) {
        for (let c = 0; c < 3; c++)
            planes[c * pixels + i] = bytes[3 * i + c] / WHITE;
    }
    return planes;
};
