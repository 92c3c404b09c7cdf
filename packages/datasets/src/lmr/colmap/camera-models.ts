import { DatasetError } from '@srkit/core';

/** The intrinsics of a photo without distortion, in pixels. */
export interface PinholeCamera {
  readonly id: number;
  readonly width: number;
  readonly height: number;
  readonly fx: number;
  readonly fy: number;
  /** Principal point, from the outer edge of the first pixel. */
  readonly cx: number;
  readonly cy: number;
}

interface CameraModel {
  readonly name: string;
  /** Numbers in `PARAMS[]`. */
  readonly params: number;
  /** Focal lengths in front: one for both axes, or one each. */
  readonly focals: 1 | 2;
  /** Whether it is a pinhole camera when all that follows the principal point is 0. */
  readonly perspective: boolean;
}

const model = (name: string, params: number, focals: 1 | 2, perspective: boolean): CameraModel => ({
  name,
  params,
  focals,
  perspective,
});

/** COLMAP's camera models; the index is the number that binary files have. */
export const CAMERA_MODELS: readonly CameraModel[] = [
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

/** A camera as a file has it, with `where` for messages. */
export interface RawCamera {
  readonly where: string;
  readonly id: number;
  readonly model: CameraModel;
  readonly width: number;
  readonly height: number;
  readonly params: readonly number[];
}

/** The model of this number or name. @throws DatasetError `E_DATASET_CAMERA` for another one. */
export const cameraModel = (where: string, numberOrName: number | string): CameraModel => {
  const found =
    typeof numberOrName === 'number'
      ? CAMERA_MODELS[numberOrName]
      : CAMERA_MODELS.find(({ name }) => name === numberOrName);
  if (found) return found;
  throw new DatasetError(
    'E_DATASET_CAMERA',
    `${where}: there is no camera model ${typeof numberOrName === 'number' ? numberOrName : `'${numberOrName.slice(0, 40)}'`}; known are ${CAMERA_MODELS.map(({ name }, i) => `${i} ${name}`).join(', ')}. Undistort the photos with 'colmap image_undistorter', which writes PINHOLE cameras.`,
  );
};

/** Largest side of a photo: that of the largest sensors, several times over. */
const MAX_SIDE = 2 ** 20;

/**
 * The pinhole camera that a file describes.
 *
 * @throws DatasetError `E_DATASET_CAMERA` for one that distorts: positions and scales would be those of other photos.
 */
export const pinholeOf = ({ where, id, model, width, height, params }: RawCamera): PinholeCamera => {
  const fail = (what: string): never => {
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
  const [fx, fy] = model.focals === 1 ? [params[0]!, params[0]!] : [params[0]!, params[1]!];
  const [cx, cy, ...distortion] = params.slice(model.focals) as [number, number, ...number[]];
  if (!params.every(Number.isFinite) || !(fx > 0 && fy > 0)) {
    fail(
      `has the parameters ${params.join(' ')}, expected finite numbers and focal lengths above 0. Leave the damaged reconstruction out.`,
    );
  }
  if (!model.perspective || distortion.some((value) => value !== 0)) {
    fail(
      `is a ${model.name} that distorts (${params.join(' ')}), expected a pinhole camera. Undistort the photos and the reconstruction with 'colmap image_undistorter' and give its output.`,
    );
  }
  return { id, width, height, fx, fy, cx, cy };
};
