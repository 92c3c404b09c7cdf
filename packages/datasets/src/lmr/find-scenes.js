import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '@srkit/core';
/** Where D2-Net's scripts put the undistorted reconstructions, and MegaDepth its depth maps. */
const UNDISTORTED = 'Undistorted_SfM';
const DEPTHS = 'phoenix/S6/zl548/MegaDepth_v1';
/** Forms of the sparse model, as 'colmap image_undistorter' and D2-Net's scripts name them. */
const SPARSE = ['sparse', 'sparse-txt'];
/** Depth maps have more bytes than this, masks of sky and people fewer (D2-Net). */
const MIN_DEPTH_BYTES = 100 * 1024;
const isFolder = (path) => stat(path).then((found) => found.isDirectory(), () => false);
const isModel = async (path) => (await readdir(path).catch(() => [])).some((name) => /^cameras\.(bin|txt)$/.test(name));
/**
 * The scenes of MegaDepth as D2-Net's scripts lay it out: `Undistorted_SfM/SCENE/{images,sparse}` and, where they are
 * there, depth maps in `phoenix/S6/zl548/MegaDepth_v1/SCENE/dense0/depths`.
 *
 * @throws DatasetError `E_DATASET_LAYOUT` when there is no scene.
 */
export const megaDepthScenes = async (root) => {
    const base = join(root, UNDISTORTED);
    const names = (await readdir(base).catch(() => [])).sort();
    const scenes = [];
    for (const name of names) {
        const images = join(base, name, 'images');
        const models = [];
        for (const form of SPARSE)
            if (await isModel(join(base, name, form)))
                models.push(join(base, name, form));
        const depths = join(root, DEPTHS, name, 'dense0/depths');
        if (models[0] === undefined || !(await isFolder(images)))
            continue;
        scenes.push({ name, sparse: models[0], images, ...((await isFolder(depths)) && { depths }) });
    }
    if (scenes.length > 0)
        return scenes;
    throw new DatasetError('E_DATASET_LAYOUT', `'${root}' holds no scene of MegaDepth, expected ${UNDISTORTED}/SCENE/images and ${UNDISTORTED}/SCENE/sparse. MegaDepth's own reconstructions distort: undistort each scene of MegaDepth_v1_SfM into ${UNDISTORTED}/SCENE with 'colmap image_undistorter'.`);
};
/** Whether a photo of a scene has a depth map; true for scenes without any. */
export const hasDepth = async ({ depths }, photo) => {
    if (depths === undefined)
        return true;
    const file = join(depths, `${photo.replace(/\.[^./]*$/, '')}.h5`);
    return ((await stat(file).catch(() => undefined))?.size ?? 0) >= MIN_DEPTH_BYTES;
};
