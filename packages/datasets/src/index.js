export { openDataset } from './node/open-dataset';
export { openLoader } from './node/open-loader';
export * from './portable';
