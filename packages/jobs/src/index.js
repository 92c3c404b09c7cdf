export { withInterruption } from './interruption';
export { jobIdentity } from './ledger/job-identity';
export { Ledgers } from './ledger/ledgers';
export { noLedger } from './ledger/no-ledger';
export * from './portable';
export { itemsOfShard, parseShard } from './shard';
export { openWorker, serveWorker } from './workers/node';
