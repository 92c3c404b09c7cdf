import { BadCode, EndOfScan, EntropyReader } from './entropy-reader';
import type { HuffmanTable } from './huffman-table';

const BLOCK = 64;

/** Most bits of a DC difference in pictures of 8 bits. */
const MAX_DC_BITS = 11;

/** One component of a frame, with what has been decoded of it. */
export interface Component {
  readonly id: number;
  /** Sampling factors. */
  readonly h: number;
  readonly v: number;
  /** Blocks that hold the picture; a scan of this component alone has these. */
  readonly columns: number;
  readonly rows: number;
  /** Blocks in whole MCUs, which scans of several components have. */
  readonly stride: number;
  readonly paddedRows: number;
  /** Bits still missing of every coefficient: 255 before its first scan, 0 when it is whole. */
  readonly missing: Uint8Array;
  /** Two words of bits a block: which coefficients are not zero. Kept for progressive pictures alone. */
  readonly nonZero: Uint32Array | undefined;
}

/** What a scan's header says. */
export interface Scan {
  readonly progressive: boolean;
  readonly parts: readonly {
    readonly component: Component;
    readonly dc: HuffmanTable | undefined;
    readonly ac: HuffmanTable | undefined;
  }[];
  /** First and last coefficient, and the bits that came before (0: none) and are left after. */
  readonly first: number;
  readonly last: number;
  readonly high: number;
  readonly low: number;
  /** MCUs between restart markers; 0 for none. */
  readonly restart: number;
}

/** What was found in a scan's data. */
export interface ScanResult {
  /** Where the next marker stands. */
  readonly end: number;
  /** What is wrong with the data; pixels are missing or invented. */
  readonly damage?: string | undefined;
  /** Bytes that belong to nothing. */
  readonly extraneous: number;
}

const table = (one: HuffmanTable | undefined): HuffmanTable => {
  if (one === undefined) throw new BadCode();
  return one;
};

const readDifference = (reader: EntropyReader, codes: HuffmanTable): void => {
  const size = reader.symbol(codes);
  if (size > MAX_DC_BITS) throw new BadCode();
  reader.bits(size);
};

/** Reads one block and forgets its values; progressive scans remember what is not zero (ITU T.81, annexes F and G). */
const blockReader = (
  scan: Scan,
): ((reader: EntropyReader, part: Scan['parts'][number], block: number) => void) => {
  const { progressive, first, last, high } = scan;
  if (!progressive) {
    return (reader, { dc, ac }) => {
      readDifference(reader, table(dc));
      const codes = table(ac);
      for (let k = 1; k < BLOCK; k++) {
        const symbol = reader.symbol(codes);
        const size = symbol & 15;
        const run = symbol >> 4;
        if (size === 0) {
          if (run !== 15) return;
          k += 15;
          continue;
        }
        k += run;
        if (k >= BLOCK) throw new BadCode();
        reader.bits(size);
      }
    };
  }
  if (first === 0) {
    return (reader, { dc }) => {
      if (high === 0) readDifference(reader, table(dc));
      else reader.bits(1);
    };
  }
  // Blocks for which the band is over already.
  let ended = 0;
  if (high === 0) {
    return (reader, { component, ac }, block) => {
      if (ended > 0) {
        ended--;
        return;
      }
      const codes = table(ac);
      const nonZero = component.nonZero!;
      for (let k = first; k <= last; k++) {
        const symbol = reader.symbol(codes);
        const size = symbol & 15;
        const run = symbol >> 4;
        if (size === 0) {
          if (run !== 15) {
            ended = (1 << run) + reader.bits(run) - 1;
            return;
          }
          k += 15;
          continue;
        }
        k += run;
        if (k > last) throw new BadCode();
        reader.bits(size);
        nonZero[2 * block + (k >> 5)]! |= 1 << (k & 31);
      }
    };
  }
  return (reader, { component, ac }, block) => {
    const nonZero = component.nonZero!;
    const at = 2 * block;
    let k = first;
    if (ended === 0) {
      const codes = table(ac);
      for (; k <= last; k++) {
        const symbol = reader.symbol(codes);
        const size = symbol & 15;
        let run = symbol >> 4;
        if (size === 0 && run !== 15) {
          ended = (1 << run) + reader.bits(run);
          break;
        }
        if (size > 1) throw new BadCode();
        reader.bits(size);
        // A bit for every coefficient that is there already; the run counts the others.
        for (; k <= last; k++) {
          if ((nonZero[at + (k >> 5)]! >>> (k & 31)) & 1) reader.bits(1);
          else if (--run < 0) break;
        }
        if (size === 0) continue;
        if (k > last) throw new BadCode();
        nonZero[at + (k >> 5)]! |= 1 << (k & 31);
      }
    }
    if (ended > 0) {
      for (; k <= last; k++) if ((nonZero[at + (k >> 5)]! >>> (k & 31)) & 1) reader.bits(1);
      ended--;
    }
  };
};

/** Reads the blocks of a scan in their order and says where and how they end. */
export const readScan = (bytes: Uint8Array, start: number, scan: Scan): ScanResult => {
  const { parts, restart } = scan;
  const reader = new EntropyReader(bytes, start);
  const single = parts.length === 1 ? parts[0]!.component : undefined;
  const columns = single ? single.columns : parts[0]!.component.stride / parts[0]!.component.h;
  const rows = single ? single.rows : parts[0]!.component.paddedRows / parts[0]!.component.v;
  const total = columns * rows;
  let readBlock = blockReader(scan);
  let extraneous = 0;

  const readMcu = (from: EntropyReader, mcu: number): void => {
    const row = Math.floor(mcu / columns);
    const column = mcu - row * columns;
    if (single) {
      readBlock(from, parts[0]!, row * single.stride + column);
      return;
    }
    for (const part of parts) {
      const { h, v, stride } = part.component;
      for (let y = 0; y < v; y++) {
        for (let x = 0; x < h; x++) readBlock(from, part, (row * v + y) * stride + column * h + x);
      }
    }
  };

  let mcu = 0;
  try {
    for (; mcu < total; mcu++) {
      if (restart > 0 && mcu > 0 && mcu % restart === 0) {
        const expected = 0xd0 + ((mcu / restart - 1) & 7);
        reader.align();
        extraneous += reader.skipToMarker();
        if (bytes[reader.position + 1] !== expected) throw new EndOfScan();
        reader.skipMarker();
        readBlock = blockReader(scan);
      }
      readMcu(reader, mcu);
    }
  } catch (cause) {
    if (!(cause instanceof EndOfScan || cause instanceof BadCode)) throw cause;
    // The passes of a progressive picture go over all of it again and again.
    const of = scan.progressive ? 'of one of its passes' : 'of the pixels';
    const share = `${Math.floor((100 * mcu) / total)} % ${of}`;
    reader.skipToMarker();
    const damage =
      cause instanceof BadCode
        ? `its data holds no valid code after ${share}`
        : `its data ends after ${share}`;
    return { end: reader.position, damage, extraneous };
  }

  // What follows may be more of the picture than the header admits: whole MCUs up to the last bit.
  const ahead = reader.clone();
  ahead.align();
  const rest = ahead.skipToMarker();
  const isLast = bytes[ahead.position + 1] === 0xd9 || ahead.position + 1 >= bytes.length;
  let more = rest > 0 && scan.progressive && !isLast;
  if (rest > 0 && !scan.progressive) {
    const beyond = reader.clone();
    try {
      for (let n = 0; !beyond.isAtEnd; n++) readMcu(beyond, n % total);
      more = true;
    } catch (cause) {
      if (!(cause instanceof EndOfScan || cause instanceof BadCode)) throw cause;
    }
  }
  const damage = more ? 'its data goes on where the header says that the picture ends' : undefined;
  return { end: ahead.position, damage, extraneous: extraneous + rest };
};
