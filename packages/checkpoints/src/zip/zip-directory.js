import { checkpointError } from '../checkpoint-error';
import { MAX_DEFLATED_ENTRIES, MAX_EXPANSION_FACTOR, MAX_EXPANSION_SLACK, MAX_NAME_LENGTH } from '../limits';
import { show } from '../show';
import { readEndRecord } from './end-record';
import { zipError } from './zip-error';
import { IN_ZIP64, zip64Values } from './zip64';
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
/** Fixed part of a local header. */
export const LOCAL_BYTES = 30;
const FLAG_ENCRYPTED = 1;
const METHODS = { 0: 'stored', 8: 'deflated' };
/**
 * Reads the central directory only; no entry is touched. Refused: duplicate names, names that lead out of the
 * archive, entries that overlap, sizes beyond the file.
 */
export const readZipDirectory = async (source, signal) => {
    const end = await readEndRecord(source, signal);
    const bytes = await source.read(end.offset, end.size, signal);
    const entries = parseEntries(bytes, end, source.label);
    assertExpansion(entries, source);
    entries.sort((a, b) => a.offset - b.offset);
    const byName = new Map();
    for (const [i, entry] of entries.entries()) {
        const limit = entries[i + 1]?.offset ?? end.offset;
        if (entry.offset + LOCAL_BYTES + entry.nameBytes.length + entry.compressedSize > limit) {
            throw zipError(source.label, `Entry ${show(entry.name)} claims ${entry.compressedSize} bytes at offset ${entry.offset}, which reaches past byte ${limit}, where the next one begins.`);
        }
        if (byName.has(entry.name)) {
            throw checkpointError('E_CHECKPOINT_DUPLICATE', `${source.label}: the zip holds ${show(entry.name)} twice; readers would disagree which one counts. Get the file again.`);
        }
        // Tools that zip a folder list the folder as well.
        const isFolder = entry.name.endsWith('/') && entry.size === 0;
        if (!isFolder)
            byName.set(entry.name, { ...entry, limit });
    }
    return byName;
};
/** Throws unless the entry is kept in a way that is read. */
export const assertReadable = (entry, label) => {
    if (entry.method !== undefined)
        return;
    throw checkpointError('E_CHECKPOINT_UNSUPPORTED', `${label}: entry ${show(entry.name)} is encrypted or compressed by another way than deflate. Save the checkpoint again with torch.save.`);
};
/** A small archive may not blow up to a large one: what all compressed entries claim is bounded by the file's bytes. */
const assertExpansion = (entries, { label, byteLength }) => {
    const deflated = entries.filter(({ method }) => method === 'deflated');
    const total = deflated.reduce((sum, { size }) => sum + size, 0);
    const most = MAX_EXPANSION_FACTOR * byteLength + MAX_EXPANSION_SLACK;
    if (deflated.length <= MAX_DEFLATED_ENTRIES && total <= most)
        return;
    throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${label}: its ${deflated.length} compressed entries claim ${total} bytes; at most ${MAX_DEFLATED_ENTRIES} entries and ${most} bytes are unpacked for a file of ${byteLength}. Save the checkpoint again with torch.save, which does not compress.`);
};
const parseEntries = (bytes, end, label) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const entries = [];
    let at = 0;
    while (at < bytes.length) {
        if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
            throw zipError(label, `Expected entry ${entries.length} of the central directory at byte ${end.offset + at}.`);
        }
        const nameLength = view.getUint16(at + 28, true);
        const extraLength = view.getUint16(at + 30, true);
        const next = at + ENTRY_BYTES + nameLength + extraLength + view.getUint16(at + 32, true);
        if (next > bytes.length) {
            throw zipError(label, `Entry ${entries.length} of the central directory reaches past its end.`);
        }
        entries.push(parseEntry(bytes, view, at, nameLength, extraLength, label));
        at = next;
    }
    if (entries.length !== end.count) {
        throw zipError(label, `Expected ${end.count} entries, the central directory has ${entries.length}.`);
    }
    return entries;
};
const parseEntry = (bytes, view, at, nameLength, extraLength, label) => {
    const nameBytes = bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength);
    const name = decodeName(nameBytes, label);
    const flags = view.getUint16(at + 8, true);
    const method = (flags & FLAG_ENCRYPTED) === 0 ? METHODS[view.getUint16(at + 10, true)] : undefined;
    const extraAt = at + ENTRY_BYTES + nameLength;
    const wide = zip64Values(new DataView(bytes.buffer, bytes.byteOffset + extraAt, extraLength));
    if (!wide)
        throw zipError(label, `The extra field of entry ${show(name)} is torn.`);
    const field = (offset) => {
        const value = view.getUint32(at + offset, true);
        return value === IN_ZIP64 ? (wide.shift() ?? Number.NaN) : value;
    };
    const size = field(24);
    const compressedSize = field(20);
    const offset = field(42);
    if ((method === 'stored' && size !== compressedSize) || Number.isNaN(size + compressedSize + offset)) {
        throw zipError(label, `Entry ${show(name)} claims ${compressedSize} bytes in the archive for ${size} bytes of content at offset ${offset}.`);
    }
    return {
        name,
        nameBytes,
        flags,
        crc: view.getUint32(at + 16, true),
        size,
        compressedSize,
        method,
        offset,
    };
};
/** One for all names: making a decoder takes longer than a name. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const decodeName = (bytes, label) => {
    let name;
    try {
        name = UTF8.decode(bytes);
    }
    catch (cause) {
        throw checkpointError('E_CHECKPOINT_ZIP', `${label}: the zip holds an entry whose name is not UTF-8.`, cause);
    }
    if (name.length > MAX_NAME_LENGTH) {
        throw zipError(label, `Expected names of at most ${MAX_NAME_LENGTH} characters, got ${show(name)}.`);
    }
    const leadsOut = name.startsWith('/') || /[\\\0]/.test(name) || name.split('/').includes('..');
    if (name === '' || leadsOut) {
        throw zipError(label, `Expected plain names of entries, got ${show(name)}, which leads out of the archive.`);
    }
    return name;
};
