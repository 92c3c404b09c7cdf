import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ColmapImage, type ColmapModel, readColmap } from '@srkit/datasets/lmr';
import { decodeImage, type Raster, resizePillow } from '@srkit/image';

/** A photo and where it sees the points of the reconstruction, in its own pixels. */
export interface ScenePhoto {
  readonly name: string;
  readonly raster: Raster;
  /** Index of a point to where it lies, across and down, from the outer edge of the first pixel. */
  readonly points: ReadonlyMap<number, readonly [number, number]>;
}

const reduced = async (folder: string, image: ColmapImage, width: number): Promise<ScenePhoto> => {
  const whole = await decodeImage(join(folder, image.name));
  const height = Math.round((whole.height * width) / whole.width);
  const raster = resizePillow(whole, [height, width], 'bicubic');
  const points = new Map<number, readonly [number, number]>();
  const [across, down] = [width / image.camera.width, height / image.camera.height];
  image.points.forEach((point, i) => {
    points.set(point, [image.xy[2 * i]! * across, image.xy[2 * i + 1]! * down]);
  });
  return { name: image.name, raster, points };
};

/** The photos of a reconstruction, `width` pixels wide: `DIR/images`, and COLMAP's files in `DIR/sparse`. */
export const readScene = async (folder: string, width: number): Promise<ScenePhoto[]> => {
  const model: ColmapModel = await readColmap(join(folder, 'sparse'));
  const there = new Set(await readdir(join(folder, 'images')));
  const photos = model.images.filter(({ name }) => there.has(name));
  photos.sort((a, b) => (a.name < b.name ? -1 : 1));
  const read: ScenePhoto[] = [];
  for (const image of photos) read.push(await reduced(join(folder, 'images'), image, width));
  return read;
};
