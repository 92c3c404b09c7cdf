/** Rows shorter than this cost more to start than to compute. */
const SHORT = 64;
/** Length of the rows that take their place. */
const LONG = 1024;
/**
 * A short vector that meets every row of the other side, as one number a channel: it is written down many times in a
 * row, which makes few long rows of many short ones. Others pass as they are.
 *
 * @param use what to do with it; memory for the vector lasts until it returns.
 */
export const withLongRows = (backend, sides, use) => {
    const { inner, outer, aInner, bInner, count } = sides.broadcast;
    const [rows] = outer;
    const isVector = rows !== undefined && (rows.aStride === 0 || rows.bStride === 0);
    if (outer.length !== 1 || !isVector || aInner + bInner !== 2 || inner >= SHORT || count < LONG) {
        use(sides);
        return;
    }
    const aRepeats = rows.aStride === 0;
    const copies = Math.floor(LONG / inner);
    const length = inner * copies;
    backend.withScratch(length * 4, (address) => {
        const vector = backend.floatsAt(aRepeats ? sides.a : sides.b, inner);
        const long = backend.floatsAt(address, length);
        for (let copy = 0; copy < copies; copy++)
            long.set(vector, copy * inner);
        const dimension = aRepeats
            ? { size: Math.ceil(count / length), aStride: 0, bStride: length }
            : { size: Math.ceil(count / length), aStride: length, bStride: 0 };
        use({
            a: aRepeats ? address : sides.a,
            b: aRepeats ? sides.b : address,
            broadcast: { ...sides.broadcast, inner: length, outer: [dimension] },
        });
    });
};
