import { Upscaler } from '@srkit/upscale';
/** Side of a tile: small enough that a picture of the bench has many. */
const TILE = 128;
const feathered = (halo) => ({
    name: `halo ${halo}, feathered`,
    options: { mode: 'fast', tile: TILE, tilePad: halo },
});
/** @param budget Bytes for the bands: few enough that there are several. */
export const tilings = (budget) => [
    { name: 'halo 10, the official way', options: { mode: 'fast', tile: TILE, tilePad: 10, feather: false } },
    ...[8, 16, 32, 64].map(feathered),
    { name: 'bands', options: { memoryBudget: budget } },
];
/** Computes a picture in one piece and in each way, and says how far they are apart. */
export const compareTilings = async (model, picture, ways) => {
    const run = async (options) => {
        const started = performance.now();
        const { image, report } = await new Upscaler(model, { ...options, check: false }).upscale(picture);
        return { image, computed: report.tiles.overhead, seconds: (performance.now() - started) / 1000 };
    };
    const whole = await run({ tile: 0 });
    const results = [];
    for (const { name, options } of ways) {
        const { image, computed, seconds } = await run(options);
        let [largest, sum, differ] = [0, 0, 0];
        for (let i = 0; i < image.data.length; i++) {
            const difference = Math.abs(image.data[i] - whole.image.data[i]);
            if (difference > 0)
                differ++;
            sum += difference;
            largest = Math.max(largest, difference);
        }
        const samples = image.data.length;
        const measured = { largest, mean: sum / samples, share: differ / samples };
        results.push({ name, ...measured, computed, time: seconds / whole.seconds, image });
    }
    return { whole: whole.image, results };
};
