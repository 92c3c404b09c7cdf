import { join } from 'node:path';
import { DatasetError } from '@srkit/core';
import { ByteStream, readId } from './byte-stream';
import { cameraModel } from './camera-models';
import { MAX_KEYPOINTS, MAX_POINTS } from './model-builder';
/** Longest path of a photo below its folder, as file systems have it. */
const MAX_NAME_BYTES = 4096;
/** Keypoints that are read at once. */
const AT_ONCE = 65_536;
const numbers = (view, offset, count) => Array.from({ length: count }, (_, i) => view.getFloat64(offset + 8 * i, true));
const tooMany = (stream, count, what, most) => new DatasetError('E_DATASET_COUNT', `${stream.where()}: ${count} ${what}, at most ${most} are read.`);
const ended = (stream, what) => {
    if (stream.left === 0)
        return;
    throw new DatasetError('E_DATASET_COLMAP', `${stream.where()}: ${stream.left} bytes follow the last ${what}. The file is damaged, or of another kind.`);
};
const readCameras = async (stream, builder) => {
    const count = await stream.count('cameras', 24 + 8 * 3);
    for (let i = 0; i < count; i++) {
        const where = stream.where();
        const head = await stream.take(24);
        const id = head.getInt32(0, true);
        const model = cameraModel(where, head.getInt32(4, true));
        const [width, height] = [readId(head, 8), readId(head, 16)];
        const params = numbers(await stream.take(8 * model.params), 0, model.params);
        builder.addCamera({ where, id, model, width, height, params });
    }
    ended(stream, 'camera');
};
const readPoints = async (stream, builder, signal) => {
    const count = await stream.count('points', 51);
    if (count > MAX_POINTS)
        throw tooMany(stream, count, 'points', MAX_POINTS);
    builder.startPoints(count);
    for (let i = 0; i < count; i++) {
        if (i % AT_ONCE === 0)
            signal?.throwIfAborted();
        const { offset } = stream;
        const head = await stream.take(43);
        const [x, y, z] = numbers(head, 8, 3);
        builder.addPoint(() => `'${stream.path}', byte ${offset}`, readId(head, 0), x, y, z);
        await stream.skip(8 * (await stream.count('track entries', 8)));
    }
    ended(stream, 'point');
};
const readImages = async (stream, builder, signal) => {
    const count = await stream.count('images', 4 + 7 * 8 + 4 + 1 + 8);
    for (let i = 0; i < count; i++) {
        signal?.throwIfAborted();
        const where = stream.where();
        const head = await stream.take(64);
        const id = head.getInt32(0, true);
        const pose = numbers(head, 4, 7);
        const cameraId = head.getInt32(60, true);
        const name = await stream.text(MAX_NAME_BYTES);
        const seen = await stream.count('keypoints', 24);
        if (seen > MAX_KEYPOINTS)
            throw tooMany(stream, seen, 'keypoints', MAX_KEYPOINTS);
        const keypoints = builder.keypoints();
        for (let first = 0; first < seen; first += AT_ONCE) {
            const now = Math.min(AT_ONCE, seen - first);
            const view = await stream.take(24 * now);
            for (let at = 0; at < 24 * now; at += 24) {
                keypoints.add(view.getFloat64(at, true), view.getFloat64(at + 8, true), readId(view, at + 16));
            }
        }
        const [quaternion, translation] = [pose.slice(0, 4), pose.slice(4)];
        builder.addImage({ where, id, quaternion, translation, cameraId, name }, keypoints);
    }
    ended(stream, 'image');
};
/** Reads `cameras.bin`, `points3D.bin` and `images.bin`: little endian, counts in front. */
export const readBinary = async (folder, builder, signal) => {
    await ByteStream.using(join(folder, 'cameras.bin'), (stream) => readCameras(stream, builder));
    await ByteStream.using(join(folder, 'points3D.bin'), (stream) => readPoints(stream, builder, signal));
    await ByteStream.using(join(folder, 'images.bin'), (stream) => readImages(stream, builder, signal));
};
