import { seededSource } from './seeded-source';
/** Three independent streams of one seed. */
export const seededStreams = (seed) => ({
    kernels: seededSource(seed, 0),
    batch: seededSource(seed, 1),
    samples: seededSource(seed, 2),
});
