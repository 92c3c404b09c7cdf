import { concatBytes } from '../concat-bytes';
import { damaged } from '../damaged';
import { readExif } from '../exif';
import { MAX_ICC_BYTES } from '../limits';
import { throughZlib } from '../zlib-stream';
import { type Chunk, readChunks } from './chunks';
import { physicalDensity } from './png-density';

/** Colour types of the PNG specification, section 11.2.1. */
export const GREY = 0;
export const RGB = 2;
export const PALETTE = 3;
export const GREY_ALPHA = 4;
export const RGBA = 6;

/** What a PNG file says before its pixels. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per stored sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  readonly colourType: number;
  readonly interlaced: boolean;
  /** RGB triples. */
  readonly palette: Uint8Array;
  /** Palette alphas, or the one transparent grey or RGB value. */
  readonly transparency?: Uint8Array | undefined;
  readonly icc?: Uint8Array | undefined;
  /** Pixels per inch. */
  readonly density?: number | undefined;
  readonly orientation: number;
  readonly frames: number;
  /** Compressed pixels, piece by piece. */
  readonly idat: readonly Uint8Array[];
}

const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  [GREY]: [1, 2, 4, 8, 16],
  [RGB]: [8, 16],
  [PALETTE]: [1, 2, 4, 8],
  [GREY_ALPHA]: [8, 16],
  [RGBA]: [8, 16],
};

/** @throws ImageError `E_IMAGE_DAMAGED` when the header is not a valid one or the file ends early. */
export const readPngHeader = async (bytes: Uint8Array, label: string): Promise<PngHeader> => {
  const chunks = [...readChunks(bytes, label)];
  const first = (type: string): Uint8Array | undefined => chunks.find((chunk) => chunk.type === type)?.data;
  const ihdr = first('IHDR');
  if (chunks[0]?.type !== 'IHDR' || ihdr?.length !== 13) throw damaged(label, 'PNG has no valid IHDR chunk');
  const view = new DataView(ihdr.buffer, ihdr.byteOffset, ihdr.byteLength);
  const [depth, colourType, compression, filter, interlace] = ihdr.subarray(8);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  if (width < 1 || height < 1 || width > 0x7fffffff || height > 0x7fffffff) {
    throw damaged(label, `PNG has impossible sides ${width} x ${height}`);
  }
  if (!DEPTHS[colourType as number]?.includes(depth as number)) {
    throw damaged(label, `PNG has impossible colour type ${colourType} with ${depth} bits`);
  }
  if (compression !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1)) {
    throw damaged(label, 'PNG has an unknown compression, filter or interlace method');
  }
  const palette = first('PLTE') ?? new Uint8Array(0);
  if (palette.length % 3 !== 0 || (colourType === PALETTE && palette.length === 0)) {
    throw damaged(label, 'PNG has no valid palette');
  }
  const animation = first('acTL');
  const exif = first('eXIf');
  return {
    width,
    height,
    depth: depth as number,
    colourType: colourType as number,
    interlaced: interlace === 1,
    palette,
    transparency: colourType === GREY_ALPHA || colourType === RGBA ? undefined : first('tRNS'),
    icc: await readProfile(first('iCCP')),
    density: physicalDensity(first('pHYs')),
    orientation: exif === undefined ? 1 : readExif(exif).orientation,
    frames: animation?.length === 8 ? new DataView(animation.buffer, animation.byteOffset).getUint32(0) : 1,
    idat: chunks.filter((chunk: Chunk) => chunk.type === 'IDAT').map((chunk) => chunk.data),
  };
};

/** Profile name, zero, method, then the profile as a zlib stream. A broken profile must not cost the picture. */
const readProfile = async (iccp: Uint8Array | undefined): Promise<Uint8Array | undefined> => {
  const nameEnd = iccp?.indexOf(0) ?? -1;
  if (iccp === undefined || nameEnd < 0) return undefined;
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    const packed = iccp.subarray(nameEnd + 2);
    for await (const piece of throughZlib(new DecompressionStream('deflate'), [packed])) {
      size += piece.length;
      if (size > MAX_ICC_BYTES) return undefined;
      pieces.push(piece);
    }
  } catch {
    return undefined;
  }
  return concatBytes(pieces);
};
