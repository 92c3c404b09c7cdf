import { DatasetError } from '@srkit/core';
import { pinholeOf } from './camera-models';
import { IdIndex } from './id-index';
/** Points for which indices and memory are laid out; the largest published reconstructions have some ten million. */
export const MAX_POINTS = 2 ** 27;
/** Keypoints of one photo. Extractors give some ten thousand. */
export const MAX_KEYPOINTS = 2 ** 24;
/** Id of a 2-D keypoint without a 3-D point. */
export const NO_POINT = -1;
/** Rotation matrix of a quaternion w, x, y, z, which is normalised first. */
const rotationOf = (quaternion) => {
    const norm = Math.sqrt(quaternion.reduce((sum, value) => sum + value * value, 0));
    const [w, x, y, z] = quaternion.map((value) => value / norm);
    return Float64Array.of(1 - 2 * y * y - 2 * z * z, 2 * x * y - 2 * z * w, 2 * x * z + 2 * y * w, 2 * x * y + 2 * z * w, 1 - 2 * x * x - 2 * z * z, 2 * y * z - 2 * x * w, 2 * x * z - 2 * y * w, 2 * y * z + 2 * x * w, 1 - 2 * x * x - 2 * y * y);
};
/** A name that stays below the folder of photos, on every system. */
const isSafeName = (name) => name.length > 0 &&
    name.length <= 1024 &&
    [...name].every((letter) => letter.charCodeAt(0) >= 32) &&
    !/^[a-z]:|\\|^\//i.test(name) &&
    name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
/** Puts a model together from what a reader of either format finds, and refuses what does not belong together. */
export class ModelBuilder {
    #tolerant;
    #cameras = new Map();
    #images = [];
    #ids = new Set();
    #names = new Set();
    #pointIndex = new IdIndex(0);
    #pointIds = new Float64Array(0);
    #positions = new Float64Array(0);
    #points = 0;
    #losses = { points: 0, keypoints: 0 };
    constructor(tolerant) {
        this.#tolerant = tolerant;
    }
    addCamera(raw) {
        if (this.#cameras.has(raw.id)) {
            throw new DatasetError('E_DATASET_COLMAP', `${raw.where}: camera ${raw.id} is there twice.`);
        }
        this.#cameras.set(raw.id, pinholeOf(raw));
    }
    /** Before the first point. @param count most that will come. */
    startPoints(count) {
        this.#pointIndex = new IdIndex(count);
        this.#pointIds = new Float64Array(count);
        this.#positions = new Float64Array(3 * count);
    }
    /** @param where is asked for a message only: there are millions. */
    addPoint(where, id, x, y, z) {
        const at = this.#points;
        if (!Number.isSafeInteger(id) || id < 0) {
            throw new DatasetError('E_DATASET_COLMAP', `${where()}: ${id} is no id of a point.`);
        }
        if (!(Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z))) {
            if (!this.#tolerant) {
                throw new DatasetError('E_DATASET_COLMAP', `${where()}: point ${id} is at (${x}, ${y}, ${z}), expected finite numbers. Reconstruct the scene anew, or leave such points out with { tolerant: true } (--tolerant).`);
            }
            this.#losses.points++;
            return;
        }
        if (!this.#pointIndex.add(id, at)) {
            throw new DatasetError('E_DATASET_COLMAP', `${where()}: point ${id} is there twice.`);
        }
        this.#pointIds[at] = id;
        this.#positions.set([x, y, z], 3 * at);
        this.#points++;
    }
    /** Where a photo's keypoints are collected; after all points. */
    keypoints() {
        return new Keypoints();
    }
    /** After all cameras and points. */
    addImage(raw, keypoints) {
        const { where, id, name, cameraId, quaternion, translation } = raw;
        const fail = (what) => {
            throw new DatasetError('E_DATASET_COLMAP', `${where}: image ${id} ${what}`);
        };
        const shown = `'${name.slice(0, 80)}'`;
        if (!isSafeName(name)) {
            fail(`is named ${JSON.stringify(name.slice(0, 80))}, expected the path of a photo below the folder of photos.`);
        }
        const camera = this.#cameras.get(cameraId) ??
            fail(`(${shown}) is of camera ${cameraId}, which the file of cameras does not have.`);
        if (this.#ids.has(id) || this.#names.has(name))
            fail(`(${shown}) is there twice.`);
        const pose = [...quaternion, ...translation];
        if (!pose.every(Number.isFinite) || Math.hypot(...quaternion) === 0) {
            fail(`(${shown}) has the pose ${pose.join(' ')}, expected finite numbers and a rotation.`);
        }
        this.#ids.add(id);
        this.#names.add(name);
        const seen = keypoints.resolve(this.#pointIndex, (what) => {
            if (!this.#tolerant) {
                fail(`(${shown}) ${what}. Use the files of one reconstruction, or leave such keypoints out with { tolerant: true } (--tolerant).`);
            }
            this.#losses.keypoints++;
        });
        this.#images.push({
            id,
            name,
            camera,
            rotation: rotationOf(quaternion),
            translation: translation,
            ...seen,
        });
    }
    build() {
        const points = this.#points;
        return {
            images: this.#images,
            pointIds: this.#pointIds.subarray(0, points),
            positions: this.#positions.subarray(0, 3 * points),
            losses: this.#losses,
        };
    }
}
/** Keypoints of one photo that have a 3-D point, while they are read. */
export class Keypoints {
    #ids = new Float64Array(1024);
    #xy = new Float64Array(2048);
    #count = 0;
    add(x, y, pointId) {
        if (pointId === NO_POINT)
            return;
        if (this.#count === this.#ids.length) {
            const [ids, xy] = [this.#ids, this.#xy];
            this.#ids = new Float64Array(2 * ids.length);
            this.#xy = new Float64Array(2 * xy.length);
            this.#ids.set(ids);
            this.#xy.set(xy);
        }
        this.#ids[this.#count] = pointId;
        this.#xy[2 * this.#count] = x;
        this.#xy[2 * this.#count + 1] = y;
        this.#count++;
    }
    /** Sorted by point; of several keypoints of one point the last one stands, as D2-Net has it. */
    resolve(index, onLoss) {
        // Point and position in one number, which sorts ten times faster than pairs do.
        const keys = new Float64Array(this.#count);
        let kept = 0;
        for (let i = 0; i < this.#count; i++) {
            const [x, y, id] = [this.#xy[2 * i], this.#xy[2 * i + 1], this.#ids[i]];
            const point = Number.isFinite(x) && Number.isFinite(y) ? index.get(id) : -1;
            if (point >= 0)
                keys[kept++] = point * MAX_KEYPOINTS + i;
            else if (Number.isFinite(x) && Number.isFinite(y)) {
                onLoss(`sees point ${id}, which the file of points does not have`);
            }
            else
                onLoss(`sees point ${id} at (${x}, ${y})`);
        }
        const sorted = keys.subarray(0, kept).sort();
        const points = new Uint32Array(kept);
        const xy = new Float64Array(2 * kept);
        let last = -1;
        for (const key of sorted) {
            const point = Math.floor(key / MAX_KEYPOINTS);
            const i = key % MAX_KEYPOINTS;
            if (last < 0 || points[last] !== point)
                last++;
            points[last] = point;
            xy[2 * last] = this.#xy[2 * i];
            xy[2 * last + 1] = this.#xy[2 * i + 1];
        }
        const count = last + 1;
        return count === kept ? { points, xy } : { points: points.slice(0, count), xy: xy.slice(0, 2 * count) };
    }
}
