import { readColmap } from './colmap/read-colmap';
import { drawGroups } from './draw-groups';
import { checkedLmrOptions } from './lmr-options';
import { ScenePhotos } from './scene-photos';
import { SparseGeometry } from './sparse-geometry';
/**
 * Groups of targets and references from a reconstruction and its photos, as LMR was made (MRefSR, section 3.2): overlap and
 * scale ratio between photos, near duplicates removed, classes H, M and L; crops of a target whose centre is mapped
 * to the sparse cloud and from there to each reference. Photos are for training or for testing and never for both, and
 * neither is a near duplicate of a photo that is for testing.
 *
 * The result depends on the scene, the options and the seed alone.
 *
 * @throws DatasetError for a reconstruction or photos that are damaged or do not belong together; ConfigError;
 * `signal.reason`.
 */
export const buildLmrScene = async (scene, options = {}, { onProgress, signal } = {}) => {
    const checked = checkedLmrOptions(options);
    const { tolerant } = checked;
    const read = await readColmap(scene.sparse, { tolerant, signal });
    // By name, so that the groups do not depend on the order in which a file has its photos.
    const model = { ...read, images: read.images.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
    const { images } = model;
    const progress = (done) => onProgress?.({ done, total: 2 * images.length, unit: 'photos' });
    progress(0);
    const photos = await ScenePhotos.open(scene, images, { tolerant, signal, onPhoto: progress });
    const { excluded } = photos;
    const geometry = new SparseGeometry(model, excluded, checked.scaleRatio);
    const drawn = await drawGroups(scene.name, geometry, photos, checked, {
        signal,
        onTarget: (target) => progress(images.length + target + 1),
    });
    const { depth, broken } = photos.leftOut;
    const { duplicates, ...statistics } = drawn.statistics;
    return {
        scene: scene.name,
        groups: drawn.groups,
        broken,
        statistics: {
            photos: images.length,
            leftOut: { depth, photos: broken.length, ...model.losses, duplicates },
            ...statistics,
        },
    };
};
