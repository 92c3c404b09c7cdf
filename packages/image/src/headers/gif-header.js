import { damaged } from '../damaged';
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const GRAPHIC_CONTROL = 0xf9;
const COMMENT = 0xfe;
const APPLICATION = 0xff;
const XMP_APPLICATION = 'XMP DataXMP';
/** Bytes of a colour table whose flags are these. */
const tableBytes = (flags) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
/**
 * Walks all blocks up to the trailer, so that a file cut short is noticed and frames are counted.
 *
 * @param onExtension Is told the kind of each extension and where it begins.
 * @throws ImageError `E_IMAGE_DAMAGED`.
 */
export const readGifHeader = (bytes, label, onExtension) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const byteAt = (i) => {
        if (i >= bytes.length)
            throw damaged(label, 'the file ends before the last GIF block');
        return bytes[i];
    };
    byteAt(12);
    const width = view.getUint16(6, true);
    const height = view.getUint16(8, true);
    if (width === 0 || height === 0)
        throw damaged(label, 'the GIF header does not say how large the picture is');
    let at = 13 + tableBytes(byteAt(10));
    let pages = 0;
    let alpha = false;
    const skipBlocks = () => {
        while (byteAt(at) !== 0)
            at += 1 + byteAt(at);
        at += 1;
    };
    for (;;) {
        const kind = byteAt(at);
        if (kind === TRAILER)
            break;
        if (kind === EXTENSION) {
            onExtension?.(byteAt(at + 1), at);
            // A transparent index, as far as it concerns the first frame.
            if (byteAt(at + 1) === GRAPHIC_CONTROL && pages === 0 && byteAt(at + 3) & 1)
                alpha = true;
            at += 2;
        }
        else if (kind === IMAGE) {
            byteAt(at + 9);
            // A first frame that leaves part of the canvas uncovered leaves it transparent.
            if (pages === 0 && (view.getUint16(at + 5, true) < width || view.getUint16(at + 7, true) < height)) {
                alpha = true;
            }
            pages++;
            at += 10 + tableBytes(byteAt(at + 9)) + 1;
        }
        else {
            throw damaged(label, `GIF block ${kind} at byte ${at} is unknown`);
        }
        skipBlocks();
    }
    if (pages === 0)
        throw damaged(label, 'the GIF file holds no picture');
    return { format: 'gif', width, height, channels: alpha ? 4 : 3, bitDepth: 8, orientation: 1, pages };
};
/** Which texts a GIF holds, in front of the first frame or anywhere else; none of them is read. */
export const gifExtensions = (bytes) => {
    const found = { hasComment: false, hasXmp: false };
    readGifHeader(bytes, 'The picture', (kind, at) => {
        if (kind === COMMENT)
            found.hasComment = true;
        const name = String.fromCharCode(...bytes.subarray(at + 3, at + 14));
        if (kind === APPLICATION && name === XMP_APPLICATION)
            found.hasXmp = true;
    });
    return found;
};
