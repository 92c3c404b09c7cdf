const MIB = 2 ** 20;
/** More does not make tiles faster, and leaves less for the pictures. */
const MOST = 3072 * MIB;
/** Below this tiles get so small that the halo is nearly all the work. */
const LEAST = 256 * MIB;

/** Memory for a tile unless `--memory` says otherwise: half of what is free, within bounds. */
export const defaultMemory = (available = process.availableMemory()): number =>
  Math.max(LEAST, Math.min(MOST, Math.floor(available / 2)));
