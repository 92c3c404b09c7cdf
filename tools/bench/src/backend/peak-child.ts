import { RELAXED_SIMD, SIMD } from '../generated/peak';

interface Kernels {
  multiplyAdd(count: number, factors: number): number;
  product(count: number, a: number, rows: number, b: number, panels: number, k: number, c: number): void;
}

/** Gigaflops a core, and how they were summed. */
export interface Peak {
  readonly build: 'relaxed SIMD' | 'SIMD';
  /** Independent multiply-adds. */
  readonly multiplyAdd: number;
  /** Matrix products of the sizes of a dense block's convolutions. */
  readonly product: number;
}

/** Operations of `multiplyAdd(1)`: 640 multiply-adds of four floats. */
const FLOPS = 640 * 8;
/** Tiles of a band of the picture, channels out in panels of eight, channels in. */
const ROWS = 48;
const PANELS = 4;
const DEPTHS = [64, 96, 128, 160];
const REPEATS = 20;

/** Best of some runs of some hundredths of a second: whatever else the machine does only ever slows one down. */
const best = (flopsOfOne: number, work: (count: number) => void): number => {
  const count = Math.ceil(1e9 / flopsOfOne);
  let fastest = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = performance.now();
    work(count);
    fastest = Math.min(fastest, performance.now() - start);
  }
  return (flopsOfOne * count) / fastest / 1e6;
};

const measure = async (): Promise<Peak> => {
  const relaxed = Buffer.from(RELAXED_SIMD, 'base64');
  const hasRelaxed = WebAssembly.validate(relaxed);
  const memory = new WebAssembly.Memory({ initial: 16 });
  const { instance } = await WebAssembly.instantiate(hasRelaxed ? relaxed : Buffer.from(SIMD, 'base64'), {
    env: { memory },
  });
  const { multiplyAdd, product } = instance.exports as unknown as Kernels;
  const [a, b, c] = [1 << 16, 1 << 18, 1 << 19] as const;
  new Float32Array(memory.buffer, a).fill(0.5);
  const products = DEPTHS.map((k) =>
    best(2 * ROWS * 8 * PANELS * k, (count) => product(count, a, ROWS, b, PANELS, k, c)),
  );
  return {
    build: hasRelaxed ? 'relaxed SIMD' : 'SIMD',
    multiplyAdd: best(FLOPS, (count) => multiplyAdd(count, a)),
    product: products.reduce((sum, each) => sum + each, 0) / products.length,
  };
};

console.log(JSON.stringify(await measure()));
