import { availableParallelism } from 'node:os';
import { ConfigError, ShapeError } from '@srkit/core';
import { Tinypool } from 'tinypool';
import { checkRecipe } from '../check/check-recipe';
import type { DegradationRecipe } from '../recipe';
import { sampleOf } from '../sampler/sample-of';
import type { WorkerTask } from './degradation-worker';
import { joinPixels } from './join-pixels';
import type { PixelPair, Pixels } from './pixels';

export interface DegradationWorkersOptions {
  /** Threads, a positive integer. Default: as many as the machine has cores for this process. */
  readonly threads?: number;
}

/** More threads than this serve no machine. */
const MAX_THREADS = 256;

const checkPixels = ({ data, shape }: Pixels, { batch, height, width }: DegradationRecipe): void => {
  if (shape.join() !== [batch, height, width, 3].join()) {
    throw new ShapeError(
      'E_SHAPE_RECIPE',
      `apply: the image is [${shape}], but the recipe is for [${batch}, ${height}, ${width}, 3]. Sample a recipe for this shape, or take the picture the recipe was made for.`,
    );
  }
  if (data.length !== batch * height * width * 3) {
    throw new ShapeError(
      'E_SHAPE_DATA',
      `apply: the image has ${data.length} values, expected ${batch * height * width * 3} for [${shape}].`,
    );
  }
};

/**
 * Threads that degrade pictures in the background, each with tfjs's wasm backend (`@tensorflow/tfjs-backend-wasm` has to
 * be installed). For Node. The threads start with the first picture and keep the process alive until `close`.
 */
export class DegradationWorkers {
  readonly #pool: Tinypool;

  /** @throws ConfigError for a number of threads that is not an integer in 1..256. */
  constructor({ threads = availableParallelism() }: DegradationWorkersOptions = {}) {
    if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
      throw new ConfigError(
        'E_CONFIG_THREADS',
        `DegradationWorkers: threads is ${threads}, expected an integer in 1..${MAX_THREADS}.`,
      );
    }
    this.#pool = new Tinypool({
      filename: new URL('./degradation-worker.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: threads,
      // Threads are not ended between pictures: starting one takes longer than a picture.
      idleTimeout: 60_000,
      isolateWorkers: false,
    });
  }

  /**
   * Does what `apply` does, with the same result. The samples of a batch go to different threads; several calls may be
   * under way at once.
   *
   * @throws ShapeError when the image does not fit the recipe; ConfigError for a recipe that cannot be applied; an Error
   *   for values outside 0..1; `signal.reason` when aborted.
   */
  async apply(
    image: Pixels,
    recipe: DegradationRecipe,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<PixelPair> {
    signal?.throwIfAborted();
    checkRecipe({ name: 'apply', code: 'E_CONFIG_RECIPE' }, recipe);
    checkPixels(image, recipe);
    const [batch, height, width] = image.shape;
    const size = height * width * 3;
    const samples = Array.from(
      { length: batch },
      (_, index): WorkerTask => ({
        image: { data: image.data.slice(index * size, (index + 1) * size), shape: [1, height, width, 3] },
        recipe: batch === 1 ? recipe : sampleOf(recipe, index),
      }),
    );
    try {
      const pairs = (await Promise.all(
        samples.map((task) => this.#pool.run(task, signal ? { signal } : {})),
      )) as PixelPair[];
      return { lq: joinPixels(pairs.map(({ lq }) => lq)), gt: joinPixels(pairs.map(({ gt }) => gt)) };
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }

  /** Ends the threads. What is under way is rejected. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
