import { concatBytes } from '../concat-bytes';
import { isJfif, isProfile, readJpegSegments } from '../jpeg/jpeg-segments';
/** A segment holds 65533 bytes; the identifier and the two part numbers take 14. */
const PART_BYTES = 65533 - 14;
/** Bytes of the marker that opens every JPEG, and of a segment's marker and length. */
const MARKER_BYTES = 2;
const SEGMENT_HEAD_BYTES = 4;
/**
 * Gives a JPEG this colour profile, or none, in place of the one its encoder wrote. The profile goes into APP2
 * segments (ICC.1:2022, annex B.4) behind JFIF, which must stay first. The picture's own bytes do not change.
 */
export const replaceJpegProfile = (jpeg, icc) => {
    const segments = [...readJpegSegments(jpeg, 'The JPEG picture just encoded')];
    const bytesOf = ({ at, data }) => jpeg.subarray(at, at + SEGMENT_HEAD_BYTES + data.length);
    const scan = segments.at(-1)?.at ?? MARKER_BYTES;
    const kept = segments.slice(0, -1).filter((segment) => !isProfile(segment));
    return concatBytes([
        jpeg.subarray(0, MARKER_BYTES),
        ...kept.filter(isJfif).map(bytesOf),
        ...(icc === undefined ? [] : profileSegments(icc)),
        ...kept.filter((segment) => !isJfif(segment)).map(bytesOf),
        jpeg.subarray(scan),
    ]);
};
const profileSegments = (icc) => {
    const parts = Math.ceil(icc.length / PART_BYTES);
    const id = new TextEncoder().encode('ICC_PROFILE\0');
    return Array.from({ length: parts }, (_, i) => {
        const part = icc.subarray(i * PART_BYTES, (i + 1) * PART_BYTES);
        const length = 2 + id.length + 2 + part.length;
        return concatBytes([
            Uint8Array.of(0xff, 0xe2, length >> 8, length & 255),
            id,
            Uint8Array.of(i + 1, parts),
            part,
        ]);
    });
};
