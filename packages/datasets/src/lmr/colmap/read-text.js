import { join } from 'node:path';
import { DatasetError } from '@srkit/core';
import { cameraModel } from './camera-models';
import { MAX_KEYPOINTS, MAX_POINTS } from './model-builder';
import { textLines } from './text-lines';
const fieldsOf = (text) => text.split(/[ \t]+/).filter((field) => field !== '');
/** Comments and empty lines, where a record could begin. */
const isPassedOver = (text) => text.trim() === '' || text.startsWith('#');
/** What is missing, as a message says it. */
const short = (where, expected, text) => new DatasetError('E_DATASET_COLMAP', `${where}: expected '${expected}', got '${text.slice(0, 80)}${text.length > 80 ? '...' : ''}'. The file is damaged, or of another kind.`);
const integer = (field) => field !== undefined && /^-?\d+$/.test(field) ? Number(field) : Number.NaN;
const readCameras = async (path, builder) => {
    for await (const { text, number } of textLines(path)) {
        if (isPassedOver(text))
            continue;
        const where = `'${path}', line ${number}`;
        const [id, model, width, height, ...params] = fieldsOf(text);
        if (height === undefined || !Number.isSafeInteger(integer(id))) {
            throw short(where, 'CAMERA_ID MODEL WIDTH HEIGHT PARAMS[]', text);
        }
        builder.addCamera({
            where,
            id: integer(id),
            model: cameraModel(where, model),
            width: integer(width),
            height: integer(height),
            params: params.map(Number),
        });
    }
};
const readPoints = async (path, builder, signal) => {
    // Memory is laid out before the first point, so lines are counted first.
    let count = 0;
    for await (const { text } of textLines(path, signal))
        if (!isPassedOver(text))
            count++;
    if (count > MAX_POINTS) {
        throw new DatasetError('E_DATASET_COUNT', `'${path}': ${count} points, at most ${MAX_POINTS} are read.`);
    }
    builder.startPoints(count);
    for await (const { text, number } of textLines(path, signal)) {
        if (isPassedOver(text))
            continue;
        const where = () => `'${path}', line ${number}`;
        const [id, x, y, z, ...rest] = fieldsOf(text);
        if (rest.length < 4 || rest.length % 2 !== 0) {
            throw short(where(), 'POINT3D_ID X Y Z R G B ERROR TRACK[]', text);
        }
        builder.addPoint(where, integer(id), Number(x), Number(y), Number(z));
    }
};
const IMAGE_LINE = /^\s*(-?\d+)((?:\s+\S+){7})\s+(-?\d+)\s+(.+?)\s*$/;
const imageOf = (where, text) => {
    const match = IMAGE_LINE.exec(text);
    if (!match)
        throw short(where, 'IMAGE_ID QW QX QY QZ TX TY TZ CAMERA_ID NAME', text);
    const pose = fieldsOf(match[2]).map(Number);
    return {
        where,
        id: Number(match[1]),
        quaternion: pose.slice(0, 4),
        translation: pose.slice(4),
        cameraId: Number(match[3]),
        name: match[4],
    };
};
const readImages = async (path, builder, signal) => {
    // Each image has two lines; the second one is empty where it sees nothing.
    let image;
    for await (const { text, number } of textLines(path, signal)) {
        const where = `'${path}', line ${number}`;
        if (!image) {
            if (!isPassedOver(text))
                image = imageOf(where, text);
            continue;
        }
        const keypoints = builder.keypoints();
        const fields = fieldsOf(text);
        if (fields.length % 3 !== 0 || fields.length > 3 * MAX_KEYPOINTS) {
            throw short(where, 'POINTS2D[] as X Y POINT3D_ID', text);
        }
        for (let i = 0; i < fields.length; i += 3) {
            const point = integer(fields[i + 2]);
            if (Number.isNaN(point))
                throw short(where, 'X Y POINT3D_ID', fields.slice(i, i + 3).join(' '));
            keypoints.add(Number(fields[i]), Number(fields[i + 1]), point);
        }
        builder.addImage(image, keypoints);
        image = undefined;
    }
    if (image) {
        throw new DatasetError('E_DATASET_TRUNCATED', `'${path}': the file ends after the first line of image ${image.id}. Copy or reconstruct it anew.`);
    }
};
/** Reads `cameras.txt`, `points3D.txt` and `images.txt`. */
export const readText = async (folder, builder, signal) => {
    await readCameras(join(folder, 'cameras.txt'), builder);
    await readPoints(join(folder, 'points3D.txt'), builder, signal);
    await readImages(join(folder, 'images.txt'), builder, signal);
};
