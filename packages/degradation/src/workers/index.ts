export { DegradationWorkers, type DegradationWorkersOptions } from './degradation-workers';
export type { PixelPair, Pixels } from './pixels';
