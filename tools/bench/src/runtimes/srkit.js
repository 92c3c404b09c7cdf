import { join } from 'node:path';
import '@srkit/backend-wasm';
import { loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { setBackend } from '@tensorflow/tfjs-core';
import { readBytes } from './read-picture';
/** 255 * 257 = 65535: the same grey level in 16 bit. */
const TO_16_BIT = 257;
/** The `Upscaler` with its defaults (but the check, see below): bytes in, exact tiles, bytes out. */
export const createContender = async (job) => {
    await setBackend('srkit-wasm');
    // Seeded weights make no enlargement of the picture, so the comparison with it would refuse the result.
    const model = await loadModel(join(job.folder, 'model.safetensors'));
    const upscaler = new Upscaler(model, { check: false });
    const { width, height } = job;
    const picture = { width, height, channels: 3, data: readBytes(job) };
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
            return { layout: 'nhwc', data: image.data };
        },
        about: () => about,
    };
};
