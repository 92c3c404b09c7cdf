import { parseRecipe } from '../check/parse-recipe';
import type { DegradationRecipe, DegradationStep, ResizeStep } from '../recipe';
import { lqSide } from './picture';
import { type RandomSource, seed32 } from './random-source';
import { seededStreams } from './random-streams';

/** The picture that a recipe is adapted to. */
export interface RecipePicture {
  /** Of its ground truth. */
  readonly height: number;
  readonly width: number;
  /** Of its noise: an unsigned 32-bit integer. */
  readonly seed: number;
}

/** A resize by a factor, or to the same part of the picture's sides; to the LQ size where it was that. */
const resizeFor = (
  step: ResizeStep,
  { height, width, scale }: DegradationRecipe,
  to: RecipePicture,
): ResizeStep => {
  if ('scaleFactor' in step) return step;
  const side = (made: number, before: number, now: number): number =>
    made === lqSide(before, scale) ? lqSide(now, scale) : Math.max(1, Math.round((made * now) / before));
  return {
    ...step,
    height: side(step.height, height, to.height),
    width: side(step.width, width, to.width),
  };
};

const stepFor = (
  step: DegradationStep,
  recipe: DegradationRecipe,
  to: RecipePicture,
  random: RandomSource,
): DegradationStep => {
  switch (step.op) {
    case 'resize':
      return resizeFor(step, recipe, to);
    case 'gaussianNoise':
      return { ...step, seeds: step.seeds.map(() => seed32(random)), graySeed: seed32(random) };
    case 'poissonNoise':
      return { ...step, seeds: step.seeds.map(() => seed32(random)) };
    default:
      return step;
  }
};

/**
 * The degradation of a recipe for another picture, whole: the same kernels, strengths and qualities, sides in proportion, and
 * noise of the seed. So one recipe degrades all pictures of a set alike, and none by the same noise.
 *
 * @throws ConfigError `E_CONFIG_RECIPE` where the recipe cannot be applied to a picture of that size.
 */
export const recipeFor = (recipe: DegradationRecipe, to: RecipePicture): DegradationRecipe => {
  const { samples } = seededStreams(to.seed);
  const steps = recipe.steps.map((step) => stepFor(step, recipe, to, samples));
  return parseRecipe({ ...recipe, ...to, steps, crop: null });
};
