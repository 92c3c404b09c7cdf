import { concatBytes } from '../concat-bytes';
import { boxes } from '../headers/avif-boxes';
const uint32 = (value) => {
    const out = new Uint8Array(4);
    new DataView(out.buffer).setUint32(0, value);
    return out;
};
const box = (type, data) => concatBytes([uint32(8 + data.length), new TextEncoder().encode(type), data]);
const LABEL = 'drawn';
/** A file as sharp writes it, with a `colr` box of the kind nclx for its first item: primaries and transfer function. */
export const stateAvifColours = (avif, primaries, transfer) => {
    const colours = box('colr', Uint8Array.from([...new TextEncoder().encode('nclx'), 0, primaries, 0, transfer, 0, 6, 0x80]));
    const grown = colours.length + 1;
    const properties = (data) => {
        const parts = [...boxes(data, LABEL)];
        const count = [...boxes(parts.find(({ type }) => type === 'ipco').data, LABEL)].length;
        return concatBytes(parts.map(({ type, data: inner }) => {
            if (type === 'ipco')
                return box(type, concatBytes([inner, colours]));
            // One entry: version and flags, the number of entries, the item, the number of its properties, these.
            const more = concatBytes([
                inner.subarray(0, 10),
                Uint8Array.of(inner[10] + 1),
                inner.subarray(11, 11 + inner[10]),
            ]);
            return box(type, concatBytes([more, Uint8Array.of(count + 1), inner.subarray(11 + inner[10])]));
        }));
    };
    /** Places of version 0 with a base of 4 bytes for each item. */
    const places = (data) => {
        const out = data.slice();
        const view = new DataView(out.buffer);
        for (let i = 0, at = 8; i < view.getUint16(6); i++) {
            view.setUint32(at + 4, view.getUint32(at + 4) + grown);
            at += 10 + 8 * view.getUint16(at + 8);
        }
        return out;
    };
    const inMeta = (type, data) => box(type, type === 'iprp' ? properties(data) : type === 'iloc' ? places(data) : data);
    return concatBytes([...boxes(avif, LABEL)].map(({ type, data }) => type === 'meta'
        ? box(type, concatBytes([
            data.subarray(0, 4),
            ...[...boxes(data.subarray(4), LABEL)].map((inner) => inMeta(inner.type, inner.data)),
        ]))
        : box(type, data)));
};
