import { apply } from '@srkit/degradation';
import { dispose } from '@tensorflow/tfjs-core';
import { BACKENDS } from '../backend/backends';
import type { BackendName } from '../options/choices';
import type { Degrader } from './degrader';
import { rasterOfTensor, tensorOfRaster } from './raster-tensor';

/** A degrader on the calling thread. */
export const openLocalDegrader = async (backend: BackendName): Promise<Degrader> => {
  const free = await BACKENDS[backend].load();
  return {
    async degrade(picture, recipe, work) {
      const image = tensorOfRaster(picture);
      try {
        const { lq, gt } = await apply(image, recipe, work);
        try {
          const depth = picture.data instanceof Uint16Array ? Uint16Array : Uint8Array;
          const { icc, density } = picture;
          return {
            lq: { ...(await rasterOfTensor(lq, Uint8Array)), icc },
            gt: { ...(await rasterOfTensor(gt, depth)), icc, density },
          };
        } finally {
          dispose([lq, gt]);
        }
      } finally {
        image.dispose();
      }
    },
    async close() {
      free();
    },
  };
};
