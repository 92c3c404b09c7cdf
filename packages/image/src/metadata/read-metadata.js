import { concatBytes } from '../concat-bytes';
import { gifExtensions } from '../headers/gif-header';
import { readRiffChunks } from '../headers/webp-header';
import { isComment, isExif, isExtendedXmp, isIptc, isXmp, readJpegSegments, XMP_PREFIX, } from '../jpeg/jpeg-segments';
import { PNG_SIGNATURE } from '../png/chunks';
import { openTiff, readDirectory } from '../tiff/tiff-directory';
import { throughZlib } from '../zlib-stream';
import { readAvifMetadata } from './avif-items';
import { exifBlock, hasExif, readExifDirectories } from './exif-block';
/** Most bytes of one piece of metadata that are taken over; cameras write some 60 kB, and texts of pictures less. */
const MAX_PIECE_BYTES = 2 ** 22;
/** Texts of a PNG that are taken over. */
const MAX_TEXTS = 100;
const XMP_KEYWORD = 'XML:com.adobe.xmp';
const XMP_TAG = 700;
const IPTC_TAG = 33723;
const PHOTOSHOP_TAG = 34377;
const IPTC = 'IPTC';
const COMMENT = 'a comment';
const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder();
const inflated = async (packed) => {
    const pieces = [];
    let size = 0;
    try {
        for await (const piece of throughZlib(new DecompressionStream('deflate'), [packed])) {
            size += piece.length;
            if (size > MAX_PIECE_BYTES)
                return undefined;
            pieces.push(piece);
        }
    }
    catch {
        return undefined;
    }
    return concatBytes(pieces);
};
/** Keyword and text of a tEXt, zTXt or iTXt chunk (PNG specification, section 11.3.3). */
const readText = async (type, data) => {
    const end = data.indexOf(0);
    if (end < 1)
        return undefined;
    const keyword = latin1.decode(data.subarray(0, end));
    if (type === 'tEXt')
        return { keyword, text: latin1.decode(data.subarray(end + 1)) };
    if (type === 'zTXt') {
        const text = await inflated(data.subarray(end + 2));
        return text && { keyword, text: latin1.decode(text) };
    }
    const isPacked = data[end + 1] === 1;
    const language = data.indexOf(0, end + 3);
    const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
    if (translated < 0)
        return undefined;
    const body = data.subarray(translated + 1);
    const text = isPacked ? await inflated(body) : body;
    return text && { keyword, text: utf8.decode(text) };
};
/** The parts that are there. */
const metadataOf = (exif, xmp, unread, text = []) => ({
    ...(exif && { exif }),
    ...(xmp !== undefined && { xmp }),
    ...(text.length > 0 && { text }),
    ...(unread.size > 0 && { unread: [...unread] }),
});
const ofPng = async (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let exif;
    let xmp;
    const text = [];
    const unread = new Set();
    for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length;) {
        const length = view.getUint32(at);
        const type = latin1.decode(bytes.subarray(at + 4, at + 8));
        const data = bytes.subarray(at + 8, at + 8 + length);
        at += 12 + length;
        const isText = /^(tEXt|zTXt|iTXt)$/.test(type);
        if (type === 'eXIf' && length <= MAX_PIECE_BYTES)
            exif ??= data.slice();
        else if (type === 'eXIf')
            unread.add('EXIF of more than 4 MiB');
        if (!isText)
            continue;
        const isRoom = length <= MAX_PIECE_BYTES && text.length < MAX_TEXTS;
        const found = isRoom ? await readText(type, data) : undefined;
        if (found?.keyword === XMP_KEYWORD)
            xmp ??= found.text;
        else if (found !== undefined)
            text.push(found);
        else
            unread.add('PNG texts that are damaged, too long or too many');
    }
    return metadataOf(exif, xmp, unread, text);
};
const ofJpeg = (bytes) => {
    let exif;
    let xmp;
    const unread = new Set();
    for (const segment of readJpegSegments(bytes, 'The picture')) {
        if (isExif(segment))
            exif ??= segment.data.slice(6);
        if (isXmp(segment))
            xmp ??= utf8.decode(segment.data.subarray(XMP_PREFIX.length));
        if (isExtendedXmp(segment))
            unread.add('extended XMP');
        if (isIptc(segment))
            unread.add(IPTC);
        if (isComment(segment))
            unread.add(COMMENT);
    }
    return metadataOf(exif, xmp, unread);
};
const ofWebp = (bytes) => {
    const unread = new Set();
    const found = (wanted) => {
        for (const { type, data } of readRiffChunks(bytes, 'The picture')) {
            if (type !== wanted)
                continue;
            if (data.length <= MAX_PIECE_BYTES)
                return data;
            unread.add(`${wanted.trim()} of more than 4 MiB`);
        }
        return undefined;
    };
    const exif = found('EXIF');
    const xmp = found('XMP ');
    // Some writers put JPEG's `Exif\0\0` in front.
    const skip = exif?.[0] === 0x45 ? 6 : 0;
    return metadataOf(exif?.slice(skip), xmp && utf8.decode(xmp), unread);
};
const ofTiff = (bytes) => {
    const file = openTiff(bytes);
    const fields = file ? readDirectory(file, file.first) : [];
    const xmp = fields.find(({ tag }) => tag === XMP_TAG);
    const isRoom = xmp !== undefined && xmp.data.length <= MAX_PIECE_BYTES;
    const unread = new Set();
    if (fields.some(({ tag }) => tag === IPTC_TAG || tag === PHOTOSHOP_TAG))
        unread.add(IPTC);
    if (xmp !== undefined && !isRoom)
        unread.add('XMP of more than 4 MiB');
    const directories = readExifDirectories(bytes);
    const exif = hasExif(directories) ? exifBlock(directories) : undefined;
    return metadataOf(exif, isRoom ? utf8.decode(xmp.data) : undefined, unread);
};
const ofAvif = (bytes) => {
    const { exif, xmp } = readAvifMetadata(bytes, MAX_PIECE_BYTES);
    return metadataOf(exif, xmp && utf8.decode(xmp), new Set());
};
const ofGif = (bytes) => {
    const { hasComment, hasXmp } = gifExtensions(bytes);
    return metadataOf(undefined, undefined, new Set([...(hasComment ? [COMMENT] : []), ...(hasXmp ? ['XMP of a GIF'] : [])]));
};
/**
 * EXIF, XMP and the texts of a file whose format is known and whose header has been read; of a GIF only that there are
 * some. What is damaged or too large is left out; it must not cost the picture.
 */
export const readMetadata = async (bytes, format) => {
    const readers = {
        png: ofPng,
        jpeg: ofJpeg,
        webp: ofWebp,
        tiff: ofTiff,
        avif: ofAvif,
        gif: ofGif,
    };
    try {
        const metadata = await readers[format]?.(bytes);
        return metadata && Object.keys(metadata).length > 0 ? metadata : undefined;
    }
    catch {
        return undefined;
    }
};
