import { ConfigError } from '@srkit/core';
import type { FeatureExtractor } from '@srkit/losses';
import { charbonnierLoss, l1Loss, mseLoss, PerceptualLoss } from '@srkit/losses';
import { loadNetwork } from '@srkit/models';
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

/**
 * The perceptual loss of a recipe.
 *
 * @param extractor instead of the VGG network that the recipe names; it stays the caller's.
 * @throws ConfigError where there is neither.
 */
export const perceptualLossOf = async (
  perceptual: Perceptual | null,
  extractor?: FeatureExtractor,
): Promise<OwnedPerceptual | null> => {
  if (!perceptual || (perceptual.perceptualWeight === 0 && perceptual.styleWeight === 0)) return null;
  const { layerWeights, criterion, perceptualWeight, styleWeight } = perceptual;
  const options = { layerWeights, criterion, perceptualWeight, styleWeight };
  if (extractor) return { terms: new PerceptualLoss(extractor, options), dispose: () => undefined };
  if (perceptual.weights === undefined) {
    throw new ConfigError(
      'E_CONFIG_EXTRACTOR',
      `The perceptual loss needs the weights of ${perceptual.vggType}. Name torchvision's file as perceptual.weights (https://download.pytorch.org/models/vgg19-dcbb9e9d.pth), give the Trainer another extractor, or set perceptual to null.`,
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
