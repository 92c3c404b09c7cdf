export { ADAM_STEP, ADAM_STEPS, type AdamAttrs, type AdamInput } from './adam-step';
export { BIAS_ACTIVATION, BIAS_ADD, type BiasActivationAttrs } from './bias-activation';
export { BIAS_PRELU, BIAS_PRELU_GRADIENTS } from './bias-prelu';
export { COLOR_MATRIX, type ColorMatrixAttrs } from './color-matrix';
export {
  DEFORM_COLUMNS,
  DEFORM_CONV2D,
  DEFORM_CONV2D_INPUT_GRADIENT,
  DEFORM_CONV2D_SAMPLING_GRADIENT,
  DEFORM_CONV2D_WEIGHT_GRADIENT,
  DEFORM_PICTURE_GRADIENT,
  DEFORM_SAMPLING_GRADIENT,
  type DeformBand,
  type DeformGeometry,
} from './deform-conv2d';
export { DIFF_JPEG, JPEG_CHROMA_STEPS, JPEG_LUMA_STEPS, type JpegAttrs } from './diff-jpeg';
export { type AggregationAttrs, DYNAMIC_AGGREGATION } from './dynamic-aggregation';
export {
  FEATURE_MATCH,
  MATCH_EPSILON,
  MATCH_LOWEST,
  MATCH_MERGE,
  MATCH_ROWS,
  type MatchAttrs,
  type MatchRowsAttrs,
  MUTUAL_MATCH,
  type MutualMatchAttrs,
  patchCount,
} from './feature-match';
export { FILTER2D, type FilterAttrs, type FilterPadding, filteredSide, padBefore } from './filter2d';
export { MATCH_CANDIDATES, type MatchCandidatesAttrs } from './match-candidates';
export { NEAREST_KEYS, type NearestKeysAttrs } from './nearest-keys';
export { isReferenceForm, type OpContract, REFERENCE_FORM, type Shape } from './op-contract';
export { PIXEL_SHUFFLE, PIXEL_UNSHUFFLE, type ShuffleAttrs } from './pixel-shuffle';
export {
  type AddTap,
  denseTable,
  identityTable,
  isIdentity,
  RESAMPLE,
  type ResampleAttrs,
  type ResampleTable,
  resampleTable,
  transposeTable,
} from './resample';
export {
  DENSE_BLOCK_LAYERS,
  type DenseBlockAttrs,
  type DenseBlockInput,
  RESIDUAL_DENSE_BLOCK,
} from './residual-dense-block';
export { SAMPLES, type SamplesAttrs } from './samples';
export { SCALED_ADD, type ScaledAddAttrs } from './scaled-add';
export { USM_SHARP, type UsmAttrs } from './usm-sharp';
