/** A drawn RGB picture with edges and ramps, the same for the same size. */
export const drawnPicture = (width, height) => {
    const data = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
            const edge = ((x >> 2) + (y >> 2)) & 1;
            data.set([40 + 90 * edge + (80 * x) / width, 200 - (150 * y) / height, 60 + ((x * y) % 97)], 3 * (y * width + x));
        }
    }
    return { width, height, channels: 3, data };
};
/** The largest difference of two pictures in levels; infinite if they differ in kind. */
export const largestDifference = (a, b) => {
    const kind = ({ width, height, channels, data }) => [width, height, channels, data.constructor.name].join();
    if (kind(a) !== kind(b))
        return Number.POSITIVE_INFINITY;
    let largest = 0;
    for (const [i, v] of a.data.entries())
        largest = Math.max(largest, Math.abs(v - b.data[i]));
    return largest;
};
