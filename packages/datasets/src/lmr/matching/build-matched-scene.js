import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DatasetError } from '@srkit/core';
import { formatFromPath, probeImage } from '@srkit/image';
import { seededDraws } from '../../random/draws';
import { drawGroups } from '../draw-groups';
import { checkedLmrOptions } from '../lmr-options';
import { readPhoto } from '../photo';
import { ScenePhotos } from '../scene-photos';
import { seedOf } from '../seeded-draws';
import { handMadeFeatures } from './local-features';
import { MatchedGeometry } from './matched-geometry';
/** All pairs are matched: the time grows with the square. A thousand photos take half a day. */
const MAX_PHOTOS = 1000;
/** The photos of a folder, by name, as large as their headers say. Those that cannot be read are left to be named later. */
const photosIn = async (folder, tolerant) => {
    const names = await readdir(folder).catch((cause) => {
        throw new DatasetError('E_DATASET_UNREADABLE', `'${folder}' cannot be read (${cause.code}).`, { cause });
    });
    const photos = [];
    for (const name of names.filter((each) => formatFromPath(each) !== undefined).sort()) {
        try {
            const { width, height } = await probeImage(join(folder, name));
            photos.push({ name, camera: { width, height } });
        }
        catch (error) {
            if (!tolerant)
                throw error;
            photos.push({ name, camera: { width: 0, height: 0 } });
        }
    }
    if (photos.length >= 2 && photos.length <= MAX_PHOTOS)
        return photos;
    throw new DatasetError('E_DATASET_EMPTY', `'${folder}' holds ${photos.length} photos, expected 2 to ${MAX_PHOTOS}: all pairs are matched with each other. Put the photos of each place into a folder of its own.`);
};
/**
 * Groups as `buildLmrScene` makes them, from photos alone: keypoints of every pair are matched, mutual nearest neighbours that
 * agree with one epipolar geometry (RANSAC) are what the two have in common. For photos of one place, upright, at most a
 * thousand.
 *
 * @param scene its `sparse` is not read.
 * @throws DatasetError for a folder that cannot be read, or with too few or too many photos; ConfigError;
 * `signal.reason`.
 */
export const buildMatchedScene = async (scene, options = {}, { onProgress, signal } = {}, extract = handMadeFeatures) => {
    const checked = checkedLmrOptions(options);
    const images = await photosIn(scene.images, checked.tolerant);
    const pairs = (images.length * (images.length - 1)) / 2;
    const progress = (done) => onProgress?.({ done, total: pairs, unit: 'pairs' });
    progress(0);
    const photos = await ScenePhotos.open(scene, images, { tolerant: checked.tolerant, turned: true, signal });
    const { excluded } = photos;
    const features = [];
    for (const [i, { name }] of images.entries()) {
        signal?.throwIfAborted();
        features.push(excluded.has(i) ? undefined : await extract(await readPhoto(join(scene.images, name), signal)));
    }
    const drawsOf = (a, b) => seededDraws(seedOf(checked.seed, 'match', a, b));
    const geometry = await MatchedGeometry.match(images, features, drawsOf, async (done) => {
        // So that an interruption is heard between two pairs.
        await setImmediate();
        signal?.throwIfAborted();
        progress(done);
    });
    const { groups, statistics } = await drawGroups(scene.name, geometry, photos, checked, { signal });
    const { duplicates, ...others } = statistics;
    const { broken } = photos.leftOut;
    return {
        scene: scene.name,
        groups,
        broken,
        statistics: {
            photos: images.length,
            leftOut: { depth: 0, photos: broken.length, points: 0, keypoints: 0, duplicates },
            ...others,
        },
    };
};
