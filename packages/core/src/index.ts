export {
  CheckpointError,
  ConfigError,
  DeviceError,
  ImageError,
  isAbortError,
  ShapeError,
  SrkitError,
} from './errors';
export type { LongWork, Progress } from './long-work';
export { refuseUnknownKeys } from './refuse-unknown-keys';
