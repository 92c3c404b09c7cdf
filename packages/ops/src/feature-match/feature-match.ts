import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { FEATURE_MATCH, type MatchAttrs, patchCount } from '@srkit/core/contracts';
import {
  all,
  cast,
  expandDims,
  isFinite as finiteElements,
  getBackend,
  reshape,
  slice,
  square,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { referenceFeatureMatch } from './reference-feature-match';

/** Indices travel beside the correlations as float32, which holds every integer up to here. */
const MAX_REF_PATCHES = 2 ** 24;

/** Where looking at a number would mean to wait for everything before it. */
const GRAPHICS_CARDS: readonly string[] = ['webgl', 'webgpu'];

export const refuseNotFinite = (name: string, features: Tensor): void => {
  if (GRAPHICS_CARDS.includes(getBackend())) return;
  // Also false where only the square is too large: such features' products would be as well.
  if (tidy(() => all(finiteElements(square(features))).dataSync()[0])) return;
  throw new ConfigError(
    'E_CONFIG_FEATURES',
    `featureMatch: the ${name} features have a value that is NaN, infinite or too large to square; expected finite values. Look for NaN in the picture or in the extractor's weights.`,
  );
};

const match = defineOp(FEATURE_MATCH, {
  reference: ({ input, ref }, attrs) => {
    refuseNotFinite('input', input);
    refuseNotFinite('reference', ref);
    return referenceFeatureMatch(input as Tensor4D, ref as Tensor4D, attrs);
  },
  inputsToSave: ['input', 'ref'],
  // An index has no gradient, and nothing flows into the extractor through the correlation either (section 3).
  gradient: (_dy, [input, ref]) => ({
    input: () => zerosLike(input as Tensor),
    ref: () => zerosLike(ref as Tensor),
  }),
});

export const checkMatch = (input: Tensor, ref: Tensor, attrs: MatchAttrs): void => {
  for (const name of ['patchSize', 'inputStride', 'refStride'] as const) {
    if (!Number.isInteger(attrs[name]) || attrs[name] < 1) {
      throw new ConfigError(
        'E_CONFIG_MATCH',
        `featureMatch: ${name} is ${attrs[name]}, expected an integer >= 1.`,
      );
    }
  }
  const fits =
    input.rank === ref.rank &&
    (input.rank === 3 || (input.rank === 4 && input.shape[0] === ref.shape[0])) &&
    input.shape.at(-1) === ref.shape.at(-1);
  if (!fits || input.size === 0) {
    throw new ShapeError(
      'E_SHAPE_FEATURES',
      `featureMatch: got input features [${input.shape}] and reference features [${ref.shape}]; expected both [h, w, channels] or both [n, h, w, channels], with the same channels and samples. Match several references one after the other.`,
    );
  }
  for (const [name, { shape }] of [
    ['input', input],
    ['reference', ref],
  ] as const) {
    const [h, w] = shape.slice(-3) as [number, number];
    if (Math.min(h, w) < attrs.patchSize) {
      throw new ShapeError(
        'E_SHAPE_SIDE',
        `featureMatch: the ${name} features are ${h}x${w} (height x width), smaller than a patch of ${attrs.patchSize}x${attrs.patchSize}. Use a larger picture: features have a quarter of its sides.`,
      );
    }
  }
  const [refHeight, refWidth] = ref.shape.slice(-3) as [number, number];
  const { patchSize, refStride } = attrs;
  const refPatches = patchCount(refHeight, patchSize, refStride) * patchCount(refWidth, patchSize, refStride);
  if (refPatches > MAX_REF_PATCHES) {
    throw new ShapeError(
      'E_SHAPE_SIDE',
      `featureMatch: the reference features [${ref.shape}] have ${refPatches} patches, expected at most ${MAX_REF_PATCHES}. Use a smaller reference or a larger refStride.`,
    );
  }
};

/** What `feature_match_index` takes. */
export interface FeatureMatchOptions {
  /** Side of a patch in feature pixels. Default 3. */
  readonly patchSize?: number;
  /** Distance between neighbouring input patches. Default 1. */
  readonly inputStride?: number;
  /** Distance between neighbouring reference patches. Default 1. */
  readonly refStride?: number;
  /** Divides every reference patch by its norm + 1e-5. Default true. */
  readonly isNorm?: boolean;
  /** Divides the correlation (the index does not depend on it) by the input patch's norm + 1e-5. Default false. */
  readonly normInput?: boolean;
}

/** Best reference patch of every input patch, over `[h', w']` patch positions (`[n, h', w']` for batches). */
export interface FeatureMatches<T extends Tensor = Tensor> {
  /** int32, row-major in the reference's patch grid, `floor((wr - patchSize) / refStride) + 1` wide. */
  readonly index: T;
  /** float32, the inner product of the two patches after what `isNorm` and `normInput` say. */
  readonly correlation: T;
}

/**
 * Finds for every patch of `input`, `[h, w, channels]`, the patch of `reference`, `[hr, wr, channels]`, with the highest
 * correlation; `feature_match_index` of C2-Matching (arXiv 2106.01863) and MRefSR. `[n, ...]` matches samples
 * with one another. Of equal scores the lowest index wins. Pass features normalised over their channels, as both
 * networks do; here only whole patches are normalised. Time grows with the product of the pictures
 * (`h * w * hr * wr * channels` multiplications), memory with their sum. Its gradient is zero.
 *
 * NaN or infinite features are an error on backends of the CPU. On a graphics card, where looking for them would mean to
 * wait for it, a patch with one matches nothing: as a candidate it is left out; as an input patch, or where no candidate
 * is left, it gets index 0 and correlation NaN.
 *
 * @throws ShapeError for shapes that do not fit, or features smaller than a patch; ConfigError for options that are no
 * positive integers, and on the CPU for NaN or infinite features.
 */
export function featureMatch(
  input: Tensor3D,
  reference: Tensor3D,
  options?: FeatureMatchOptions,
): FeatureMatches<Tensor2D>;
export function featureMatch(
  input: Tensor4D,
  reference: Tensor4D,
  options?: FeatureMatchOptions,
): FeatureMatches<Tensor3D>;
export function featureMatch(
  input: Tensor3D | Tensor4D,
  reference: Tensor3D | Tensor4D,
  options: FeatureMatchOptions = {},
): FeatureMatches {
  const known = ['patchSize', 'inputStride', 'refStride', 'isNorm', 'normInput'];
  refuseUnknownKeys('featureMatch', options, known);
  const { patchSize = 3, inputStride = 1, refStride = 1, isNorm = true, normInput = false } = options;
  const attrs: MatchAttrs = { patchSize, inputStride, refStride, isNorm, normInput };
  checkMatch(input, reference, attrs);
  return tidy(() => {
    const batch = (x: Tensor): Tensor => (x.rank === 4 ? x : expandDims(x, 0));
    const inputs = { input: batch(input), ref: batch(reference) };
    const matches = match(inputs, attrs) as Tensor4D;
    const shape = matches.shape.slice(input.rank === 4 ? 0 : 1, 3);
    const part = (at: number): Tensor => reshape(slice(matches, [0, 0, 0, at], [-1, -1, -1, 1]), shape);
    return { index: cast(part(0), 'int32'), correlation: part(1) };
  });
}
