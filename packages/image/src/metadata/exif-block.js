import { openTiff, readDirectory, wholeNumbers } from '../tiff/tiff-directory';
const EXIF_DIRECTORY = 0x8769;
const GPS_DIRECTORY = 0x8825;
const ORIENTATION = 0x0112;
const X_RESOLUTION = 0x011a;
const Y_RESOLUTION = 0x011b;
const RESOLUTION_UNIT = 0x0128;
const INCH = 2;
/** What the first directory says of the picture rather than of its pixels: text, maker, model, software, date, rights. */
const KEPT = new Set([
    0x010d, 0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x013c, 0x4746, 0x4749, 0x8298, 0x9c9b, 0x9c9c,
    0x9c9d, 0x9c9e, 0x9c9f,
]);
/**
 * Of the EXIF directory: the maker's notes, whose offsets count from places that move and which may hold anything; the
 * old sides; pointers to directories that are not kept.
 */
const LEFT_OUT = new Set([0x927c, 0xa002, 0xa003, 0xa005, 0xa20b, EXIF_DIRECTORY, GPS_DIRECTORY]);
/** Bytes that are turned around together, by type: words of rationals are two. */
const WORD_BYTES = [0, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8];
const ASCII = 2;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const littleEndian = (file, { tag, type, count, data }) => {
    const word = WORD_BYTES[type];
    if (!word)
        return undefined;
    const out = data.slice();
    if (!file.littleEndian && word > 1) {
        for (let at = 0; at < out.length; at += word)
            out.subarray(at, at + word).reverse();
    }
    return { tag, type, count, data: out };
};
/** Reads an EXIF block or a TIFF file. Nonsense reads as nothing. */
export const readExifDirectories = (bytes) => {
    const file = openTiff(bytes);
    if (file === undefined || file.big)
        return { main: [], exif: [], gps: [] };
    const first = readDirectory(file, file.first);
    const below = (tag) => {
        const pointer = first.find((field) => field.tag === tag);
        const at = pointer && wholeNumbers(file, pointer)[0];
        return at === undefined ? [] : readDirectory(file, at);
    };
    const turned = (fields, wanted) => fields.filter(({ tag }) => wanted(tag)).flatMap((field) => littleEndian(file, field) ?? []);
    return {
        main: turned(first, (tag) => KEPT.has(tag)),
        exif: turned(below(EXIF_DIRECTORY), (tag) => !LEFT_OUT.has(tag)),
        gps: turned(below(GPS_DIRECTORY), () => true),
    };
};
const shortField = (tag, value) => ({
    tag,
    type: SHORT,
    count: 1,
    data: Uint8Array.of(value & 255, value >> 8),
});
const pointerTo = (tag, offset) => {
    const data = new Uint8Array(4);
    new DataView(data.buffer).setUint32(0, offset, true);
    return { tag, type: LONG, count: 1, data };
};
/** Bytes of a directory with all its values. */
const directoryBytes = (fields) => fields.reduce((sum, { data }) => sum + 12 + (data.length > 4 ? data.length + (data.length & 1) : 0), 6);
/** A little-endian directory that will lie at `offset`, with its values behind it. */
export const directoryAt = (offset, fields) => {
    const sorted = [...fields].sort((a, b) => a.tag - b.tag);
    const out = new Uint8Array(directoryBytes(sorted));
    const view = new DataView(out.buffer);
    view.setUint16(0, sorted.length, true);
    let values = 6 + 12 * sorted.length;
    sorted.forEach(({ tag, type, count, data }, i) => {
        const entry = 2 + 12 * i;
        view.setUint16(entry, tag, true);
        view.setUint16(entry + 2, type, true);
        view.setUint32(entry + 4, count, true);
        if (data.length <= 4) {
            out.set(data, entry + 8);
        }
        else {
            view.setUint32(entry + 8, offset + values, true);
            out.set(data, values);
            values += data.length + (data.length & 1);
        }
    });
    return out;
};
/**
 * Directories one behind the other from `offset` on: those below, and what the main one says, with pointers to them.
 *
 * @param more Fields of the main directory beside the kept ones.
 */
export const layOutDirectories = ({ main, exif, gps }, offset, more = []) => {
    const bytes = [];
    const pointers = [];
    let at = offset;
    for (const [tag, fields] of [
        [EXIF_DIRECTORY, exif],
        [GPS_DIRECTORY, gps],
    ]) {
        if (fields.length === 0)
            continue;
        const directory = directoryAt(at, fields);
        pointers.push(pointerTo(tag, at));
        bytes.push(directory);
        at += directory.length;
    }
    const replaced = new Set(more.map(({ tag }) => tag));
    bytes.push(directoryAt(at, [...main.filter(({ tag }) => !replaced.has(tag)), ...more, ...pointers]));
    return { bytes, main: at };
};
/** Whether there is anything worth writing. */
export const hasExif = ({ main, exif, gps }) => main.length + exif.length + gps.length > 0;
const rationalField = (tag, value) => {
    const data = new Uint8Array(8);
    const view = new DataView(data.buffer);
    view.setUint32(0, Math.round(value * 1000), true);
    view.setUint32(4, 1000, true);
    return { tag, type: RATIONAL, count: 1, data };
};
/**
 * A block of its own: the header, directories, and an orientation of 1, since pixels are written upright.
 *
 * @param density Pixels per inch, which some formats state nowhere else.
 */
export const exifBlock = (directories, density) => {
    const resolution = density === undefined
        ? []
        : [
            rationalField(X_RESOLUTION, density),
            rationalField(Y_RESOLUTION, density),
            shortField(RESOLUTION_UNIT, INCH),
        ];
    const { bytes, main } = layOutDirectories(directories, 8, [shortField(ORIENTATION, 1), ...resolution]);
    const total = bytes.reduce((sum, { length }) => sum + length, 8);
    const out = new Uint8Array(total);
    out.set([0x49, 0x49, 42, 0]);
    new DataView(out.buffer).setUint32(4, main, true);
    let at = 8;
    for (const piece of bytes) {
        out.set(piece, at);
        at += piece.length;
    }
    return out;
};
/** Text fields of the main directory, for tests and reports: tag to string without its final zero. */
export const textOf = ({ main, exif }, tag) => {
    const field = [...main, ...exif].find((one) => one.tag === tag && one.type === ASCII);
    return field && new TextDecoder('latin1').decode(field.data).replace(/\0+$/, '');
};
