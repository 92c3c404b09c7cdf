export * from './portable';
export { openWorker, serveWorker, type WorkerOptions } from './workers/browser';
