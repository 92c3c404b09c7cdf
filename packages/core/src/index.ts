export { crc32 } from './crc32';
export {
  CheckpointError,
  ConfigError,
  DeviceError,
  ImageError,
  isAbortError,
  ShapeError,
  SrkitError,
} from './errors';
export { fnv1a32, mixBits } from './hash';
export type { LongWork, Progress } from './long-work';
export { refuseUnknownKeys } from './refuse-unknown-keys';
export { roundHalfEven } from './round-half-even';
