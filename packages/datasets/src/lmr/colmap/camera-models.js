import { DatasetError } from '@srkit/core';
const model = (name, params, focals, perspective) => ({
    name,
    params,
    focals,
    perspective,
});
/** COLMAP's camera models; the index is the number that binary files have. */
export const CAMERA_MODELS = [
    model('SIMPLE_PINHOLE', 3, 1, true),
    model('PINHOLE', 4, 2, true),
    model('SIMPLE_RADIAL', 4, 1, true),
    model('RADIAL', 5, 1, true),
    model('OPENCV', 8, 2, true),
    model('OPENCV_FISHEYE', 8, 2, false),
    model('FULL_OPENCV', 12, 2, true),
    model('FOV', 5, 2, false),
    model('SIMPLE_RADIAL_FISHEYE', 4, 1, false),
    model('RADIAL_FISHEYE', 5, 1, false),
    model('THIN_PRISM_FISHEYE', 12, 2, false),
];
/** The model of this number or name. @throws DatasetError `E_DATASET_CAMERA` for another one. */
export const cameraModel = (where, numberOrName) => {
    const found = typeof numberOrName === 'number'
        ? CAMERA_MODELS[numberOrName]
        : CAMERA_MODELS.find(({ name }) => name === numberOrName);
    if (found)
        return found;
    throw new DatasetError('E_DATASET_CAMERA', `${where}: there is no camera model ${typeof numberOrName === 'number' ? numberOrName : `'${numberOrName.slice(0, 40)}'`}; known are ${CAMERA_MODELS.map(({ name }, i) => `${i} ${name}`).join(', ')}. Undistort the photos with 'colmap image_undistorter', which writes PINHOLE cameras.`);
};
/** Largest side of a photo: that of the largest sensors, several times over. */
const MAX_SIDE = 2 ** 20;
/**
 * The pinhole camera that a file describes.
 *
 * @throws DatasetError `E_DATASET_CAMERA` for one that distorts: positions and scales would be those of other photos.
 */
export const pinholeOf = ({ where, id, model, width, height, params }) => {
    const fail = (what) => {
        throw new DatasetError('E_DATASET_CAMERA', `${where}: camera ${id} ${what}`);
    };
    for (const side of [width, height]) {
        if (!Number.isInteger(side) || side < 1 || side > MAX_SIDE) {
            fail(`is ${width}x${height} pixels, expected sides of 1 to ${MAX_SIDE}.`);
        }
    }
    if (params.length !== model.params) {
        fail(`is a ${model.name} with ${params.length} parameters, expected ${model.params}.`);
    }
    const [fx, fy] = model.focals === 1 ? [params[0], params[0]] : [params[0], params[1]];
    const [cx, cy, ...distortion] = params.slice(model.focals);
    if (!params.every(Number.isFinite) || !(fx > 0 && fy > 0)) {
        fail(`has the parameters ${params.join(' ')}, expected finite numbers and focal lengths above 0. Leave the damaged reconstruction out.`);
    }
    if (!model.perspective || distortion.some((value) => value !== 0)) {
        fail(`is a ${model.name} that distorts (${params.join(' ')}), expected a pinhole camera. Undistort the photos and the reconstruction with 'colmap image_undistorter' and give its output.`);
    }
    return { id, width, height, fx, fy, cx, cy };
};
