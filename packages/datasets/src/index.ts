export { openDataset } from './node/open-dataset';
export { type LoaderOptions, openLoader } from './node/open-loader';
export { packableFiles, packShard, unpackShard } from './node/pack-shard';
export { PreparationWorkers } from './node/preparation-workers';
export type { Preparation } from './node/prepare-picture';
export * from './portable';
