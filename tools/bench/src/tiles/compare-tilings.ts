import type { Raster } from '@srkit/core';
import type { LoadedModel } from '@srkit/models';
import { Upscaler, type UpscalerOptions } from '@srkit/upscale';

/** A way to compute a picture, beside the picture in one piece. */
export interface Tiling {
  readonly name: string;
  readonly options: UpscalerOptions;
}

/** Side of a tile: small enough that a picture of the bench has many. */
const TILE = 128;

const feathered = (halo: number): Tiling => ({
  name: `halo ${halo}, feathered`,
  options: { mode: 'fast', tile: TILE, tilePad: halo },
});

/** @param budget Bytes for the bands: few enough that there are several. */
export const tilings = (budget: number): Tiling[] => [
  { name: 'halo 10, the official way', options: { mode: 'fast', tile: TILE, tilePad: 10, feather: false } },
  ...[8, 16, 32, 64].map(feathered),
  { name: 'bands', options: { memoryBudget: budget } },
];

export interface TilingResult {
  readonly name: string;
  /** Levels of 255. */
  readonly largest: number;
  readonly mean: number;
  /** Part of the samples that differ. */
  readonly share: number;
  /** What is computed, over the picture in one piece. */
  readonly computed: number;
  /** Over the time of one piece. */
  readonly time: number;
}

export interface Compared {
  readonly whole: Raster;
  readonly results: readonly (TilingResult & { readonly image: Raster })[];
}

/** Computes a picture in one piece and in each way, and says how far they are apart. */
export const compareTilings = async (
  model: LoadedModel,
  picture: Raster,
  ways: readonly Tiling[],
): Promise<Compared> => {
  const run = async (options: UpscalerOptions) => {
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
      const difference = Math.abs(image.data[i]! - whole.image.data[i]!);
      if (difference > 0) differ++;
      sum += difference;
      largest = Math.max(largest, difference);
    }
    const samples = image.data.length;
    const measured = { largest, mean: sum / samples, share: differ / samples };
    results.push({ name, ...measured, computed, time: seconds / whole.seconds, image });
  }
  return { whole: whole.image, results };
};
