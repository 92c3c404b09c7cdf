import { concatBytes } from '../concat-bytes';
import { readRiffChunks, VP8X_EXIF, VP8X_XMP } from '../headers/webp-header';
import { isExif, isJfif, readJpegSegments, XMP_PREFIX } from '../jpeg/jpeg-segments';
import { PNG_SIGNATURE, writeChunk } from '../png/chunks';
import { withChunks } from '../png/tag-chunks';
import { openTiff, readDirectory } from '../tiff/tiff-directory';
import { withAvifMetadata } from './avif-items';
import { exifBlock, layOutDirectories } from './exif-block';
import { riffChunk, riffFile, webpHeader } from './riff';
/** Bytes that one segment of a JPEG holds. */
const SEGMENT_BYTES = 65533;
const APP1 = 0xe1;
/** The letters eXIf and IDAT. */
const EXIF_CHUNK = 0x65584966;
const IDAT_CHUNK = 0x49444154;
const XMP_TAG = 700;
const BYTE = 1;
const encoder = new TextEncoder();
const ascii = (text) => encoder.encode(text);
const textChunk = (keyword, text) => {
    const isLatin1 = [...text].every((letter) => letter.codePointAt(0) < 256 && letter !== '\0');
    if (!isLatin1)
        return writeChunk('iTXt', concatBytes([ascii(keyword), new Uint8Array(5), ascii(text)]));
    const body = Uint8Array.from(`${keyword}\0${text}`, (letter) => letter.charCodeAt(0));
    return writeChunk('tEXt', body);
};
/** The encoder may have written a block of its own, with nothing but the density. */
const withoutExif = (png) => {
    const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
    for (let at = PNG_SIGNATURE.length; at + 12 <= png.length;) {
        const length = 12 + view.getUint32(at);
        const type = view.getUint32(at + 4);
        if (type === EXIF_CHUNK)
            return concatBytes([png.subarray(0, at), png.subarray(at + length)]);
        if (type === IDAT_CHUNK)
            break;
        at += length;
    }
    return png;
};
const intoPng = (png, { exif, xmp, text }, density) => ({
    bytes: withChunks(exif ? withoutExif(png) : png, [
        ...(exif ? [writeChunk('eXIf', exifBlock(exif, density))] : []),
        ...(xmp === undefined
            ? []
            : [writeChunk('iTXt', concatBytes([ascii('XML:com.adobe.xmp'), new Uint8Array(5), ascii(xmp)]))]),
        ...text.map((one) => textChunk(one.keyword, one.text)),
    ]),
    dropped: [],
});
const intoJpeg = (jpeg, { exif, xmp, text }, density) => {
    const dropped = text.length > 0 ? ['PNG texts'] : [];
    const segments = [];
    const add = (name, prefix, data) => {
        const length = 2 + prefix.length + data.length;
        if (length > SEGMENT_BYTES + 2)
            dropped.push(name);
        else
            segments.push(Uint8Array.of(0xff, APP1, length >> 8, length & 255), prefix, data);
    };
    if (exif)
        add('EXIF', ascii('Exif\0\0'), exifBlock(exif, density));
    if (xmp !== undefined)
        add('XMP', ascii(XMP_PREFIX), ascii(xmp));
    // JFIF, where there is one, must stay first. The encoder's own EXIF holds nothing but the density.
    const found = [...readJpegSegments(jpeg, 'The JPEG picture just encoded')];
    const bytesOf = (segment) => jpeg.subarray(segment.at, segment.at + 4 + segment.data.length);
    const scan = found.at(-1)?.at ?? 2;
    const header = found.slice(0, -1).filter((segment) => exif === undefined || !isExif(segment));
    return {
        bytes: concatBytes([
            jpeg.subarray(0, 2),
            ...header.filter(isJfif).map(bytesOf),
            ...segments,
            ...header.filter((segment) => !isJfif(segment)).map(bytesOf),
            jpeg.subarray(scan),
        ]),
        dropped,
    };
};
const intoWebp = (webp, { exif, xmp, text }, { width, height, density }) => {
    const chunks = [...readRiffChunks(webp, 'The WebP picture just encoded')];
    const header = webpHeader(chunks, width, height);
    header[0] |= (exif ? VP8X_EXIF : 0) | (xmp === undefined ? 0 : VP8X_XMP);
    return {
        bytes: riffFile([
            riffChunk('VP8X', header),
            ...chunks
                .filter(({ type }) => type !== 'VP8X' && !(exif && type === 'EXIF'))
                .map(({ type, data }) => riffChunk(type, data)),
            ...(exif ? [riffChunk('EXIF', exifBlock(exif, density))] : []),
            ...(xmp === undefined ? [] : [riffChunk('XMP ', ascii(xmp))]),
        ]),
        dropped: text.length > 0 ? ['PNG texts'] : [],
    };
};
/** Behind the file as it is: a new first directory with the old one's fields, which keep pointing where they did. */
const intoTiff = (tiff, { exif, xmp, text }) => {
    const dropped = text.length > 0 ? ['PNG texts'] : [];
    const file = openTiff(tiff);
    if (file === undefined || file.big || !file.littleEndian) {
        return {
            bytes: tiff,
            dropped: [...dropped, ...(exif ? ['EXIF'] : []), ...(xmp === undefined ? [] : ['XMP'])],
        };
    }
    const packet = xmp === undefined ? undefined : ascii(xmp);
    const more = [
        ...readDirectory(file, file.first),
        ...(packet ? [{ tag: XMP_TAG, type: BYTE, count: packet.length, data: packet }] : []),
    ];
    const start = tiff.length + (tiff.length & 1);
    const directories = exif ?? { main: [], exif: [], gps: [] };
    const { bytes, main } = layOutDirectories(directories, start, more);
    const out = concatBytes([tiff, new Uint8Array(start - tiff.length), ...bytes]);
    new DataView(out.buffer).setUint32(4, main, true);
    return { bytes: out, dropped };
};
const intoAvif = (avif, { exif, xmp, text }) => {
    const texts = text.length > 0 ? ['PNG texts'] : [];
    if (!exif && xmp === undefined)
        return { bytes: avif, dropped: texts };
    const bytes = withAvifMetadata(avif, exif && exifBlock(exif), xmp === undefined ? undefined : ascii(xmp));
    if (bytes !== undefined)
        return { bytes, dropped: texts };
    const dropped = [...texts, ...(exif ? ['EXIF'] : []), ...(xmp === undefined ? [] : ['XMP'])];
    return { bytes: avif, dropped };
};
const written = (encoded, format, kept, facts) => {
    switch (format) {
        case 'png':
            return intoPng(encoded, kept, facts.density);
        case 'jpeg':
            return intoJpeg(encoded, kept, facts.density);
        case 'webp':
            return intoWebp(encoded, kept, facts);
        case 'tiff':
            return intoTiff(encoded, kept);
        case 'avif':
            return intoAvif(encoded, kept);
    }
};
/** The encoded file with the metadata, as far as its format holds it. */
export const writeMetadata = (encoded, format, kept, facts) => {
    const { exif, xmp, text, lost } = kept;
    const isNothing = !exif && xmp === undefined && text.length === 0;
    const { bytes, dropped } = isNothing
        ? { bytes: encoded, dropped: [] }
        : written(encoded, format, kept, facts);
    return { bytes, dropped: [...dropped, ...lost] };
};
