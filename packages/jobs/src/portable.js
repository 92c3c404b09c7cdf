export { JobMeter } from './job-meter';
export { runItems, } from './run-items';
export { toPlainError } from './workers/plain-error';
export { WorkerPool } from './workers/worker-pool';
