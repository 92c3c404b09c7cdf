import { readdir } from 'node:fs/promises';
import { DatasetError } from '@srkit/core';
import { ModelBuilder } from './model-builder';
import { readBinary } from './read-binary';
import { readText } from './read-text';
const PARTS = ['cameras', 'images', 'points3D'];
/**
 * Reads a sparse reconstruction of COLMAP: the folder's `.bin` files, or its `.txt` files where those are not complete.
 * Files are streamed; in memory are the points and the keypoints that have one.
 *
 * @throws DatasetError that names file and line or byte: `E_DATASET_CAMERA` for a camera that is no pinhole camera,
 * `E_DATASET_COUNT`, `E_DATASET_TRUNCATED`, `E_DATASET_UNREADABLE`, and `E_DATASET_COLMAP` for what does not belong
 * together; `signal.reason`.
 */
export const readColmap = async (folder, options = {}) => {
    const names = await readdir(folder).catch((cause) => {
        throw new DatasetError('E_DATASET_UNREADABLE', `'${folder}' cannot be read (${cause.code}).`, { cause });
    });
    const complete = (ending) => PARTS.every((part) => names.includes(`${part}.${ending}`));
    const builder = new ModelBuilder(options.tolerant ?? false);
    if (complete('bin'))
        await readBinary(folder, builder, options.signal);
    else if (complete('txt'))
        await readText(folder, builder, options.signal);
    else {
        const there = names.filter((name) => PARTS.some((part) => name.startsWith(`${part}.`)));
        const has = there.length > 0 ? `has ${there.join(', ')}` : 'has none of them';
        throw new DatasetError('E_DATASET_COLMAP', `'${folder}' ${has}, expected cameras, images and points3D, all as .bin or all as .txt. Give the folder that COLMAP calls sparse/0, or write one form with 'colmap model_converter'.`);
    }
    return builder.build();
};
