export { claimFile } from './claim-file';
export { hasEnded, processToken } from './process-token';
export { openTemporary, openTemporaryFolder, removeLeftovers, writeWhole, } from './temporary-file';
export { withLock } from './with-lock';
