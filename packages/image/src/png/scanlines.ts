/** A rectangle of scanlines inside the pixel stream: the whole picture, or one pass of Adam7. */
export interface Pass {
  readonly width: number;
  readonly height: number;
  /** First pixel, and the distance between neighbours, in the picture. */
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** Adam7, section 8.2 of the PNG specification: start and step across, start and step down. */
const ADAM7 = [
  [0, 8, 0, 8],
  [4, 8, 0, 8],
  [0, 4, 4, 8],
  [2, 4, 0, 4],
  [0, 2, 2, 4],
  [1, 2, 0, 2],
  [0, 1, 1, 2],
] as const;

/** The passes that hold pixels, in the order of the stream. */
export const passesOf = (width: number, height: number, interlaced: boolean): Pass[] => {
  const grid = interlaced ? ADAM7 : ([[0, 1, 0, 1]] as const);
  return grid
    .map(([x, stepX, y, stepY]) => ({
      x,
      y,
      stepX,
      stepY,
      width: Math.ceil((width - x) / stepX),
      height: Math.ceil((height - y) / stepY),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
};

/**
 * Cuts a stream of inflated pixels into scanlines and undoes their filters.
 *
 * @param bitsPerPixel Bits of one stored pixel, 1..64.
 * @param onRow Gets the pass, the row's number in it, and the bytes, which are overwritten by later rows.
 * @returns The number of bytes still missing at the end: 0 for a whole picture.
 */
export const readScanlines = async (
  stream: AsyncIterable<Uint8Array>,
  passes: readonly Pass[],
  bitsPerPixel: number,
  onRow: (pass: Pass, y: number, row: Uint8Array) => void,
): Promise<number> => {
  const rows = walkRows(passes, bitsPerPixel);
  const distance = Math.max(1, bitsPerPixel >> 3);
  let current = rows.next().value;
  let filled = 0;
  for await (const piece of stream) {
    for (let at = 0; at < piece.length && current !== undefined; ) {
      const line = current.line;
      const take = Math.min(line.length - filled, piece.length - at);
      line.set(piece.subarray(at, at + take), filled);
      at += take;
      filled += take;
      if (filled < line.length) continue;
      const row = line.subarray(1);
      unfilter(line[0] as number, row, current.previous, distance);
      onRow(current.pass, current.y, row);
      current = rows.next().value;
      filled = 0;
    }
    // Anything after the last row is not the picture's, and could be gigabytes of it.
    if (current === undefined) break;
  }
  return current === undefined ? 0 : current.line.length - filled;
};

interface Row {
  readonly pass: Pass;
  readonly y: number;
  /** The filter's number, then the row. */
  readonly line: Uint8Array;
  /** The row above in the same pass, zeros for the first. */
  readonly previous: Uint8Array;
}

function* walkRows(passes: readonly Pass[], bitsPerPixel: number): Generator<Row, undefined> {
  for (const pass of passes) {
    const bytes = Math.ceil((pass.width * bitsPerPixel) / 8);
    let line = new Uint8Array(bytes + 1);
    let other = new Uint8Array(bytes + 1);
    for (let y = 0; y < pass.height; y++) {
      yield { pass, y, line, previous: other.subarray(1) };
      [line, other] = [other, line];
    }
  }
  return undefined;
}

/**
 * Adds the filter's prediction to each byte, in place (section 9.2).
 *
 * @param above The row above, zeros for the first.
 * @param distance Bytes per pixel, at least 1.
 */
export const unfilter = (filter: number, row: Uint8Array, above: Uint8Array, distance: number): void => {
  const length = row.length;
  const first = Math.min(distance, length);
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let i = first; i < length; i++) row[i] = row[i]! + row[i - distance]!;
      return;
    case 2:
      for (let i = 0; i < length; i++) row[i] = row[i]! + above[i]!;
      return;
    case 3:
      for (let i = 0; i < first; i++) row[i] = row[i]! + (above[i]! >> 1);
      for (let i = first; i < length; i++) row[i] = row[i]! + ((row[i - distance]! + above[i]!) >> 1);
      return;
    case 4:
      // Left of the picture are zeros, to which the byte above is always the nearest.
      for (let i = 0; i < first; i++) row[i] = row[i]! + above[i]!;
      for (let i = first; i < length; i++) {
        row[i] = row[i]! + paeth(row[i - distance]!, above[i]!, above[i - distance]!);
      }
      return;
    default:
      throw new RangeError(`PNG row has unknown filter ${filter}`);
  }
};

/** Of left, up and up-left the one nearest to left + up - upLeft; ties in that order. */
export const paeth = (left: number, up: number, upLeft: number): number => {
  const toLeft = Math.abs(up - upLeft);
  const toUp = Math.abs(left - upLeft);
  const toUpLeft = Math.abs(left + up - 2 * upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
};
