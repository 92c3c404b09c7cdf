export type {
  ActType,
  CARNConfig,
  ContrasExtractorConfig,
  CorrespondenceConfig,
  EDSRConfig,
  EFDNConfig,
  ImageDiscriminatorConfig,
  MRAPARestorationNetConfig,
  RestorationNetConfig,
  RLFNConfig,
  RRDBNetConfig,
  SAFMNConfig,
  SPANConfig,
  SRVGGNetCompactConfig,
  UNetDiscriminatorSNConfig,
  VGGFeatureExtractorConfig,
  VGGStyleDiscriminatorConfig,
  Widths,
} from './configs';
export {
  type ArchitectureOf,
  createNetwork,
  NETWORK_NAMES,
  type NetworkName,
  type Networks,
} from './create-network';
export { DEFAULT_MODEL_NAME, defaultModelUrl } from './default-model';
export {
  type Architecture,
  detectArchitecture,
  type GeneratorArchitecture,
  isGenerator,
  scaleOf,
} from './detect/detect-architecture';
export type { Shapes } from './detect/shapes';
export { Discriminator } from './discriminators/discriminator';
export { ImageDiscriminator } from './discriminators/image-discriminator';
export { UNetDiscriminatorSN } from './discriminators/unet-discriminator-sn';
export { VGGStyleDiscriminator } from './discriminators/vgg-style-discriminator';
export { interpolateStateDicts } from './interpolate-state-dicts';
export {
  type Loaded,
  type LoadedModel,
  type LoadedNetwork,
  type LoadModelOptions,
  type LoadNetworkOptions,
  loadModel,
  loadNetwork,
  type NetworkConfig,
  type NetworkSource,
} from './load';
export { misfitIn } from './misfit-in';
export { CARN } from './networks/carn';
export { EDSR } from './networks/edsr';
export { EFDN } from './networks/efdn';
export { ResidualDenseBlock, RRDB } from './networks/residual-dense-block';
export { RLFN } from './networks/rlfn';
export { RRDBNet } from './networks/rrdbnet';
export { SAFMN } from './networks/safmn';
export { SPAN } from './networks/span';
export { SRVGGNetCompact } from './networks/srvgg-net-compact';
export { type StageBytes, SuperResolutionNetwork } from './networks/super-resolution-network';
export { officialNames } from './official-names';
export { recogniseNetwork } from './recognise-network';
export { bicubicQuery } from './reference/bicubic-query';
export { checkSomeReferences } from './reference/check-references';
export { ContentExtractor, type ContentExtractorConfig } from './reference/content-extractor';
export {
  ContrasExtractorLayer,
  ContrasExtractorSep,
  ContrasMultiExtractorSep,
  type DenseFeatures,
} from './reference/contras-extractor';
export {
  type Correspondence,
  CorrespondenceGenerationArch,
  unitChannels,
} from './reference/correspondence-generation-arch';
export { DynamicAggregation, type DynamicAggregationConfig } from './reference/dynamic-aggregation';
export type { FusionForm } from './reference/fusion-form';
export { indexToFlow } from './reference/index-to-flow';
export {
  LEVELS,
  type Level,
  type PreOffsets,
  REFERENCE_SCALE,
  type ReferenceFeatures,
  type ReferenceLayer,
} from './reference/levels';
export { MRAPAFusion, type MRAPAFusionConfig } from './reference/mrapa-fusion';
export { MRAPARestorationNet } from './reference/mrapa-restoration-net';
export {
  MultiReferenceAttention,
  type MultiReferenceAttentionConfig,
} from './reference/multi-reference-attention';
export { preOffsetFromOfficial, preOffsetsFromFlow, preOffsetToOfficial } from './reference/pre-offsets';
export { ReferenceRestorationNet, type RestorationStages } from './reference/reference-restoration-net';
export { blurredGrey, greyOf, patchShifts, refineFlow } from './reference/refine-flow';
export { type ResidualBlockConfig, ResidualBlockNoBN } from './reference/residual-block-no-bn';
export type { LevelStages } from './reference/restoration-level';
export { RestorationNet } from './reference/restoration-net';
export {
  SpatialAwareFiltering,
  type SpatialAwareFilteringConfig,
} from './reference/spatial-aware-filtering';
export { tensorShift } from './reference/tensor-shift';
export { findReleasedModel, RELEASED_MODELS, type ReleasedModel } from './released-models';
export { findShippedModel, REFERENCE_MODEL, SHIPPED_MODELS, type ShippedModel } from './shipped-models';
export { torchvisionToConvNames } from './vgg/torchvision-names';
export { IMAGENET_MEAN, IMAGENET_STD, VGGFeatureExtractor } from './vgg/vgg-feature-extractor';
export { type VggLayer, type VggType, vggLayers } from './vgg/vgg-layers';
