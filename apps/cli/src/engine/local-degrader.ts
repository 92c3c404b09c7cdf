import { bitDepthOf } from '@srkit/core';
import { apply } from '@srkit/degradation';
import { rasterToTensor, tensorToRaster } from '@srkit/ops';
import { dispose } from '@tensorflow/tfjs-core';
import { BACKENDS } from '../backend/backends';
import type { BackendName } from '../options/choices';
import type { Degrader } from './degrader';

/** A degrader on the calling thread. */
export const openLocalDegrader = async (backend: BackendName): Promise<Degrader> => {
  const free = await BACKENDS[backend].load();
  return {
    async degrade(picture, recipe, work) {
      const image = rasterToTensor(picture);
      try {
        const { lq, gt } = await apply(image, recipe, work);
        try {
          const { icc, density } = picture;
          return {
            lq: { ...(await tensorToRaster(lq)), icc },
            gt: { ...(await tensorToRaster(gt, { bitDepth: bitDepthOf(picture) })), icc, density },
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
