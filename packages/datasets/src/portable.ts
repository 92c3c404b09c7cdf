export { type Dataset, type Draw, drawOf } from './dataset';
export type {
  Augmentation,
  ContrastiveSample,
  DegradedSample,
  FloatPicture,
  PairedSample,
  PictureSample,
  ReferenceSample,
  Sample,
} from './samples';
