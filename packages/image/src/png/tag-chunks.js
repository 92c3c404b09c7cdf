import { concatBytes } from '../concat-bytes';
import { PNG_SIGNATURE, writeChunk } from './chunks';
const uint32s = (values) => {
    const out = new Uint8Array(4 * values.length);
    const view = new DataView(out.buffer);
    for (const [i, value] of values.entries())
        view.setUint32(4 * i, value);
    return out;
};
/** What a PNG says of its colours beside a profile, as chunks. */
export const colourChunks = ({ gamma, chromaticities, cicp }) => [
    ...(cicp ? [writeChunk('cICP', Uint8Array.from(cicp))] : []),
    ...(gamma === undefined ? [] : [writeChunk('gAMA', uint32s([gamma]))]),
    ...(chromaticities ? [writeChunk('cHRM', uint32s(chromaticities))] : []),
];
/** Signature, and IHDR with its length, type and checksum. */
const HEAD_BYTES = PNG_SIGNATURE.length + 25;
/** A PNG with more chunks, behind its header. */
export const withChunks = (png, chunks) => chunks.length === 0 ? png : concatBytes([png.subarray(0, HEAD_BYTES), ...chunks, png.subarray(HEAD_BYTES)]);
