import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encodeImage } from '@srkit/image';
/** A picture that differs from others of another number, and everywhere from its mirror images. */
export const drawPicture = (width, height, number = 0) => {
    const data = new Uint8Array(width * height * 3);
    for (let y = 0, i = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
            data[i++] = (128 + 90 * Math.sin((x + number) * 0.21 + y * 0.03)) | 0;
            data[i++] = (128 + 90 * Math.cos(y * 0.17 - x * 0.05 * (number + 1))) | 0;
            data[i++] = (x * 3 + y * 7 + number * 29) & 255;
        }
    }
    return { width, height, channels: 3, data };
};
/** Writes files below a new folder: pictures as what their ending says, texts as they are. Gives the folder. */
export const layOut = async (files) => {
    const root = await mkdtemp(join(tmpdir(), 'srkit-set-'));
    for (const [name, content] of Object.entries(files)) {
        const path = join(root, name);
        await mkdir(dirname(path), { recursive: true });
        const isRaster = typeof content === 'object' && 'channels' in content;
        await writeFile(path, isRaster ? await encodeImage(content, { format: 'png' }) : content);
    }
    return root;
};
