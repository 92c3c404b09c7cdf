import { availableParallelism } from 'node:os';
import { ConfigError, ShapeError } from '@srkit/core';
import { openWorker, WorkerPool } from '@srkit/jobs';
import { checkRecipe } from '../check/check-recipe';
import { sampleOf } from '../sampler/sample-of';
import { joinPixels } from './join-pixels';
/** More than this serve no machine. */
const MOST = 256;
const positive = (name, value) => {
    if (Number.isInteger(value) && value >= 1 && value <= MOST)
        return value;
    throw new ConfigError('E_CONFIG_THREADS', `DegradationWorkers: ${name} is ${value}, expected an integer in 1..${MOST}.`);
};
const checkPixels = ({ data, shape }, { batch, height, width }) => {
    if (shape.join() !== [batch, height, width, 3].join()) {
        throw new ShapeError('E_SHAPE_RECIPE', `apply: the image is [${shape}], but the recipe is for [${batch}, ${height}, ${width}, 3]. Sample a recipe for this shape, or take the picture the recipe was made for.`);
    }
    if (data.length !== batch * height * width * 3) {
        throw new ShapeError('E_SHAPE_DATA', `apply: the image has ${data.length} values, expected ${batch * height * width * 3} for [${shape}].`);
    }
};
/**
 * Workers that degrade pictures in the background, each with a backend of its own. For Node. They start when they are
 * needed and keep the process alive until `close`. The same bits as `apply` on that backend, on any number of workers.
 */
export class DegradationWorkers {
    #pool;
    /** @throws ConfigError for a number of workers or threads that is not an integer in 1..256. */
    constructor({ workers = availableParallelism(), threadsEach = 1, backend = 'srkit-wasm', } = {}) {
        const env = { SRKIT_THREADS: String(positive('threadsEach', threadsEach)) };
        this.#pool = new WorkerPool({
            size: positive('workers', workers),
            open: () => openWorker(new URL('./degradation-worker.js', import.meta.url), backend, {
                env,
                remedy: 'Cut the picture into parts first.',
            }),
        });
    }
    /**
     * Does what `apply` does, with the same result. The samples of a batch go to different workers; several calls may be
     * under way at once. Progress is that of a single sample, and not told for more.
     *
     * @throws ShapeError when the image does not fit the recipe; ConfigError for a recipe that cannot be applied; an Error
     *   for values outside 0..1; `signal.reason` when aborted, which ends the workers concerned.
     */
    async apply(image, recipe, { signal, onProgress } = {}) {
        signal?.throwIfAborted();
        checkRecipe({ name: 'apply', code: 'E_CONFIG_RECIPE' }, recipe);
        checkPixels(image, recipe);
        const [batch, height, width] = image.shape;
        if (batch === 1)
            return this.#pool.call('apply', { image, recipe }, { signal, onProgress });
        const size = height * width * 3;
        const samples = Array.from({ length: batch }, (_, index) => ({
            image: { data: image.data.slice(index * size, (index + 1) * size), shape: [1, height, width, 3] },
            recipe: sampleOf(recipe, index),
        }));
        const pairs = await Promise.all(samples.map((task) => this.#pool.call('apply', task, { signal })));
        return { lq: joinPixels(pairs.map(({ lq }) => lq)), gt: joinPixels(pairs.map(({ gt }) => gt)) };
    }
    /**
     * The same for one picture, RGB of 8 or 16 bits, and a recipe for one: LQ has 8 bits, the ground truth as many as it.
     *
     * @throws as `apply` does.
     */
    applyToRaster(picture, recipe, work = {}) {
        return this.#pool.call('applyToRaster', { picture, recipe }, work);
    }
    /** Ends the workers. What is under way is rejected. */
    close() {
        return this.#pool.close();
    }
}
