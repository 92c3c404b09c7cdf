export { abortable, onAbort } from './abortable';
export { crc32 } from './crc32';
export {
  CheckpointError,
  ConfigError,
  DatasetError,
  DeviceError,
  ImageError,
  isAbortError,
  ShapeError,
  SrkitError,
} from './errors';
export { fnv1a32, mixBits, randomAt } from './hash';
export type { LongWork, Progress } from './long-work';
export { type CropWindow, cropRaster, cropSamples } from './pictures/crop';
export { keysCubic, PILLOW_FILTERS, type PillowFilter } from './pictures/pillow-filters';
export { PILLOW_WEIGHT_BITS, type PillowTaps, pillowFixedPoint, pillowTaps } from './pictures/pillow-taps';
export {
  bitDepthOf,
  type ColourChunks,
  checkRaster,
  hasAlpha,
  isOpaque,
  type PictureMetadata,
  type PictureTags,
  type Raster,
  tagsOf,
} from './pictures/raster';
export { unitFloats } from './pictures/unit-floats';
export { refuseUnknownKeys } from './refuse-unknown-keys';
export { roundHalfEven } from './round-half-even';
