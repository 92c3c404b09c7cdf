/**
 * Gives rows by number, keeping the last `size` of them. A row's place is its number modulo the size, so that
 * up to `size` consecutive rows never evict each other.
 *
 * @param fill Computes row `y` into the array it is given.
 */
export const rowWindow = (size, length, fill) => {
    const slots = Array.from({ length: size }, () => ({ y: -1, row: new Float32Array(length) }));
    return (y) => {
        const slot = slots[y % size];
        if (slot.y !== y) {
            slot.y = y;
            fill(y, slot.row);
        }
        return slot.row;
    };
};
