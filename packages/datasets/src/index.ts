export { openDataset } from './node/open-dataset';
export { type LoaderOptions, openLoader } from './node/open-loader';
export * from './portable';
