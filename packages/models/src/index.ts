export { type ArchitectureOf, createNetwork, type NetworkName, type Networks } from './create-network';
export { DEFAULT_MODEL_NAME, defaultModelUrl } from './default-model';
export {
  type Architecture,
  detectArchitecture,
  type GeneratorArchitecture,
  isDiscriminator,
  isGenerator,
} from './detect/detect-architecture';
export type { DiscriminatorArchitecture } from './detect/detect-discriminator';
export type { ExtractorArchitecture } from './detect/detect-extractor';
export type { ReferenceArchitecture } from './detect/detect-reference';
export type { EsrganLayout } from './detect/esrgan-layouts';
export type { Shapes } from './detect/shapes';
export { Discriminator } from './discriminators/discriminator';
export { ImageDiscriminator, type ImageDiscriminatorConfig } from './discriminators/image-discriminator';
export { UNetDiscriminatorSN, type UNetDiscriminatorSNConfig } from './discriminators/unet-discriminator-sn';
export {
  VGGStyleDiscriminator,
  type VGGStyleDiscriminatorConfig,
} from './discriminators/vgg-style-discriminator';
export { interpolateStateDicts } from './interpolate-state-dicts';
export type { LayerConfigs, LayerNetworkName, LayerNetworks } from './layers-adapter/layer-networks';
export {
  makeLayerClass,
  type NetworkLayerArgs,
  type NetworkLayerClass,
} from './layers-adapter/make-layer-class';
export {
  discriminatorFromStateDict,
  type LoadDiscriminatorOptions,
  type LoadedDiscriminator,
  loadDiscriminator,
} from './load-discriminator';
export { type LoadedModel, type LoadModelOptions, loadModel, modelFromStateDict } from './load-model';
export {
  type LoadedNetwork,
  type LoadNetworkOptions,
  loadNetwork,
  type NetworkConfig,
  networkFromStateDict,
} from './load-network';
export { type Activation, activate } from './module/activation';
export { BatchNorm2d } from './module/batch-norm2d';
export { Conv2d, type Conv2dConfig } from './module/conv2d';
export {
  constant,
  type Initialiser,
  kaimingNormal,
  normal,
  torchDefault,
  unitVector,
} from './module/initialiser';
export type { Layout } from './module/layout';
export { Linear } from './module/linear';
export { type LoadOptions, type LoadReport, Module, type ModuleOptions } from './module/module';
export { noGrad } from './module/no-grad';
export { Parameter, type ParameterOptions } from './module/parameter';
export { PReLU } from './module/prelu';
export { SpectralConv2d, type SpectralConv2dConfig } from './module/spectral-conv2d';
export { StateBuffer, type StateBufferOptions } from './module/state-buffer';
export { StateEntry } from './module/state-entry';
export { ResidualDenseBlock, RRDB } from './networks/residual-dense-block';
export { RRDBNet, type RRDBNetConfig } from './networks/rrdbnet';
export { type ActType, SRVGGNetCompact, type SRVGGNetCompactConfig } from './networks/srvgg-net-compact';
export { type StageBytes, SuperResolutionNetwork } from './networks/super-resolution-network';
export type { ReadStateOptions } from './read-state';
export { bicubicQuery } from './reference/bicubic-query';
export { ContentExtractor, type ContentExtractorConfig } from './reference/content-extractor';
export {
  ContrasExtractorLayer,
  ContrasExtractorSep,
  ContrasMultiExtractorSep,
  type DenseFeatures,
} from './reference/contras-extractor';
export {
  type Correspondence,
  type CorrespondenceConfig,
  CorrespondenceGenerationArch,
} from './reference/correspondence-generation-arch';
export { DynamicAggregation, type DynamicAggregationConfig } from './reference/dynamic-aggregation';
export {
  DynamicAggregationRestoration,
  type RestorationConfig,
} from './reference/dynamic-aggregation-restoration';
export type { FusionForm } from './reference/fusion-form';
export { indexToFlow } from './reference/index-to-flow';
export {
  LEVELS as REFERENCE_LEVELS,
  type PreOffsets,
  type ReferenceFeatures,
  type ReferenceLayer,
} from './reference/levels';
export { MRAPAFusion, type MRAPAFusionConfig } from './reference/mrapa-fusion';
export { MRAPARestorationNet, type MRAPARestorationNetConfig } from './reference/mrapa-restoration-net';
export {
  MultiReferenceAttention,
  type MultiReferenceAttentionConfig,
} from './reference/multi-reference-attention';
export type { Observer } from './reference/observer';
export { preOffsetFromOfficial, preOffsetsFromFlow, preOffsetToOfficial } from './reference/pre-offsets';
export { ReferenceRestorationNet } from './reference/reference-restoration-net';
export {
  type ReferenceNetworks,
  ReferenceSuperResolver,
  type ReferenceUpscaleOptions,
} from './reference/reference-super-resolver';
export { type ResidualBlockConfig, ResidualBlockNoBN } from './reference/residual-block-no-bn';
export { RestorationNet, type RestorationNetConfig } from './reference/restoration-net';
export {
  SpatialAwareFiltering,
  type SpatialAwareFilteringConfig,
} from './reference/spatial-aware-filtering';
export { srnttInit } from './reference/srntt-init';
export { tensorShift } from './reference/tensor-shift';
export { findReleasedModel, RELEASED_MODELS, type ReleasedModel } from './released-models';
export { torchvisionToConvNames } from './vgg/torchvision-names';
export { VGGFeatureExtractor, type VGGFeatureExtractorConfig } from './vgg/vgg-feature-extractor';
export { type VggLayer, type VggType, vggLayers } from './vgg/vgg-layers';
