/** Two pictures of 8 bits that differ by a pattern of at most 15 levels; the same in NumPy, where figures come from. */
export const drawPair = (width, height) => {
    const draw = (noisy) => ({
        width,
        height,
        channels: 3,
        data: Uint8Array.from({ length: width * height * 3 }, (_, i) => {
            const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
            const v = Math.floor(128 + 60 * Math.sin(x / 9 + c) + 50 * Math.cos(y / 13 - c));
            const pattern = ((x * 7919 + y * 104729 + c * 1299709) % 31) - 15;
            return noisy ? Math.min(255, Math.max(0, v + pattern)) : v;
        }),
    });
    return [draw(false), draw(true)];
};
