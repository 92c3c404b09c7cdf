export { withInterruption } from './interruption';
export { jobIdentity } from './ledger/job-identity';
export { Ledgers, type LedgersOptions } from './ledger/ledgers';
export { noLedger } from './ledger/no-ledger';
export * from './portable';
export { itemsOfShard, parseShard, type Shard } from './shard';
export { openWorker, serveWorker, type WorkerOptions } from './workers/node';
