export { MAX_OUTSCALE } from './checked-options';
export {
  type BorderMode,
  type FinishedPatch,
  OFFICIAL_BEHAVIOUR,
  type UpscaledPart,
  type UpscaleOptions,
  type UpscalerOptions,
} from './options';
export { type RefUpscaleOptions, type RefUpscaleResult, RefUpscaler } from './ref-upscaler';
export type { Correspondences } from './reference/correspondences';
export {
  isBundle,
  type LoadedReferenceNetworks,
  loadReferenceNetworks,
  PART_FILES,
  REFERENCE_PARTS,
  type ReferenceFiles,
  type ReferencePart,
} from './reference/load-networks';
export { EXHAUSTIVE_PAIRS, matchFeatures, type Search } from './reference/match-features';
export type { MatchMap } from './reference/match-map';
export { type PackedNetworks, type PackOptions, packReferenceNetworks } from './reference/pack-networks';
export { reducedReference } from './reference/prepare-reference';
export type { RefUpscalerOptions } from './reference/ref-options';
export type { RefPlan } from './reference/ref-plan';
export type { ReferenceReport, RefUpscaleReport } from './reference/ref-report';
export type { ReferenceScore } from './reference/score-reference';
export {
  type ReferenceNetworks,
  ReferenceSuperResolver,
  type ReferenceUpscaleOptions,
} from './reference-super-resolver';
export { tilesOf, type UpscaleReport, type UpscaleResult } from './report';
export type { SeamError } from './seam-error';
export {
  type Bands,
  FAST_HALO,
  type ForeseenError,
  type Span,
  type TilePlan,
  type TileSpan,
} from './tile-plan';
export { inForm, type TrustFigures, type TrustMap, trustMap } from './trust-map';
export { Upscaler } from './upscaler';
