import { checkpointError } from '../checkpoint-error';
import { MAX_ZIP_DIRECTORY_BYTES, MAX_ZIP_ENTRIES } from '../limits';
import { zipError } from './zip-error';
import { IN_ZIP64, uint64At } from './zip64';
const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_BYTES = 56;
/**
 * Finds the end-of-central-directory record, in 32- or 64-bit form. It must be unambiguous, fill the file to its
 * last byte, and the directory must lie directly before it; all redundant numbers must agree.
 */
export const readEndRecord = async (source, signal) => {
    const { label, byteLength } = source;
    const tailBytes = Math.min(byteLength, LOCATOR_BYTES + END64_BYTES + END_BYTES + MAX_COMMENT_BYTES);
    const tailStart = byteLength - tailBytes;
    const tail = await source.read(tailStart, tailBytes, signal);
    const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
    const at = findEnd(view, label);
    if (view.getUint16(at + 4, true) !== 0 || view.getUint16(at + 6, true) !== 0) {
        throw zipError(label, 'Expected one archive in one file, but it claims to span several disks.');
    }
    const near = {
        count: view.getUint16(at + 10, true),
        size: view.getUint32(at + 12, true),
        offset: view.getUint32(at + 16, true),
    };
    if (view.getUint16(at + 8, true) !== near.count) {
        throw zipError(label, 'Its end record gives two different numbers of entries.');
    }
    const locatorAt = at - LOCATOR_BYTES;
    const isZip64 = locatorAt >= 0 && view.getUint32(locatorAt, true) === LOCATOR_SIGNATURE;
    const { record, end } = isZip64
        ? readEnd64(view, locatorAt, tailStart, near, label)
        : { record: near, end: tailStart + at };
    if (record.count > MAX_ZIP_ENTRIES || record.size > MAX_ZIP_DIRECTORY_BYTES) {
        throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${label}: the zip claims ${record.count} entries in a directory of ${record.size} bytes; at most ${MAX_ZIP_ENTRIES} entries and ${MAX_ZIP_DIRECTORY_BYTES} bytes are read.`);
    }
    if (record.offset + record.size !== end) {
        throw zipError(label, `Expected the central directory to end at byte ${end}, but it claims ${record.size} bytes from ${record.offset}.`);
    }
    return record;
};
const findEnd = (view, label) => {
    const found = [];
    for (let at = view.byteLength - END_BYTES; at >= 0; at--) {
        if (view.getUint32(at, true) !== END_SIGNATURE)
            continue;
        if (at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength)
            found.push(at);
    }
    if (found.length === 1)
        return found[0];
    throw zipError(label, found.length === 0
        ? 'It begins like a zip but has no end record at its end: it was cut off, or bytes were added.'
        : 'It has several end records, so that readers could disagree about its contents.');
};
const readEnd64 = (view, locatorAt, tailStart, near, label) => {
    const at = locatorAt - END64_BYTES;
    const end = tailStart + at;
    const agrees = at >= 0 &&
        view.getUint32(at, true) === END64_SIGNATURE &&
        uint64At(view, at + 4) === END64_BYTES - 12 &&
        uint64At(view, locatorAt + 8) === end &&
        view.getUint32(locatorAt + 4, true) === 0 &&
        view.getUint32(locatorAt + 16, true) <= 1 &&
        view.getUint32(at + 16, true) === 0 &&
        view.getUint32(at + 20, true) === 0;
    if (!agrees)
        throw zipError(label, 'Its zip64 end record is missing or torn.');
    const record = {
        count: uint64At(view, at + 32),
        size: uint64At(view, at + 40),
        offset: uint64At(view, at + 48),
    };
    const same = uint64At(view, at + 24) === record.count &&
        (near.count === 0xffff || near.count === record.count) &&
        (near.size === IN_ZIP64 || near.size === record.size) &&
        (near.offset === IN_ZIP64 || near.offset === record.offset);
    if (!same)
        throw zipError(label, 'Its 32-bit and 64-bit end records contradict each other.');
    return { record, end };
};
