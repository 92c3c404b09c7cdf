import { join } from 'node:path';
import '@srkit/backend-wasm';
import type { Raster } from '@srkit/image';
import { loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { setBackend } from '@tensorflow/tfjs-core';
import type { CreateContender } from './contender';
import { readBytes } from './read-picture';

/** 255 * 257 = 65535: the same grey level in 16 bit. */
const TO_16_BIT = 257;

/** The `Upscaler` with its defaults: bytes in, exact tiles, bytes out. */
export const createContender: CreateContender = async (job) => {
  await setBackend('srkit-wasm');
  const upscaler = new Upscaler(await loadModel(join(job.folder, 'model.safetensors')));
  const { width, height } = job;
  const picture: Raster = { width, height, channels: 3, data: readBytes(job) };
  let about = '';
  return {
    run: async () => {
      const { image, report } = await upscaler.upscale(picture);
      const { count, exact } = report.tiles;
      about = `${report.backend}, ${count} ${exact ? 'exact' : 'fast'} ${count === 1 ? 'tile' : 'tiles'}`;
      return image;
    },
    // Bytes would hide differences below half a level.
    verify: async () => {
      const fine = { ...picture, data: Uint16Array.from(picture.data, (v) => v * TO_16_BIT) };
      const { image } = await upscaler.upscale(fine);
      return { layout: 'nhwc', data: image.data as Uint16Array };
    },
    about: () => about,
  };
};
