export { type ClaimFile, claimFile } from './claim-file';
export { hasEnded, processToken } from './process-token';
export {
  openTemporary,
  openTemporaryFolder,
  removeLeftovers,
  type Temporary,
  type TemporaryFile,
  writeWhole,
} from './temporary-file';
export { type LockOptions, withLock } from './with-lock';
