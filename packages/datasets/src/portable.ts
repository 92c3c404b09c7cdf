export { type Dataset, type Draw, drawOf } from './dataset';
export {
  type Batch,
  DataLoader,
  type DataLoaderOptions,
  type LoaderState,
} from './loader/data-loader';
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
export type {
  DegradedDescription,
  Description,
  ImagesDescription,
  PairedDescription,
  Root,
  SampleOf,
} from './sets/description';
export type { DirectoryHandle, FileHandle } from './stores/page-files';
export type { Store } from './stores/store';
