import { RELAXED_SIMD, SIMD } from '../generated/peak';
/** Operations of `multiplyAdd(1)`: 640 multiply-adds of four floats. */
const FLOPS = 640 * 8;
/** Tiles of a band of the picture, channels out in panels of eight, channels in. */
const ROWS = 48;
const PANELS = 4;
const DEPTHS = [64, 96, 128, 160];
const REPEATS = 20;
/** Best of some runs of some hundredths of a second: whatever else the machine does only ever slows one down. */
const best = (flopsOfOne, work) => {
    const count = Math.ceil(1e9 / flopsOfOne);
    let fastest = Number.POSITIVE_INFINITY;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
        const start = performance.now();
        work(count);
        fastest = Math.min(fastest, performance.now() - start);
    }
    return (flopsOfOne * count) / fastest / 1e6;
};
const measure = async () => {
    const relaxed = Buffer.from(RELAXED_SIMD, 'base64');
    const hasRelaxed = WebAssembly.validate(relaxed);
    const memory = new WebAssembly.Memory({ initial: 16 });
    const { instance } = await WebAssembly.instantiate(hasRelaxed ? relaxed : Buffer.from(SIMD, 'base64'), {
        env: { memory },
    });
    const { multiplyAdd, product } = instance.exports;
    const [a, b, c] = [1 << 16, 1 << 18, 1 << 19];
    new Float32Array(memory.buffer, a).fill(0.5);
    const products = DEPTHS.map((k) => best(2 * ROWS * 8 * PANELS * k, (count) => product(count, a, ROWS, b, PANELS, k, c)));
    return {
        build: hasRelaxed ? 'relaxed SIMD' : 'SIMD',
        multiplyAdd: best(FLOPS, (count) => multiplyAdd(count, a)),
        product: products.reduce((sum, each) => sum + each, 0) / products.length,
    };
};
console.log(JSON.stringify(await measure()));
