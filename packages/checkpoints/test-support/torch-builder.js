import { dict, int, list, op, pickle, seq, str, u64 } from './pickle-builder';
import { buildZip, concat, utf8 } from './zip-builder';
/** Float32 storage 0, 1, 2, ... of `count` elements. */
export const floats = (count) => new Uint8Array(Float32Array.from({ length: count }, (_, i) => i).buffer);
/** A file as torch.save writes it, around any pickle. */
export const torchZip = (code, storages = { 0: floats(6) }, options = {}, more = []) => buildZip([
    { name: 'archive/data.pkl', data: pickle(code) },
    ...Object.entries(storages).map(([key, data]) => ({ name: `archive/data/${key}`, data })),
    { name: 'archive/version', data: utf8('3\n') },
    ...more,
], options);
export const counted = (data, count) => concat(u64(count), data);
/** A file as torch.save wrote it before 1.6, around any pickle. */
export const torchLegacy = (code, parts = {}) => concat(pickle(parts.magic ??
    op(0x8a, new Uint8Array([10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]))), pickle(parts.protocol ?? int(1001)), pickle(parts.system ?? dict({ little_endian: op(0x88) })), pickle(seq(code)), pickle(parts.keys ?? list(str('0'))), parts.data ?? counted(floats(6), 6n));
