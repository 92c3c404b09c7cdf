export { MAX_OUTSCALE } from './checked-options';
export { type BorderMode, OFFICIAL_BEHAVIOUR, type UpscaleOptions, type UpscalerOptions } from './options';
export {
  type ReferenceNetworks,
  ReferenceSuperResolver,
  type ReferenceUpscaleOptions,
} from './reference-super-resolver';
export { tilesOf, type UpscaleReport, type UpscaleResult } from './report';
export { type Bands, FAST_HALO, type Span, type TilePlan, type TileSpan } from './tile-plan';
export { Upscaler } from './upscaler';
