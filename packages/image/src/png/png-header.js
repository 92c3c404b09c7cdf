import { concatBytes } from '../concat-bytes';
import { damaged } from '../damaged';
import { readExif } from '../exif';
import { MAX_ICC_BYTES } from '../limits';
import { throughZlib } from '../zlib-stream';
import { ancillaryOf } from './ancillary';
import { idatOf, readChunks } from './chunks';
/** Colour types of the PNG specification, section 11.2.1. */
export const GREY = 0;
export const RGB = 2;
export const PALETTE = 3;
export const GREY_ALPHA = 4;
export const RGBA = 6;
const DEPTHS = {
    [GREY]: [1, 2, 4, 8, 16],
    [RGB]: [8, 16],
    [PALETTE]: [1, 2, 4, 8],
    [GREY_ALPHA]: [8, 16],
    [RGBA]: [8, 16],
};
const WANTED = new Set([
    'IHDR',
    'PLTE',
    'tRNS',
    'iCCP',
    'sRGB',
    'gAMA',
    'cHRM',
    'cICP',
    'pHYs',
    'eXIf',
    'acTL',
]);
/** A tRNS chunk as libpng takes it: one of a wrong length or in the wrong place counts as absent. */
const transparencyOf = (colourType, palette, paletteFirst, chunk) => {
    if (chunk === undefined)
        return undefined;
    if (colourType === GREY)
        return chunk.length === 2 ? chunk : undefined;
    if (colourType === RGB)
        return chunk.length === 6 ? chunk : undefined;
    const fits = chunk.length > 0 && chunk.length <= palette.length / 3;
    return colourType === PALETTE && paletteFirst && fits ? chunk : undefined;
};
/** @throws ImageError `E_IMAGE_DAMAGED` when the header is not a valid one or the file ends early. */
export const readPngHeader = async (bytes, label) => {
    // One pass that keeps the first of each kind: a hostile file holds millions of chunks.
    const found = new Map();
    let leading;
    let paletteFirst = true;
    for (const { type, data } of readChunks(bytes, label)) {
        leading ??= type;
        if (type === 'tRNS' && !found.has('PLTE'))
            paletteFirst = false;
        if (WANTED.has(type) && !found.has(type))
            found.set(type, data);
    }
    const first = (type) => found.get(type);
    const ihdr = first('IHDR');
    if (leading !== 'IHDR' || ihdr?.length !== 13)
        throw damaged(label, 'PNG has no valid IHDR chunk');
    const view = new DataView(ihdr.buffer, ihdr.byteOffset, ihdr.byteLength);
    const [depth, colourType, compression, filter, interlace] = ihdr.subarray(8);
    const [width, height] = [view.getUint32(0), view.getUint32(4)];
    if (width < 1 || height < 1 || width > 0x7fffffff || height > 0x7fffffff) {
        throw damaged(label, `PNG has impossible sides ${width} x ${height}`);
    }
    if (!DEPTHS[colourType]?.includes(depth)) {
        throw damaged(label, `PNG has impossible colour type ${colourType} with ${depth} bits`);
    }
    if (compression !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1)) {
        throw damaged(label, 'PNG has an unknown compression, filter or interlace method');
    }
    const palette = first('PLTE') ?? new Uint8Array(0);
    if (palette.length % 3 !== 0 || (colourType === PALETTE && palette.length === 0)) {
        throw damaged(label, 'PNG has no valid palette');
    }
    const exif = first('eXIf');
    return {
        width,
        height,
        depth: depth,
        colourType: colourType,
        interlaced: interlace === 1,
        palette,
        transparency: transparencyOf(colourType, palette, paletteFirst, first('tRNS')),
        icc: await readProfile(first('iCCP')),
        ...ancillaryOf(first),
        orientation: exif === undefined ? 1 : readExif(exif).orientation,
        idat: { [Symbol.iterator]: () => idatOf(bytes) },
    };
};
/** Profile name, zero, method, then the profile as a zlib stream. A broken profile must not cost the picture. */
const readProfile = async (iccp) => {
    const nameEnd = iccp?.indexOf(0) ?? -1;
    if (iccp === undefined || nameEnd < 0)
        return undefined;
    const pieces = [];
    let size = 0;
    try {
        const packed = iccp.subarray(nameEnd + 2);
        for await (const piece of throughZlib(new DecompressionStream('deflate'), [packed])) {
            size += piece.length;
            if (size > MAX_ICC_BYTES)
                return undefined;
            pieces.push(piece);
        }
    }
    catch {
        return undefined;
    }
    return concatBytes(pieces);
};
