import { join } from 'node:path';
import { DatasetError } from '@srkit/core';
import { hasDepth } from './find-scenes';
import { DUPLICATE_PSNR, mayBeDuplicates, photoPsnr, thumbnailOf } from './near-duplicates';
import { checkPhoto, readPhoto } from './photo';
/** Photos decoded at once. */
const AT_ONCE = 2;
/** Decoded photos that are kept for comparing. */
const KEPT = 4;
/** The photos of a scene: each is decoded once, and few are held at a time. */
export class ScenePhotos {
    #paths;
    #thumbnails = new Map();
    #recent = new Map();
    #duplicates = new Map();
    #signal;
    #leftOut = { depth: 0, broken: [] };
    constructor(scene, images, signal) {
        this.#paths = images.map(({ name }) => join(scene.images, name));
        this.#signal = signal;
    }
    /**
     * Looks at every photo.
     *
     * @throws for the first that is missing, damaged or of another size than its camera's, unless `tolerant`.
     */
    static async open(scene, images, { tolerant, turned = false, signal, onPhoto }) {
        const photos = new ScenePhotos(scene, images, signal);
        const broken = [];
        let [next, depth, done] = [0, 0, 0];
        const lane = async () => {
            while (next < images.length) {
                signal?.throwIfAborted();
                const i = next++;
                const { name, camera } = images[i];
                if (!(await hasDepth(scene, name)))
                    depth++;
                else {
                    try {
                        await checkPhoto(photos.#paths[i], camera, turned);
                        photos.#thumbnails.set(i, thumbnailOf(await readPhoto(photos.#paths[i], signal)));
                    }
                    catch (error) {
                        signal?.throwIfAborted();
                        if (!tolerant)
                            throw error;
                        broken.push(name);
                    }
                }
                onPhoto?.(++done);
            }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, lane));
        if (photos.#thumbnails.size === 0) {
            throw new DatasetError('E_DATASET_EMPTY', `Scene '${scene.name}' has no photo left of ${images.length}: ${depth} without a depth map, ${broken.length} missing or broken in '${scene.images}'.`);
        }
        photos.#leftOut = { depth, broken: broken.sort() };
        return photos;
    }
    get leftOut() {
        return this.#leftOut;
    }
    /** Indices of images whose photos take no part. */
    get excluded() {
        return new Set(this.#paths.flatMap((_, i) => (this.#thumbnails.has(i) ? [] : [i])));
    }
    #photo(index) {
        const photo = this.#recent.get(index) ?? readPhoto(this.#paths[index], this.#signal);
        this.#recent.delete(index);
        this.#recent.set(index, photo);
        if (this.#recent.size > KEPT)
            this.#recent.delete(this.#recent.keys().next().value);
        return photo;
    }
    /** Whether a reference is its target once more: their PSNR is above 30 dB. Both take part. */
    async areDuplicates(target, reference) {
        if (!mayBeDuplicates(this.#thumbnails.get(target), this.#thumbnails.get(reference)))
            return false;
        const key = target * this.#paths.length + reference;
        const known = this.#duplicates.get(key);
        if (known !== undefined)
            return known;
        const found = photoPsnr(await this.#photo(target), await this.#photo(reference)) > DUPLICATE_PSNR;
        this.#duplicates.set(key, found);
        return found;
    }
}
