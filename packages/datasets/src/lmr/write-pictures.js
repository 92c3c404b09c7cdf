import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cropRaster } from '@srkit/core';
import { resizePillow, writeImage } from '@srkit/image';
import { patchFiles, testFiles } from './lmr-tables';
import { readPhoto } from './photo';
import { testSize } from './test-groups';
const write = async (path, picture, signal) => {
    await mkdir(dirname(path), { recursive: true });
    await writeImage(path, picture, { format: 'png', overwrite: true, signal });
};
/** The patch of a photo around a centre. */
export const patchOf = (photo, [x, y], side) => cropRaster(photo, { left: x - side / 2, top: y - side / 2, width: side, height: side });
/** Writes the pictures of a test group, as they are or with a longer side of 1600 pixels (Pillow's bicubic). */
export const writeTestGroup = async (folder, { images }, group, signal) => {
    const files = testFiles(group);
    const names = [files.target, ...files.references];
    for (const [i, { photo }] of [group.target, ...group.references].entries()) {
        const picture = await readPhoto(join(images, photo), signal);
        const { width, height } = testSize(picture.width, picture.height);
        const fitted = width === picture.width ? picture : resizePillow(picture, [height, width], 'bicubic');
        await write(join(folder, files.folder, names[i]), fitted, signal);
    }
};
/** Writes the patches of a training group. */
export const writePatches = async (folder, { images }, group, signal) => {
    const files = patchFiles(group);
    for (const [i, { photo, centre }] of [group.target, ...group.references].entries()) {
        const picture = await readPhoto(join(images, photo), signal);
        await write(join(folder, files[i]), patchOf(picture, centre, group.patch), signal);
    }
};
