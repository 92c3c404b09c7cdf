import type { PinholeCamera } from './camera-models';

/** A photo of a reconstruction. */
export interface ColmapImage {
  readonly id: number;
  /** Path of the photo below the folder of photos, with slashes. */
  readonly name: string;
  readonly camera: PinholeCamera;
  /** World to camera, by rows. */
  readonly rotation: Float64Array;
  readonly translation: readonly [number, number, number];
  /** Points that it sees: indices into the model's points, ascending, each once. */
  readonly points: Uint32Array;
  /** Where it sees them: x and y in pixels, from the outer edge of the first pixel. */
  readonly xy: Float64Array;
}

/** What was left out of a damaged reconstruction. */
export interface ColmapLosses {
  /** Points without a finite position. */
  readonly points: number;
  /** Keypoints of points that are not there, or at no finite position. */
  readonly keypoints: number;
}

/** A sparse reconstruction, as far as overlap and scale need it: keypoints without a 3-D point are not kept. */
export interface ColmapModel {
  /** In the order of the file. */
  readonly images: readonly ColmapImage[];
  /** The points' ids in the file. */
  readonly pointIds: Float64Array;
  /** The points' positions: x, y and z. */
  readonly positions: Float64Array;
  readonly losses: ColmapLosses;
}
