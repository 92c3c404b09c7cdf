import { availableParallelism } from 'node:os';
import { applyToRaster, DegradationWorkers } from '@srkit/degradation/workers';
import { BACKENDS } from '../backend/backends';
/** The names by which tfjs knows what computes on the CPU. */
const TFJS_NAMES = { wasm: 'srkit-wasm', 'tfjs-wasm': 'wasm', cpu: 'cpu' };
/** Threads of all workers together: all cores, or `SRKIT_THREADS`, whose value the backend checks. */
const threadsInAll = () => Number(process.env['SRKIT_THREADS'] || availableParallelism());
/**
 * Starts what degrades. Backends that keep their thread busy run in workers, as many as there are samples for, each
 * with its share of the cores; WebGPU runs here, one sample after the other.
 *
 * @param samples in all.
 */
export const openDegrader = async (backend, samples) => {
    if (backend === 'webgpu') {
        const free = await BACKENDS.webgpu.load();
        return {
            width: 1,
            degrade: applyToRaster,
            close: async () => free(),
        };
    }
    const threads = threadsInAll();
    const width = Math.max(1, Math.min(samples, threads || 1));
    const pool = new DegradationWorkers({
        workers: width,
        threadsEach: backend === 'wasm' ? Math.floor(threads / width) : 1,
        backend: TFJS_NAMES[backend],
    });
    return {
        width,
        degrade: (picture, recipe, work) => pool.applyToRaster(picture, recipe, work),
        close: () => pool.close(),
    };
};
