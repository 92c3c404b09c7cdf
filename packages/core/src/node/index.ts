export { hasEnded, processToken } from './process-token';
export {
  openTemporary,
  openTemporaryFolder,
  removeLeftovers,
  type Temporary,
  type TemporaryFile,
  writeWhole,
} from './temporary-file';
