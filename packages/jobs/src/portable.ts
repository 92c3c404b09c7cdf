export { JobMeter, type JobProgress } from './job-meter';
export type { Claimed, Ledger, LedgerItem } from './ledger/item';
export {
  type Existing,
  type Item,
  type ItemOutcome,
  type ItemWork,
  type Job,
  type JobOutcome,
  runItems,
} from './run-items';
export type { Answer, Methods, Moved, WorkInParts } from './workers/messages';
export { type PlainError, toPlainError } from './workers/plain-error';
export type { Remote } from './workers/remote';
export type { Service } from './workers/serve';
export { WorkerPool, type WorkerPoolOptions } from './workers/worker-pool';
