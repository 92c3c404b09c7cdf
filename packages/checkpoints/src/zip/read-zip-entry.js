import { crc32 } from '@srkit/core';
import { checkpointError } from '../checkpoint-error';
import { show } from '../show';
import { inflate } from './inflate';
import { assertReadable, LOCAL_BYTES } from './zip-directory';
import { zipError } from './zip-error';
import { IN_ZIP64, zip64Values } from './zip64';
const LOCAL_SIGNATURE = 0x04034b50;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const DESCRIPTOR_BYTES = 24;
const MAX_EXTRA_BYTES = 0xffff;
/** Flag: checksum and sizes may be zero in the local header and follow the content instead. */
const FLAG_DESCRIPTOR = 8;
/**
 * The content of an entry. Its local header must say what the central directory says, and its CRC-32 must fit.
 * One read of the source, which is one request over HTTP.
 */
export const readZipEntry = async (source, entry, signal) => {
    const { label } = source;
    assertReadable(entry, label);
    const most = LOCAL_BYTES + entry.nameBytes.length + MAX_EXTRA_BYTES + entry.compressedSize + DESCRIPTOR_BYTES;
    const bytes = await source.read(entry.offset, Math.min(entry.limit - entry.offset, most), signal);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const nameLength = view.getUint16(26, true);
    const start = LOCAL_BYTES + nameLength + view.getUint16(28, true);
    const end = start + entry.compressedSize;
    if (view.getUint32(0, true) !== LOCAL_SIGNATURE || end > bytes.length) {
        throw zipError(label, `Expected entry ${show(entry.name)} at byte ${entry.offset}; its local header is not there.`);
    }
    const sameName = nameLength === entry.nameBytes.length &&
        entry.nameBytes.every((byte, i) => bytes[LOCAL_BYTES + i] === byte);
    const sameWay = view.getUint16(6, true) === entry.flags &&
        view.getUint16(8, true) === (entry.method === 'deflated' ? 8 : 0);
    if (!sameName || !sameWay || !sizesAgree(view, nameLength, end, entry)) {
        throw zipError(label, `The local header of ${show(entry.name)} contradicts the central directory.`);
    }
    const content = await unpacked(bytes.subarray(start, end), entry, label);
    const crc = crc32(content);
    if (crc !== entry.crc) {
        throw checkpointError('E_CHECKPOINT_CHECKSUM', `${label}: ${show(entry.name)} has CRC-32 ${hex(crc)}, expected ${hex(entry.crc)}. Its bytes are damaged: get the file again.`);
    }
    return content;
};
const unpacked = async (bytes, entry, label) => {
    if (entry.method === 'stored')
        return bytes;
    const content = await inflate(bytes.slice(), entry.size);
    if (content)
        return content;
    throw checkpointError('E_CHECKPOINT_CHECKSUM', `${label}: ${show(entry.name)} does not unpack to the ${entry.size} bytes that it claims. Its bytes are damaged: get the file again.`);
};
const sizesAgree = (view, nameLength, end, entry) => {
    const extraAt = LOCAL_BYTES + nameLength;
    const extraLength = view.getUint16(28, true);
    const wide = zip64Values(new DataView(view.buffer, view.byteOffset + extraAt, extraLength));
    if (!wide)
        return false;
    const field = (offset) => {
        const value = view.getUint32(offset, true);
        return value === IN_ZIP64 ? (wide.shift() ?? Number.NaN) : value;
    };
    const crc = view.getUint32(14, true);
    const size = field(22);
    const compressedSize = field(18);
    if (crc === entry.crc && size === entry.size && compressedSize === entry.compressedSize)
        return true;
    // Some writers know one of the three beforehand and put it into the header all the same.
    const deferred = (entry.flags & FLAG_DESCRIPTOR) !== 0 &&
        (crc === 0 || crc === entry.crc) &&
        (size === 0 || size === entry.size) &&
        (compressedSize === 0 || compressedSize === entry.compressedSize);
    return deferred && descriptorAgrees(view, end, entry);
};
// The descriptor's signature is optional, and its sizes have 4 or 8 bytes, as the writer likes.
const descriptorAgrees = (view, end, entry) => {
    const has = (offset, values) => values.every((value, i) => {
        const at = end + offset + 4 * i;
        return at + 4 <= view.byteLength && view.getUint32(at, true) === value;
    });
    const words = (size) => [size % 2 ** 32, Math.floor(size / 2 ** 32)];
    const [packed, size] = [words(entry.compressedSize), words(entry.size)];
    const narrow = [entry.crc, packed[0], size[0]];
    const wide = [entry.crc, ...packed, ...size];
    const signed = has(0, [DESCRIPTOR_SIGNATURE]);
    return [signed ? 4 : 0, 0].some((offset) => has(offset, narrow) || has(offset, wide));
};
const hex = (value) => value.toString(16).padStart(8, '0');
