import { damaged } from '../damaged';
/** Boxes lying side by side; throws when one reaches beyond the end. */
export function* boxes(bytes, label) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length;) {
        if (at + 8 > bytes.length)
            throw damaged(label, 'the file ends inside an AVIF box');
        let size = view.getUint32(at);
        let head = 8;
        if (size === 1 && at + 16 <= bytes.length) {
            size = Number(view.getBigUint64(at + 8));
            head = 16;
        }
        else if (size === 0) {
            size = bytes.length - at;
        }
        const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
        if (size < head || at + size > bytes.length) {
            throw damaged(label, `AVIF box '${type}' does not fit into the file`);
        }
        yield { type, at, size, data: bytes.subarray(at + head, at + size) };
        at += size;
    }
}
