import { type Raster, resizePillow } from '@srkit/image';
import { resizeBicubic } from '@srkit/metrics';
import { openDegrader } from '../degrade/degrader';
import { recipeSourceOf } from '../degrade/recipes';
import { usageError } from '../errors';

/** How LR pictures are made from originals. */
export interface Reduction {
  /** For the protocol that is printed with the figures. */
  readonly description: string;
  /** Everything that decides what comes out: plain data. */
  readonly identity: unknown;
  /**
   * @param original Its sides are multiples of the scale.
   * @param name Of the picture, on which a random degradation's seed depends.
   */
  reduce(original: Raster, scale: number, name: string): Promise<Raster>;
  close(): Promise<void>;
}

const bicubic = (description: string, reduce: (original: Raster, scale: number) => Raster): Reduction => ({
  description,
  identity: description,
  reduce: async (original, scale) => reduce(original, scale),
  close: async () => undefined,
});

/** What the papers' tables are of. */
export const MATLAB = bicubic('MATLAB bicubic', (original, scale) => resizeBicubic(original, 1 / scale));

/** Options of a degradation, drawn anew for every picture, the same every time. */
const degradation = async (file: string, signal: AbortSignal): Promise<Reduction> => {
  const source = await recipeSourceOf({ options: file, seed: 0 });
  const degrader = await openDegrader('wasm', 1);
  return {
    description: `degraded by ${source.name} (seed 0)`,
    identity: source.identity,
    async reduce(original, scale, name) {
      if (source.scale !== scale) {
        throw usageError(
          `--lr '${file}' reduces to 1/${source.scale}, and the network enlarges ${scale} times. Give options with "scale": ${scale}, or other networks.`,
        );
      }
      const input = { path: name, file: name, below: name, found: true };
      const [recipe] = source.recipes(input, original.height, original.width);
      return (await degrader.degrade(original, recipe!, { signal })).lq;
    },
    close: () => degrader.close(),
  };
};

/**
 * What `--lr` means.
 *
 * @throws InputError or ConfigError for a file that holds no degradation.
 */
export const reductionOf = async (lr: string, signal: AbortSignal): Promise<Reduction> => {
  if (lr === 'matlab') return MATLAB;
  if (lr === 'pillow') {
    return bicubic('Pillow bicubic', (original, scale) =>
      resizePillow(original, [original.height / scale, original.width / scale], 'bicubic'),
    );
  }
  if (/\.(ya?ml|json)$/i.test(lr)) return degradation(lr, signal);
  throw usageError(
    `--lr is '${lr}', expected auto, given, matlab, pillow, or a file of degradation options (.json, .yml), such as srkit degrade takes with --options.`,
  );
};
