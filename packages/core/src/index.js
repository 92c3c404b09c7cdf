export { crc32 } from './crc32';
export { CheckpointError, ConfigError, DatasetError, DeviceError, ImageError, isAbortError, ShapeError, SrkitError, } from './errors';
export { fnv1a32, mixBits } from './hash';
export { cropRaster, cropSamples } from './pictures/crop';
export { keysCubic, PILLOW_FILTERS } from './pictures/pillow-filters';
export { PILLOW_WEIGHT_BITS, pillowFixedPoint, pillowTaps } from './pictures/pillow-taps';
export { bitDepthOf, checkRaster, hasAlpha, isOpaque, tagsOf, } from './pictures/raster';
export { refuseUnknownKeys } from './refuse-unknown-keys';
export { roundHalfEven } from './round-half-even';
