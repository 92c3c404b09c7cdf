import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage } from '@srkit/image';
const PICTURE = /\.(jpe?g|png|webp)$/i;
/** An upright picture is mirrored along its diagonal, so that all have one size; training mirrors them at random anyway. */
const landscape = ({ width, height, channels, data }, name) => {
    if (channels !== 3)
        throw new Error(`${name} has ${channels} channels, expected 3.`);
    if (width >= height)
        return { width, height, channels, data };
    const turned = new Uint8Array(data.length);
    for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
            for (let c = 0; c < 3; c++)
                turned[(x * height + y) * 3 + c] = data[(y * width + x) * 3 + c];
        }
    }
    return { width: height, height: width, channels, data: turned };
};
/** The pictures of a folder, by name. @throws Error for one of another size than the first, or without colours. */
export const readPictures = async (folder, most = Number.POSITIVE_INFINITY) => {
    const names = (await readdir(folder)).filter((name) => PICTURE.test(name)).sort();
    const rasters = [];
    for (const name of names.slice(0, most)) {
        rasters.push(landscape(await decodeImage(join(folder, name)), name));
    }
    const [first] = rasters;
    if (!first)
        throw new Error(`${folder} has no pictures.`);
    const { width, height } = first;
    const other = rasters.findIndex((raster) => raster.width !== width || raster.height !== height);
    if (other >= 0)
        throw new Error(`${names[other]} is of another size than ${names[0]}, ${width}x${height}.`);
    const data = new Uint8Array(rasters.length * width * height * 3);
    rasters.forEach((raster, i) => {
        data.set(raster.data, i * width * height * 3);
    });
    return { count: rasters.length, height, width, data };
};
/** Pictures that lie in a file as `Pictures.data` does. @throws Error where the file does not hold whole pictures. */
export const readRawPictures = async (file, width, height) => {
    const data = new Uint8Array(await readFile(file));
    const count = data.length / (width * height * 3);
    if (count < 1 || !Number.isInteger(count)) {
        throw new Error(`${file} holds ${data.length} bytes, expected a multiple of ${width}x${height}x3.`);
    }
    return { count, height, width, data };
};
