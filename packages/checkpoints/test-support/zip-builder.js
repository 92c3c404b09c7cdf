import { deflateRawSync } from 'node:zlib';
import { crc32 } from '@srkit/core';
export const concat = (...parts) => join(parts);
/** `concat` for more parts than a call can have arguments. */
export const join = (parts) => new Uint8Array(Buffer.concat(parts));
export const utf8 = (text) => new TextEncoder().encode(text);
/** The number of entries that the 64-bit end record has instead of the short one. */
const MANY = 0xffff;
const record = (bytes, fill) => {
    const view = new DataView(new ArrayBuffer(bytes));
    fill(view);
    return new Uint8Array(view.buffer);
};
const common = (view, at, { data }, packed, nameLength, extraLength) => {
    view.setUint32(at, crc32(data), true);
    view.setUint32(at + 4, packed.length, true);
    view.setUint32(at + 8, data.length, true);
    view.setUint16(at + 12, nameLength, true);
    view.setUint16(at + 14, extraLength, true);
};
/** A zip of stored entries, honest unless told otherwise. */
export const buildZip = (files, options = {}) => {
    const none = new Uint8Array(0);
    const parts = [];
    const central = [];
    const offsets = [];
    let at = 0;
    for (const file of files) {
        const name = utf8(file.name);
        const packed = file.deflate ? new Uint8Array(deflateRawSync(file.data)) : file.data;
        const method = file.deflate ? 8 : 0;
        const localExtra = file.localExtra ?? none;
        const centralExtra = file.centralExtra ?? none;
        offsets.push(file.aliasOf === undefined ? at : offsets[file.aliasOf]);
        if (file.aliasOf === undefined) {
            const header = record(30, (view) => {
                view.setUint32(0, 0x04034b50, true);
                view.setUint16(8, method, true);
                common(view, 14, file, packed, name.length, localExtra.length);
                file.forgeLocal?.(view);
            });
            const local = concat(header, name, localExtra, packed, file.descriptor ?? none);
            parts.push(local);
            at += local.length;
        }
        const header = record(46, (view) => {
            view.setUint32(0, 0x02014b50, true);
            view.setUint16(10, method, true);
            common(view, 16, file, packed, name.length, centralExtra.length);
            view.setUint32(42, offsets.at(-1), true);
            file.forgeCentral?.(view);
        });
        central.push(concat(header, name, centralExtra));
    }
    const directory = join(central);
    const isMany = files.length >= MANY;
    const end64 = options.zip64 || isMany ? zip64End(files.length, directory.length, at, options.forgeEnd64) : none;
    const end = record(22, (view) => {
        view.setUint32(0, 0x06054b50, true);
        view.setUint16(8, Math.min(files.length, MANY), true);
        view.setUint16(10, Math.min(files.length, MANY), true);
        view.setUint32(12, directory.length, true);
        view.setUint32(16, at, true);
        view.setUint16(20, options.comment?.length ?? 0, true);
        options.forgeEnd?.(view);
    });
    return join([...parts, directory, end64, end, options.comment ?? none]);
};
const zip64End = (count, size, offset, forge) => {
    const end = new DataView(new ArrayBuffer(56));
    end.setUint32(0, 0x06064b50, true);
    for (const [at, value] of [
        [4, 44],
        [24, count],
        [32, count],
        [40, size],
        [48, offset],
    ]) {
        end.setBigUint64(at, BigInt(value), true);
    }
    const locator = new DataView(new ArrayBuffer(20));
    locator.setUint32(0, 0x07064b50, true);
    locator.setBigUint64(8, BigInt(offset + size), true);
    locator.setUint32(16, 1, true);
    forge?.(end, locator);
    return concat(new Uint8Array(end.buffer), new Uint8Array(locator.buffer));
};
