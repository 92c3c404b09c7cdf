import { ConfigError, ShapeError } from '@srkit/core';
import {
  cast,
  engine,
  expandDims,
  type NamedAttrMap,
  reshape,
  slice,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { registerHostKernel } from '../host-kernel';
import { hasSimdMatch, hostFeatureMatch } from './host-feature-match';
import {
  type FeatureMatchOptions,
  fromAttrMap,
  type MatchAttrs,
  patchCount,
  toAttrMap,
} from './match-options';
import { referenceFeatureMatch } from './reference-feature-match';

const MATCH = 'SrkitFeatureMatch';

/** Indices travel beside the correlations as float32, which holds every integer up to here. */
const MAX_REF_PATCHES = 2 ** 24;

const matchedShape = ([n, h, w]: readonly number[], attrs: NamedAttrMap): number[] => {
  const { patchSize, inputStride } = fromAttrMap(attrs);
  return [n!, patchCount(h!, patchSize, inputStride), patchCount(w!, patchSize, inputStride), 2];
};

if (hasSimdMatch) {
  registerHostKernel({
    kernelName: MATCH,
    inputs: ['input', 'ref'],
    outputShape: ([input], attrs) => matchedShape(input!, attrs),
    run: ([input, ref], out, attrs) => hostFeatureMatch(input!, ref!, fromAttrMap(attrs), out),
  });
}

defineOp({
  kernelName: MATCH,
  reference: ({ input, ref }, attrs) =>
    referenceFeatureMatch(input as Tensor4D, ref as Tensor4D, fromAttrMap(attrs)),
  inputsToSave: ['input', 'ref'],
  // An index has no gradient, and nothing flows into the extractor through the correlation either (section 3).
  gradient: (_dy, [input, ref]) => ({
    input: () => zerosLike(input as Tensor),
    ref: () => zerosLike(ref as Tensor),
  }),
});

const check = (input: Tensor, ref: Tensor, attrs: MatchAttrs): void => {
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
  {
    patchSize = 3,
    inputStride = 1,
    refStride = 1,
    isNorm = true,
    normInput = false,
  }: FeatureMatchOptions = {},
): FeatureMatches {
  const attrs: MatchAttrs = { patchSize, inputStride, refStride, isNorm, normInput };
  check(input, reference, attrs);
  return tidy(() => {
    const batch = (x: Tensor): Tensor => (x.rank === 4 ? x : expandDims(x, 0));
    const inputs = { input: batch(input), ref: batch(reference) };
    const matches = engine().runKernel(MATCH, inputs, toAttrMap(attrs)) as Tensor4D;
    const shape = matches.shape.slice(input.rank === 4 ? 0 : 1, 3);
    const part = (at: number): Tensor => reshape(slice(matches, [0, 0, 0, at], [-1, -1, -1, 1]), shape);
    return { index: cast(part(0), 'int32'), correlation: part(1) };
  });
}
