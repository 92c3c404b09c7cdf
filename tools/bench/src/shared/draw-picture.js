const NOISE = 6;
/**
 * A drawn RGB picture, the same for the same size: ramps, discs, stripes that grow finer, and a little noise, so
 * that neither the network nor the PNG encoder has it easier than with a photo.
 */
export const drawPicture = (width, height) => {
    const data = new Uint8Array(width * height * 3);
    let state = 7;
    for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
            const [u, v] = [x / width, y / height];
            const disc = ((x % 48) - 24) ** 2 + ((y % 40) - 20) ** 2 < 150 ? 1 : 0;
            const stripe = Math.sin((x + 0.4 * y) * (0.05 + 0.9 * v)) > 0 ? 1 : 0;
            const at = 3 * (y * width + x);
            for (let c = 0; c < 3; c++) {
                state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
                const ramp = c === 0 ? u : c === 1 ? v : 1 - u;
                const noise = NOISE * (state / 2 ** 32 - 0.5);
                data[at + c] = Math.round(40 + 110 * ramp + 45 * (c === 1 ? stripe : disc) + 30 * stripe + noise);
            }
        }
    }
    return { width, height, channels: 3, data };
};
