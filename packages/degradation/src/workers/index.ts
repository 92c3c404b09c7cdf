export { applyPixels, applyToRaster, type PixelPair, type Pixels, type RasterPair } from './apply-pixels';
export type { WorkerBackend } from './degradation-worker';
export { DegradationWorkers, type DegradationWorkersOptions } from './degradation-workers';
