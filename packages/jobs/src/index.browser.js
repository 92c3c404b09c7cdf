export * from './portable';
export { openWorker, serveWorker } from './workers/browser';
