export { withInterruption } from './interruption';
export { jobIdentity } from './ledger/job-identity';
export { Ledgers, type LedgersOptions } from './ledger/ledgers';
export { noLedger } from './ledger/no-ledger';
export * from './portable';
export { openWorker, serveWorker, type WorkerOptions } from './workers/node';
