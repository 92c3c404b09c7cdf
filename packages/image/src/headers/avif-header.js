import { damaged } from '../damaged';
import { boxes } from './avif-boxes';
/** Properties are numbered in 15 bits at most; files have ten. */
const MAX_PROPERTIES = 1000;
/** Boxes of a kind that are looked at: real files have one or two. */
const MAX_OF_A_KIND = 20;
const kept = (found, types) => {
    const out = [];
    const counts = new Map();
    for (const box of found) {
        if (!types.includes(box.type))
            continue;
        const count = counts.get(box.type) ?? 0;
        counts.set(box.type, count + 1);
        if (count < MAX_OF_A_KIND)
            out.push(box);
    }
    return out;
};
const bounded = (found, label) => {
    const out = [];
    for (const box of found) {
        if (out.push(box) > MAX_PROPERTIES)
            throw damaged(label, `it has more than ${MAX_PROPERTIES} AVIF properties`);
    }
    return out;
};
/** Indices (from 1) of the properties tied to an item, from the `ipma` box. */
const associations = (ipma, item) => {
    const view = new DataView(ipma.buffer, ipma.byteOffset, ipma.byteLength);
    const wideItems = ipma[0] > 0;
    const wideIndex = (ipma[3] & 1) === 1;
    let at = 8;
    for (let entries = view.getUint32(4); entries > 0; entries--) {
        const id = wideItems ? view.getUint32(at) : view.getUint16(at);
        at += wideItems ? 4 : 2;
        const count = view.getUint8(at++);
        const found = [];
        for (let i = 0; i < count; i++) {
            // The top bit says "essential".
            found.push(wideIndex ? view.getUint16(at) & 0x7fff : view.getUint8(at) & 0x7f);
            at += wideIndex ? 2 : 1;
        }
        if (id === item)
            return found;
    }
    return [];
};
/** Reads the properties of the primary item. @throws ImageError `E_IMAGE_DAMAGED`. */
export const readAvifHeader = (bytes, label) => {
    try {
        return read(bytes, label);
    }
    catch (cause) {
        if (cause instanceof RangeError)
            throw damaged(label, 'an AVIF box is too short', cause);
        throw cause;
    }
};
const read = (bytes, label) => {
    // All boxes are walked, so that a file cut short is noticed; what is not wanted is not kept.
    const top = kept(boxes(bytes, label), ['meta', 'mdat']);
    const meta = top.find((box) => box.type === 'meta');
    if (meta === undefined)
        throw damaged(label, 'the AVIF file has no meta box');
    const inMeta = kept(boxes(meta.data.subarray(4), label), ['pitm', 'iprp', 'idat']);
    if (![...top, ...inMeta].some(({ type }) => type === 'mdat' || type === 'idat')) {
        throw damaged(label, 'the AVIF file holds no pixels');
    }
    const pitm = inMeta.find((box) => box.type === 'pitm')?.data;
    const iprp = inMeta.find((box) => box.type === 'iprp')?.data;
    if (pitm === undefined || iprp === undefined)
        throw damaged(label, 'the AVIF file names no primary picture');
    const pitmView = new DataView(pitm.buffer, pitm.byteOffset, pitm.byteLength);
    const primary = pitm[0] === 0 ? pitmView.getUint16(4) : pitmView.getUint32(4);
    const inProperties = kept(boxes(iprp, label), ['ipco', 'ipma']);
    const container = inProperties.find((box) => box.type === 'ipco')?.data ?? new Uint8Array(0);
    const all = bounded(boxes(container, label), label);
    const own = inProperties
        .filter((box) => box.type === 'ipma')
        .flatMap((box) => associations(box.data, primary))
        .flatMap((index) => all[index - 1] ?? []);
    const find = (type) => own.find((box) => box.type === type)?.data;
    const size = find('ispe');
    if (size === undefined)
        throw damaged(label, 'the AVIF header does not say how large the picture is');
    const view = new DataView(size.buffer, size.byteOffset, size.byteLength);
    const stored = [view.getUint32(4), view.getUint32(8)];
    if (stored[0] === 0 || stored[1] === 0)
        throw damaged(label, 'the AVIF picture has no pixels');
    const turned = ((find('irot')?.[0] ?? 0) & 1) === 1;
    const alpha = all.some(({ type, data }) => type === 'auxC' && /:auxiliary:alpha|:auxid:1/.test(String.fromCharCode(...data.subarray(0, 64))));
    const icc = own.flatMap((box) => profileOf(box)).at(0);
    const colour = icc === undefined ? own.flatMap((box) => coloursOf(box)).at(0) : undefined;
    return {
        format: 'avif',
        // Decoders apply AVIF's own turn and mirror; its EXIF orientation only repeats them.
        width: turned ? stored[1] : stored[0],
        height: turned ? stored[0] : stored[1],
        channels: alpha ? 4 : 3,
        bitDepth: 8,
        orientation: 1,
        icc,
        colour,
        pages: 1,
    };
};
const profileOf = ({ type, data }) => {
    if (type !== 'colr')
        return [];
    const kind = String.fromCharCode(...data.subarray(0, 4));
    return kind === 'prof' || kind === 'rICC' ? [data.subarray(4)] : [];
};
/**
 * Primaries and transfer functions (ITU-T H.273) that say sRGB or nothing: BT.709's primaries, and its curve and the like,
 * which everybody shows as sRGB's.
 */
const PLAIN_PRIMARIES = new Set([1, 2]);
const PLAIN_TRANSFERS = new Set([1, 2, 6, 13, 14, 15]);
/** What a `colr` box of the kind nclx says, as the PNG chunk cICP does. */
const coloursOf = ({ type, data }) => {
    if (type !== 'colr' || data.length < 11 || String.fromCharCode(...data.subarray(0, 4)) !== 'nclx')
        return [];
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const [primaries, transfer] = [view.getUint16(4), view.getUint16(6)];
    if (PLAIN_PRIMARIES.has(primaries) && PLAIN_TRANSFERS.has(transfer))
        return [];
    // Samples are decoded to RGB of full range, whatever the file's matrix.
    const known = (value, plain, sRgb) => plain.has(value) || value > 255 ? sRgb : value;
    return [{ cicp: [known(primaries, PLAIN_PRIMARIES, 1), known(transfer, PLAIN_TRANSFERS, 13), 0, 1] }];
};
