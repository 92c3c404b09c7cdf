import { loadStateDict } from '@srkit/checkpoints';
import { ConfigError } from '@srkit/core';
import type { FeatureExtractor } from '@srkit/losses';
import {
  ContrasExtractorSep,
  type Correspondence,
  CorrespondenceGenerationArch,
  ImageDiscriminator,
  type PreOffsets,
  type ReferenceFeatures,
  ReferenceRestorationNet,
  torchvisionToConvNames,
} from '@srkit/models';
import { tidyRecord } from '@srkit/nn';
import { ReferenceSuperResolver } from '@srkit/upscale';
import { slice, type Tensor, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { Adam } from '../adam';
import type { RecipeOf } from '../recipes/recipe';
import { referenceAdamGroups } from '../reference-adam-groups';
import { type RestorationBatch, RestorationStep } from '../steps/restoration-step';
import type { LossLog, Optimizer, PictureLoss, Trainable } from '../steps/step';
import { loadExtractor } from './load-extractor';
import { loadPretrained } from './load-pretrained';
import { perceptualLossOf, pixelLossOf } from './losses';
import { namedNetwork } from './named-network';
import { Owned } from './owned';
import { recomputing } from './recomputing';
import { seededUniform } from './seeded-uniform';
import type { TrainingTask } from './task';
import { type TextureInputs, textureInputs } from './texture-inputs';
import { WatchedOptimizer } from './watched-optimizer';

/** A ground truth with its references. */
export interface ReferenceBatch {
  /** `[n, h, w, 3]`, RGB in 0..1. */
  readonly lq: Tensor4D;
  /** `lq` enlarged again by Pillow's bicubic, `[n, 4h, 4w, 3]`: what is matched. */
  readonly up: Tensor4D;
  /** `[n, 4h, 4w, 3]`; of validation pictures it may be smaller, when `lq` was padded. */
  readonly gt: Tensor4D;
  /** Each `[n, 4h, 4w, 3]`. */
  readonly references: readonly Tensor4D[];
  /** Where each reference's content lies, if that is known: nothing is matched then. Not together with the texture loss. */
  readonly preOffsets?: readonly PreOffsets[] | undefined;
}

/** Parts of one's own. */
export interface RestorationParts {
  readonly generator?: () => ReferenceRestorationNet;
  /** Contrastive extractor that matches; it stays yours. */
  readonly extractor?: ContrasExtractorSep;
  /** Matching, and VGG19's features of the references; it stays yours. */
  readonly correspondence?: CorrespondenceGenerationArch;
  readonly discriminator?: () => ImageDiscriminator;
  readonly pixel?: PictureLoss;
  /** Whose features the perceptual loss compares, instead of VGG's; it stays yours. */
  readonly perceptual?: FeatureExtractor;
  /** Where the gradient penalty looks: numbers in [0, 1), one for each sample. Default: drawn from the recipe's seed. */
  readonly alpha?: (iteration: number, part: number, count: number) => readonly number[];
}

type RestorationRecipe = RecipeOf<'restoration'>;
type Inputs = Parameters<ReferenceRestorationNet['forward']>;

/** Streams of what is drawn, so that none depends on another. */
const COUNT = 1;
const ALPHA = 2;

const disposeCorrespondences = (found: readonly Correspondence[]): void => {
  for (const { preOffsets, features } of found)
    for (const tensor of [...Object.values(preOffsets), ...Object.values(features)]) tensor.dispose();
};

/** A class whose constructor others may not call. */
interface ClassOf<T> {
  readonly prototype: T;
  [Symbol.hasInstance](value: unknown): boolean;
}

const checked = <T>(network: unknown, type: ClassOf<T>, what: string, name: string): T => {
  if (type[Symbol.hasInstance](network)) return network as T;
  throw new ConfigError('E_CONFIG_NETWORK', `recipe.${what} is '${name}', which is no network of this kind.`);
};

const makeExtractor = async (recipe: RestorationRecipe, notes: string[]): Promise<ContrasExtractorSep> => {
  if (recipe.extractor) return loadExtractor(recipe.extractor);
  notes.push('matching compares features of random weights: name the student of stage 2 as extractor');
  return new ContrasExtractorSep({}, { seed: recipe.seed });
};

const makeCorrespondence = async (
  recipe: RestorationRecipe,
  notes: string[],
  fresh: boolean,
): Promise<CorrespondenceGenerationArch> => {
  const { encoder } = recipe;
  if (encoder) {
    const { widths, refined, pretrain } = encoder;
    const own = new CorrespondenceGenerationArch({ widths, refined }, { seed: recipe.seed }).requiresGrad(
      true,
    );
    if (fresh && pretrain) await loadPretrained(pretrain, own);
    return own;
  }
  // As the official code decodes, which agrees with every other where widths do, as in training.
  const map = new CorrespondenceGenerationArch({ decode: 'official' }, { seed: recipe.seed });
  if (recipe.vgg19 === undefined) {
    notes.push("features of the references are those of random weights: name torchvision's VGG19 as vgg19");
    return map;
  }
  const own = await map.stateDict();
  const given = await loadStateDict(recipe.vgg19);
  const renamed = torchvisionToConvNames(given, 'vgg19', { prefix: 'vgg.vgg_net', upTo: 'relu3_1' });
  for (const [name, tensor] of renamed) own.set(name, tensor);
  map.loadStateDict(own);
  return map;
};

/** Stage 3 of C2-Matching (section 3.4), and MRefSR. The extractor and VGG19 are not trained. */
export const restorationTask = async (
  recipe: RestorationRecipe,
  parts: RestorationParts,
  fresh: boolean,
): Promise<TrainingTask<ReferenceBatch>> => {
  const owned = new Owned();
  const notes: string[] = [];
  try {
    const { networkG, networkD, seed, clipNorm } = recipe;
    const g = owned.own(
      parts.generator?.() ??
        checked(namedNetwork(networkG, seed), ReferenceRestorationNet, 'networkG', networkG.type),
    );
    if (fresh && recipe.pretrainG) await loadPretrained(recipe.pretrainG, g);
    const learned = [...g.namedParameters()].filter(([, { requiresGrad }]) => requiresGrad);
    const optimizerG = owned.own(
      new WatchedOptimizer('g', new Adam(referenceAdamGroups(learned, recipe.optimG)), clipNorm),
    );
    const extractor = parts.extractor ?? owned.own(await makeExtractor(recipe, notes));
    const correspondence = parts.correspondence ?? owned.own(await makeCorrespondence(recipe, notes, fresh));
    const perceptual = await perceptualLossOf(recipe.perceptual, parts.perceptual, notes);
    if (perceptual) owned.own(perceptual);
    const resolver = new ReferenceSuperResolver({ extractor, correspondence, network: g });
    const optimizerE =
      recipe.encoder &&
      owned.own(
        new WatchedOptimizer(
          'e',
          new Adam({
            parameters: correspondence.namedParameters(),
            lr: recipe.encoder.lr,
            betas: recipe.optimG.betas,
          }),
          clipNorm,
        ),
      );
    const own = { namedParameters: () => learned, forward: (...inputs: Inputs) => g.forward(...inputs) };
    const whole = optimizerE ? withEncoder(own, correspondence) : own;
    let d: ImageDiscriminator | undefined;
    let optimizerD: WatchedOptimizer | undefined;
    if (parts.discriminator || networkD) {
      d = owned.own(
        parts.discriminator?.() ??
          checked(namedNetwork(networkD!, seed + 1), ImageDiscriminator, 'networkD', networkD!.type),
      );
      if (fresh && recipe.pretrainD) await loadPretrained(recipe.pretrainD, d);
      const adam = new Adam({ parameters: d.namedParameters(), ...recipe.optimD });
      optimizerD = owned.own(new WatchedOptimizer('d', adam, clipNorm));
    }
    const step = new RestorationStep<Inputs>({
      generator: recipe.recompute ? recomputing(whole) : whole,
      optimizer: optimizerE ? bothOptimizers(optimizerG, optimizerE) : optimizerG,
      pixel: parts.pixel ?? pixelLossOf(recipe.pixel),
      perceptual: perceptual?.terms ?? null,
      ...(recipe.texture && {
        texture: {
          extractor: { forward: (x: Tensor4D) => ({ ...correspondence.referenceFeatures(x) }) },
          weight: recipe.texture.weight,
        },
      }),
      ...(d &&
        optimizerD && {
          adversarial: {
            discriminator: d,
            optimizer: optimizerD,
            ganWeight: recipe.ganWeight,
            gradientPenaltyWeight: recipe.gradPenaltyWeight,
            pretrainSteps: recipe.netGPretrainSteps,
            netDSteps: recipe.netDSteps,
            netDInitSteps: recipe.netDInitSteps,
          },
        }),
    });
    const drawAlpha = (iteration: number, part: number, count: number): number[] =>
      Array.from({ length: count }, (_, i) => seededUniform(seed, ALPHA, iteration, part, i));
    const matched = (
      up: Tensor4D,
      references: readonly Tensor4D[],
      known: readonly PreOffsets[] | undefined,
    ): Correspondence[] => {
      if (known) return knownPlaces(references, known, optimizerE ? undefined : correspondence);
      return optimizerE ? placesOf(resolver, up, references) : resolver.match(up, references);
    };
    const inputsOf = (lq: Tensor4D, found: readonly Correspondence[]): Inputs => [
      lq,
      found.map(({ preOffsets }) => preOffsets),
      found.map(({ features }) => features),
    ];
    return {
      networks: { net_g: g, ...(optimizerE && { net_e: correspondence }), ...(d && { net_d: d }) },
      optimizers: {
        net_g: optimizerG,
        ...(optimizerE && { net_e: optimizerE }),
        ...(optimizerD && { net_d: optimizerD }),
      },
      result: 'net_g',
      notes,
      infer: (_, { lq, up, gt, references, preOffsets }) => {
        const found = preOffsets
          ? knownPlaces(references, preOffsets, correspondence)
          : resolver.match(up, references);
        const output = g.forward(...inputsOf(lq, found));
        const [n, h, w] = gt.shape;
        return output.shape[1] === h && output.shape[2] === w
          ? output
          : slice(output, [0, 0, 0, 0], [n, h, w, 3]);
      },
      run: (iteration, batches, log) => {
        const held: Correspondence[][] = [];
        const textures: TextureInputs[] = [];
        try {
          const prepared = batches.map((batch, part): RestorationBatch<Inputs> => {
            const { lq, up, gt, references, preOffsets } = batch;
            const most = references.length;
            const draw = seededUniform(seed, COUNT, iteration);
            const count = recipe.randomReferences ? 1 + Math.floor(draw * most) : most;
            const seen = references.slice(0, count);
            const found = log.timed('forward', () => matched(up, seen, preOffsets));
            held.push(found);
            const texture = recipe.texture && swapped(extractor, up, references, found);
            if (texture) textures.push(texture);
            const alpha = (parts.alpha ?? drawAlpha)(iteration, part, lq.shape[0]);
            return {
              inputs: inputsOf(lq, found),
              gt,
              alpha: tensor4d([...alpha], [alpha.length, 1, 1, 1]),
              ...(texture && { texture }),
            };
          });
          run(step, iteration, prepared, log);
        } finally {
          for (const found of held) disposeCorrespondences(found);
          for (const { maps, weights } of textures)
            for (const tensor of [...Object.values(maps), weights]) tensor.dispose();
        }
      },
      dispose: () => owned.dispose(),
    };
  } catch (error) {
    owned.dispose();
    throw error;
  }
};

/**
 * The correspondences of references that the encoder describes in every step anew: the pictures stand where the features of
 * the finest level do, and are what the encoder is given.
 */
const placesOf = (
  { extractor, correspondence }: ReferenceSuperResolver,
  up: Tensor4D,
  references: readonly Tensor4D[],
): Correspondence[] => {
  const denseFeatures1 = extractor.image1.denseFeatures(up);
  try {
    return references.map((reference) => {
      const denseFeatures2 = extractor.image2.denseFeatures(reference);
      try {
        const preOffsets = correspondence.preOffsets({ denseFeatures1, denseFeatures2 }, reference, up);
        return { preOffsets, features: { relu1_1: reference.clone() } as ReferenceFeatures };
      } finally {
        denseFeatures2.dispose();
      }
    });
  } finally {
    denseFeatures1.dispose();
  }
};

/**
 * The correspondences of references whose places are known.
 *
 * @param encoder Describes the references; undefined: the pictures stand in the place of their features, see `placesOf`.
 */
const knownPlaces = (
  references: readonly Tensor4D[],
  known: readonly PreOffsets[],
  encoder: CorrespondenceGenerationArch | undefined,
): Correspondence[] =>
  references.map((reference, i) => {
    const { relu1_1, relu2_1, relu3_1 } = known[i] as PreOffsets;
    return {
      preOffsets: { relu1_1: relu1_1.clone(), relu2_1: relu2_1.clone(), relu3_1: relu3_1.clone() },
      features: encoder
        ? tidyRecord(() => encoder.referenceFeatures(reference))
        : ({ relu1_1: reference.clone() } as ReferenceFeatures),
    };
  });

type Whole = Trainable & { forward(...inputs: Inputs): Tensor4D };

/** Names of the encoder's parameters begin with it, in gradients. */
const ENCODER = 'encoder.';

/** The network with the encoder in front, which is given pictures, see `placesOf`. */
const withEncoder = (network: Whole, encoder: CorrespondenceGenerationArch): Whole => ({
  namedParameters: () => [...network.namedParameters(), ...encoder.namedParameters(ENCODER)],
  forward: (lq, preOffsets, pictures) =>
    network.forward(
      lq,
      preOffsets,
      pictures.map(({ relu1_1 }) => encoder.referenceFeatures(relu1_1)),
    ),
});

/** Each parameter's gradient to the optimiser that it belongs to. */
const bothOptimizers = (network: Optimizer, encoder: Optimizer): Optimizer => ({
  step: (gradients) => {
    const parts = [new Map<string, Tensor>(), new Map<string, Tensor>()] as const;
    for (const [name, gradient] of gradients) {
      if (name.startsWith(ENCODER)) parts[1].set(name.slice(ENCODER.length), gradient);
      else parts[0].set(name, gradient);
    }
    network.step(parts[0]);
    encoder.step(parts[1]);
  },
});

/** What the texture loss needs of the one reference that it knows. */
const swapped = (
  extractor: ContrasExtractorSep,
  up: Tensor4D,
  references: readonly Tensor4D[],
  [found]: readonly Correspondence[],
): TextureInputs => {
  if (references.length > 1) {
    throw new ConfigError(
      'E_CONFIG_TEXTURE',
      `recipe.texture: a batch has ${references.length} references, the texture loss knows one. Set texture to null, or train with one reference.`,
    );
  }
  const dense = extractor.forward(up, references[0] as Tensor4D);
  try {
    return textureInputs(dense, found!.preOffsets, found!.features);
  } finally {
    for (const features of Object.values(dense)) (features as Tensor4D).dispose();
  }
};

const run = (
  step: RestorationStep<Inputs>,
  iteration: number,
  batches: readonly RestorationBatch<Inputs>[],
  log: LossLog,
): void => {
  try {
    step.run(iteration, batches, log);
  } finally {
    for (const { alpha } of batches) alpha?.dispose();
  }
};
