/** What we use of an EXIF block. */
export interface Exif {
  /** 1..8; 1 when absent or out of range. */
  readonly orientation: number;
  /** Where the orientation's value lies in the block, and in which byte order; absent without orientation. */
  readonly orientationAt?: { readonly offset: number; readonly littleEndian: boolean } | undefined;
  /** Pixels per inch. */
  readonly density?: number | undefined;
}

const ORIENTATION = 0x0112;
const X_RESOLUTION = 0x011a;
const RESOLUTION_UNIT = 0x0128;
const CM_PER_INCH = 2.54;

/** Reads the first directory of an EXIF block (a TIFF header and what follows). Nonsense reads as "nothing". */
export const readExif = (block: Uint8Array): Exif => {
  const nothing: Exif = { orientation: 1 };
  if (block.length < 14) return nothing;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return nothing;
  const littleEndian = order === 0x4949;
  const directory = view.getUint32(4, littleEndian);
  if (directory + 2 > block.length) return nothing;

  let orientation = 1;
  let orientationAt: Exif['orientationAt'];
  let resolution: number | undefined;
  let unit = 2;
  const count = view.getUint16(directory, littleEndian);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > block.length) break;
    const tag = view.getUint16(entry, littleEndian);
    const value = view.getUint16(entry + 8, littleEndian);
    if (tag === ORIENTATION && value >= 1 && value <= 8) {
      orientation = value;
      orientationAt = { offset: entry + 8, littleEndian };
    } else if (tag === RESOLUTION_UNIT) {
      unit = value;
    } else if (tag === X_RESOLUTION) {
      const at = view.getUint32(entry + 8, littleEndian);
      if (at + 8 <= block.length) {
        resolution = view.getUint32(at, littleEndian) / view.getUint32(at + 4, littleEndian);
      }
    }
  }
  const usable = resolution !== undefined && Number.isFinite(resolution) && resolution > 0;
  const density =
    usable && unit === 2
      ? resolution
      : usable && unit === 3
        ? (resolution as number) * CM_PER_INCH
        : undefined;
  return { orientation, orientationAt, density };
};
