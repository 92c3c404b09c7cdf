export { type Dataset, type Draw, drawOf } from './dataset';
export {
  type Batch,
  DataLoader,
  type DataLoaderOptions,
  type LoaderState,
} from './loader/data-loader';
export type { OpenOptions } from './open-dataset';
export { type AugmentOptions, augmented, drawAugmentation } from './pictures/augment';
export { lowResolution } from './pictures/low-resolution';
export { rgb8 } from './pictures/rgb8';
export { multiscaleSizes, type ScaledSize } from './prepare/multiscale';
export { type Packable, type Shard, sampleKey, shardIndex, shardsOf } from './prepare/shards';
export { pictureOf, splitNames } from './prepare/split';
export { type Subimage, type SubimageOptions, subimagesOf } from './prepare/subimages';
export { type Draws, type DrawsOf, seededDraws } from './random/draws';
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
export { warpPerspective } from './sets/contrastive/warp-perspective';
export type {
  ContrastiveDescription,
  ContrastiveTestDescription,
  Cufed5Description,
  CufedDescription,
  DatasetType,
  DegradedDescription,
  Description,
  ImagesDescription,
  LmrDescription,
  LmrTestDescription,
  Manga109Description,
  MegadepthPairsDescription,
  PairedDescription,
  ReferencePairsDescription,
  Root,
  SampleOf,
  Sun80Description,
  Urban100Description,
} from './sets/description';
export type { DirectoryHandle, FileHandle } from './stores/page-files';
export type { Store } from './stores/store';
