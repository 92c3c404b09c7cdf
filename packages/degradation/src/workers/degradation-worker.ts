/** What a thread of `DegradationWorkers` runs. */
import type { LongWork, Raster } from '@srkit/core';
import { type Answer, serveWorker } from '@srkit/jobs';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import type { DegradationRecipe } from '../recipe';
import { applyPixels, applyToRaster, type PixelPair, type Pixels, type RasterPair } from './apply-pixels';

/** Backends that a thread can be started with, by tfjs's names. */
export type WorkerBackend = 'srkit-wasm' | 'wasm' | 'cpu';

/** One sample and its recipe. */
export interface WorkerTask {
  readonly image: Pixels;
  readonly recipe: DegradationRecipe;
}

/** A picture and its recipe. */
export interface RasterTask {
  readonly picture: Raster;
  readonly recipe: DegradationRecipe;
}

export type WorkerMethods = {
  apply(task: WorkerTask, work: LongWork): Promise<Answer<PixelPair>>;
  applyToRaster(task: RasterTask, work: LongWork): Promise<Answer<RasterPair>>;
};

const load: Readonly<Record<WorkerBackend, () => Promise<unknown>>> = {
  'srkit-wasm': async () => (await import('@srkit/backend-wasm')).startSrkitWasm(),
  wasm: async () => {
    await import('@tensorflow/tfjs-backend-wasm');
    await setBackend('wasm');
  },
  cpu: async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    await setBackend('cpu');
  },
};

/** Moved to the caller and not copied, unless it is a view of something larger. */
const buffersOf = (pair: PixelPair | RasterPair): ArrayBuffer[] =>
  [pair.lq, pair.gt]
    .filter(({ data }) => data.byteLength === data.buffer.byteLength)
    .map(({ data }) => data.buffer as ArrayBuffer);

serveWorker<WorkerMethods, null, WorkerBackend>(async (backend) => {
  enableProdMode();
  await load[backend]();
  return {
    facts: null,
    methods: {
      async apply({ image, recipe }, work) {
        const value = await applyPixels(image, recipe, work);
        return { value, transfer: buffersOf(value) };
      },
      async applyToRaster({ picture, recipe }, work) {
        const value = await applyToRaster(picture, recipe, work);
        return { value, transfer: buffersOf(value) };
      },
    },
  };
});
