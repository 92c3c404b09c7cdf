export { applyPixels, applyToRaster } from './apply-pixels';
export { DegradationWorkers } from './degradation-workers';
