import type { StateDict } from '@srkit/checkpoints';
import type { FeatureExtractor } from '@srkit/losses';
import type { Module } from '@srkit/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { Adam } from '../adam';
import { Ema } from '../ema';
import type { RecipeOf } from '../recipes/recipe';
import { RealEsrganStep } from '../steps/real-esrgan-step';
import { type PairBatch, RealEsrnetStep } from '../steps/real-esrnet-step';
import type { LossLog, PictureLoss } from '../steps/step';
import { loadPretrained } from './load-pretrained';
import { perceptualLossOf, pixelLossOf } from './losses';
import { namedNetwork } from './named-network';
import { Owned } from './owned';
import { recomputing } from './recomputing';
import type { TrainingTask } from './task';
import { WatchedOptimizer } from './watched-optimizer';

/** A network from pictures to pictures, `[n, h, w, 3]` to `[n, h * scale, w * scale, 3]`. */
export type GeneratorModule = Module & { forward(lq: Tensor4D): Tensor4D };

/** A network from pictures to a verdict of any shape. */
export type CriticModule = Module & { forward(x: Tensor4D): Tensor4D };

/** Parts of one's own, in place of those that the recipe names. */
export interface PairParts {
  /** Makes the generator; called twice, for its average as well. */
  readonly generator?: () => GeneratorModule;
  /** What the generator and its average start from, in place of a file that `pretrainG` names. */
  readonly weights?: StateDict;
  readonly discriminator?: () => CriticModule;
  readonly pixel?: PictureLoss;
  /** Whose features the perceptual loss compares, instead of VGG's; it stays yours. */
  readonly extractor?: FeatureExtractor;
}

type PairRecipe = RecipeOf<'realesrnet'> | RecipeOf<'realesrgan'>;

const adamOf = (network: Module, options: PairRecipe['optimG']): Adam =>
  new Adam({ parameters: network.namedParameters(), ...options });

/** Real-ESRNet and Real-ESRGAN (section 4.1): a generator with its average, and a discriminator. */
export const pairTask = async (
  recipe: PairRecipe,
  parts: PairParts,
  fresh: boolean,
): Promise<TrainingTask<PairBatch>> => {
  const owned = new Owned();
  const own = <T extends { dispose(): void }>(each: T): T => owned.own(each);
  try {
    const makeG = (deferred: boolean): GeneratorModule =>
      parts.generator?.() ?? (namedNetwork(recipe.networkG, recipe.seed, deferred) as GeneratorModule);
    const g = own(makeG(false));
    const average = recipe.emaDecay > 0 ? own(makeG(true)) : undefined;
    if (fresh && parts.weights) for (const network of [g, average]) network?.loadStateDict(parts.weights);
    else if (fresh && recipe.pretrainG) await loadPretrained(recipe.pretrainG, g, average);
    else if (fresh) average?.loadStateDict(await g.stateDict());
    const ema =
      average &&
      new Ema(g.namedParameters(), average.namedParameters(), {
        decay: recipe.emaDecay,
        copy: recipe.pretrainG === undefined,
      });
    const optimizerG = own(new WatchedOptimizer('g', adamOf(g, recipe.optimG), recipe.clipNorm));
    const notes = notesOf(parts);
    const perceptual = await perceptualLossOf(recipe.perceptual, parts.extractor, notes);
    if (perceptual) own(perceptual);
    const content = {
      generator: recipe.recompute ? recomputing(g) : g,
      pixel: parts.pixel ?? pixelLossOf(recipe.pixel),
      perceptual: perceptual?.terms ?? null,
      ...(ema && { ema }),
    };
    const shared = {
      result: average ? 'net_g_ema' : 'net_g',
      infer: (name: string, { lq }: PairBatch) => (name === 'net_g' || !average ? g : average).forward(lq),
      notes,
      dispose: () => owned.dispose(),
    };
    const networks = { net_g: g, ...(average && { net_g_ema: average }) };
    if (recipe.kind === 'realesrnet') {
      const step = new RealEsrnetStep({ ...content, optimizer: optimizerG });
      const run = (_: number, batches: readonly PairBatch[], log: LossLog) => step.run(batches, log);
      return { ...shared, networks, optimizers: { net_g: optimizerG }, run };
    }
    const d = own(
      parts.discriminator?.() ?? (namedNetwork(recipe.networkD, recipe.seed + 1) as CriticModule),
    );
    if (fresh && recipe.pretrainD) await loadPretrained(recipe.pretrainD, d);
    const optimizerD = own(new WatchedOptimizer('d', adamOf(d, recipe.optimD), recipe.clipNorm));
    const { type, weight, realLabel, fakeLabel } = recipe.gan;
    const step = new RealEsrganStep({
      ...content,
      discriminator: d,
      optimizerG,
      optimizerD,
      gan: { type, lossWeight: weight, realLabel, fakeLabel },
      sharpened: { pixel: recipe.l1GtUsm, perceptual: recipe.percepGtUsm, gan: recipe.ganGtUsm },
      netDIters: recipe.netDIters,
      netDInitIters: recipe.netDInitIters,
    });
    return {
      ...shared,
      networks: { ...networks, net_d: d },
      optimizers: { net_g: optimizerG, net_d: optimizerD },
      run: (iteration, batches, log) => step.run(iteration, batches, log),
    };
  } catch (error) {
    owned.dispose();
    throw error;
  }
};

const notesOf = ({ generator, discriminator, pixel }: PairParts): string[] => [
  ...(generator ? ["the generator is the program's own, not the recipe's"] : []),
  ...(discriminator ? ["the discriminator is the program's own, not the recipe's"] : []),
  ...(pixel ? ["the pixel loss is the program's own, not the recipe's"] : []),
];
