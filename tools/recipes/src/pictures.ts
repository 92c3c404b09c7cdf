import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage, type Raster } from '@srkit/image';
import { type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';

/** RGB pictures of one size, 8 bits, one after the other. */
export interface Pictures {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array;
}

/** Pictures of BSDS500's training and test parts that are test pictures elsewhere, found by `overlap.py`: Set5's `woman`. */
const TEST_PICTURES = /^302003\./;

const PICTURE = /\.(jpe?g|png|webp)$/i;

/** An upright picture is mirrored along its diagonal, so that all have one size; training mirrors them at random anyway. */
const landscape = ({ width, height, channels, data }: Raster, name: string): Raster => {
  if (channels !== 3) throw new Error(`${name} has ${channels} channels, expected 3.`);
  if (width >= height) return { width, height, channels, data };
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) turned[(x * height + y) * 3 + c] = data[(y * width + x) * 3 + c] as number;
    }
  }
  return { width: height, height: width, channels, data: turned };
};

/** The pictures of a folder, by name, without those that networks are tested with. @throws Error for one of another size than the first, or without colours. */
export const readPictures = async (
  folder: string,
  {
    most = Number.POSITIVE_INFINITY,
    ending = PICTURE,
  }: { readonly most?: number; readonly ending?: RegExp } = {},
): Promise<Pictures> => {
  const names = (await readdir(folder))
    .filter((name) => ending.test(name) && !TEST_PICTURES.test(name))
    .sort();
  const rasters: Raster[] = [];
  for (const name of names.slice(0, most)) {
    rasters.push(landscape(await decodeImage(join(folder, name)), name));
  }
  const [first] = rasters;
  if (!first) throw new Error(`${folder} has no pictures.`);
  const { width, height } = first;
  const other = rasters.findIndex((raster) => raster.width !== width || raster.height !== height);
  if (other >= 0) throw new Error(`${names[other]} is of another size than ${names[0]}, ${width}x${height}.`);
  const data = new Uint8Array(rasters.length * width * height * 3);
  rasters.forEach((raster, i) => {
    data.set(raster.data, i * width * height * 3);
  });
  return { count: rasters.length, height, width, data };
};

/** One of them. */
export const pictureAt = ({ height, width, data }: Pictures, index: number): Raster => {
  const size = height * width * 3;
  return { width, height, channels: 3, data: data.slice(index * size, (index + 1) * size) };
};

/** Some of them. The bytes are shared. */
export const somePictures = ({ data, ...pictures }: Pictures, first: number, count: number): Pictures => {
  const size = pictures.height * pictures.width * 3;
  return { ...pictures, count, data: data.subarray(first * size, (first + count) * size) };
};

/** Without the last rows and columns where the sides are no multiples. */
export const croppedTo = (pictures: Pictures, multiple: number): Pictures => {
  const { count } = pictures;
  const [height, width] = [pictures.height, pictures.width].map((side) => side - (side % multiple)) as [
    number,
    number,
  ];
  if (height === pictures.height && width === pictures.width) return pictures;
  const data = new Uint8Array(count * height * width * 3);
  for (let row = 0; row < count * height; row++) {
    const from = (Math.floor(row / height) * pictures.height + (row % height)) * pictures.width * 3;
    data.set(pictures.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { count, height, width, data };
};

/** `[n, h, w, 3]` in 0..1. */
export const picturesToTensor = ({ count, height, width, data }: Pictures): Tensor4D =>
  tidy(() => {
    const floats = new Float32Array(data.length);
    for (let i = 0; i < data.length; i++) floats[i] = (data[i] as number) / 255;
    return tensor4d(floats, [count, height, width, 3]);
  });

/** Pictures that lie in a file as `Pictures.data` does. @throws Error where the file does not hold whole pictures. */
export const readRawPictures = async (
  file: string,
  width: number,
  height: number,
  most = Number.POSITIVE_INFINITY,
): Promise<Pictures> => {
  const data = new Uint8Array(await readFile(file));
  const count = data.length / (width * height * 3);
  if (count < 1 || !Number.isInteger(count)) {
    throw new Error(`${file} holds ${data.length} bytes, expected a multiple of ${width}x${height}x3.`);
  }
  return somePictures({ count, height, width, data }, 0, Math.min(most, count));
};
