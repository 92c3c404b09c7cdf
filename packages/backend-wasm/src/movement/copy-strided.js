import { chunksOf } from '../chunks';
/** Elements of a unit of work: small enough for the cache. */
const UNIT = 16_384;
/** A side of the tiles in which axes change places: its lines stay in the first-level cache. */
const TRANSPOSED_SIDE = 64;
const TRANSPOSED_UNIT = 4096;
const NONE = { size: 1, from: 0, to: 0 };
/** Outermost first in the target; axes that are contiguous on both sides become one. */
const merged = (axes) => {
    const sorted = axes.filter(({ size }) => size > 1).sort((a, b) => b.to - a.to);
    const result = [];
    for (const axis of sorted) {
        const outer = result.at(-1);
        if (outer && outer.from === axis.from * axis.size && outer.to === axis.to * axis.size) {
            result[result.length - 1] = { ...axis, size: outer.size * axis.size };
        }
        else
            result.push(axis);
    }
    return result;
};
/**
 * Copies a box of 4-byte elements.
 *
 * @param from address of its first element. @param to where that goes.
 * @param axes their strides in the target are positive.
 */
export const copyStrided = (backend, from, to, axes) => {
    if (axes.some(({ size }) => size === 0))
        return;
    const outer = merged(axes);
    const q = outer.pop() ?? { size: 1, from: 1, to: 1 };
    const transposes = q.from !== 1 && q.from !== 0;
    const dense = transposes ? outer.findIndex((axis) => axis.from === 1) : -1;
    const p = dense < 0 ? outer.pop() : outer.splice(dense, 1)[0];
    // The longest of the others: a unit of work should not be a handful of elements.
    const longest = outer.reduce((best, { size }, i) => (size >= (outer[best]?.size ?? 0) ? i : best), 0);
    const [m] = outer.splice(longest, 1);
    const { size: pSize, from: pFrom, to: pTo } = p ?? NONE;
    const { size: mSize, from: mFrom, to: mTo } = m ?? NONE;
    const sideQ = dense < 0 ? UNIT : Math.max(TRANSPOSED_SIDE, Math.floor(TRANSPOSED_UNIT / pSize));
    const tileQ = Math.min(q.size, sideQ);
    const sideP = Math.floor((dense < 0 ? UNIT : TRANSPOSED_UNIT) / tileQ);
    const tileP = Math.min(pSize, Math.max(1, sideP));
    const tileM = Math.min(mSize, Math.max(1, Math.floor(UNIT / (tileQ * tileP))));
    const units = outer.reduce((product, { size }) => product * size, Math.ceil(q.size / tileQ) * Math.ceil(pSize / tileP) * Math.ceil(mSize / tileM));
    const { perChunk, count } = chunksOf(units, tileQ * tileP * tileM);
    const params = backend.params
        .ints(from, to, mSize, pSize, q.size, mFrom, pFrom, q.from, mTo, pTo, q.to)
        .ints(tileM, tileP, tileQ, units, perChunk, outer.length);
    for (const axis of outer)
        params.ints(axis.size, axis.from, axis.to);
    backend.run('copyStridedChunk', count);
};
