import { loadStateDict, openCheckpoint } from '@srkit/checkpoints';
import { ConfigError } from '@srkit/core';
import type { FeatureExtractor } from '@srkit/losses';
import { charbonnierLoss, l1Loss, mseLoss, PerceptualLoss } from '@srkit/losses';
import { loadNetwork, VGGFeatureExtractor } from '@srkit/models';
import type { Scalar } from '@tensorflow/tfjs-core';
import type { RecipeOf } from '../recipes/recipe';
import type { PerceptualTerms, PictureLoss } from '../steps/step';

type Pixel = NonNullable<RecipeOf<'realesrnet' | 'restoration'>['pixel']>;
type Perceptual = NonNullable<RecipeOf<'realesrgan' | 'restoration'>['perceptual']>;

const PIXEL_LOSSES = { l1: l1Loss, mse: mseLoss, charbonnier: charbonnierLoss } as const;

/** The pixel loss of a recipe. */
export const pixelLossOf = (pixel: Pixel | null): PictureLoss | null => {
  if (!pixel) return null;
  const { type, weight, reduction } = pixel;
  const loss = PIXEL_LOSSES[type];
  return (output, target) => loss(output, target, { reduction, lossWeight: weight }) as Scalar;
};

/** A perceptual loss, and how to free what it holds. */
export interface OwnedPerceptual {
  readonly terms: PerceptualTerms;
  dispose(): void;
}

/** Layers that C2-Matching's extractors have. */
const CONTRASTIVE_LAYERS = ['conv1_1', 'conv1_2', 'conv2_1', 'conv2_2', 'conv3_1'].flatMap((conv) => [
  conv,
  ...(conv === 'conv3_1' ? [] : [conv.replace('conv', 'relu')]),
]);

/** The half of C2-Matching's extractors that sees sharp pictures. */
const contrastiveExtractor = async (
  path: string,
  layers: readonly string[],
): Promise<VGGFeatureExtractor> => {
  const unknown = layers.find((layer) => !CONTRASTIVE_LAYERS.includes(layer));
  if (unknown !== undefined) {
    throw new ConfigError(
      'E_CONFIG_LAYER',
      `perceptual.layerWeights names '${unknown}', which C2-Matching's extractor has not; expected some of ${CONTRASTIVE_LAYERS.join(', ')}, such as { conv1_2: 0.1, conv2_2: 0.1, conv3_1: 1 }.`,
    );
  }
  const network = new VGGFeatureExtractor(
    { layers: [...layers], vggType: 'vgg16', names: 'conv', prefix: 'model' },
    { deferred: true },
  );
  try {
    const { keys, close } = await openCheckpoint(path);
    await close();
    const stored = await loadStateDict(path, keys.includes('params') ? { key: 'params' } : {});
    const start = 'feature_extraction_image2.';
    const wanted = new Set([...network.namedState()].map(([name]) => name));
    const entries = [...stored]
      .filter(([name]) => name.startsWith(start) && wanted.has(name.slice(start.length)))
      .map(([name, tensor]) => [name.slice(start.length), tensor] as const);
    network.loadStateDict(new Map(entries));
    return network;
  } catch (error) {
    network.dispose();
    throw error;
  }
};

/**
 * The perceptual loss of a recipe.
 *
 * @param extractor instead of the VGG network that the recipe names; it stays the caller's.
 * @param notes are told where it is not the VGG network of the papers.
 * @throws ConfigError where there is none.
 */
export const perceptualLossOf = async (
  perceptual: Perceptual | null,
  extractor: FeatureExtractor | undefined,
  notes: string[],
): Promise<OwnedPerceptual | null> => {
  if (!perceptual || (perceptual.perceptualWeight === 0 && perceptual.styleWeight === 0)) return null;
  const { layerWeights, criterion, perceptualWeight, styleWeight } = perceptual;
  const options = { layerWeights, criterion, perceptualWeight, styleWeight };
  if (extractor) {
    notes.push(`the perceptual loss compares features of another network than ${perceptual.vggType}`);
    return { terms: new PerceptualLoss(extractor, options), dispose: () => undefined };
  }
  if (perceptual.contrastive !== undefined) {
    const network = await contrastiveExtractor(perceptual.contrastive, Object.keys(layerWeights));
    notes.push(
      `the perceptual loss compares features of C2-Matching's extractor (${perceptual.contrastive}), not of ${perceptual.vggType}: its figures are not those of the papers`,
    );
    return { terms: new PerceptualLoss(network, options), dispose: () => network.dispose() };
  }
  if (perceptual.weights === undefined) {
    throw new ConfigError(
      'E_CONFIG_EXTRACTOR',
      `The perceptual loss needs the weights of ${perceptual.vggType}. Name torchvision's file as perceptual.weights (https://download.pytorch.org/models/vgg19-dcbb9e9d.pth), take C2-Matching's extractors instead as perceptual.contrastive, give the Trainer an extractor, or set perceptual to null.`,
    );
  }
  const { network, dispose } = await loadNetwork(perceptual.weights, {
    as: 'VGGFeatureExtractor',
    config: {
      layers: Object.keys(layerWeights),
      vggType: perceptual.vggType,
      useInputNorm: perceptual.useInputNorm,
      rangeNorm: perceptual.rangeNorm,
    },
  });
  return { terms: new PerceptualLoss(network, options), dispose };
};
