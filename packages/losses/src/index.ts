export { type LdlArtifactMapOptions, ldlArtifactMap } from './artifacts/ldl-artifact-map';
export {
  contrastiveStudentLoss,
  contrastiveTripletLoss,
  type FeaturePair,
  type StudentLosses,
  type StudentLossOptions,
  type TripletLosses,
  type TripletLossOptions,
} from './contrastive/contrastive-losses';
export { type CellPositions, type Correspondences, correspondences } from './contrastive/correspondences';
export { GAN_TYPES, type GanLossOptions, type GanType, ganLoss } from './gan/gan-loss';
export { type Discriminator, type GradientPenaltyOptions, gradientPenalty } from './gan/gradient-penalty';
export { multiScaleGanLoss } from './gan/multi-scale-gan-loss';
export { type R1PenaltyOptions, r1Penalty } from './gan/r1-penalty';
export type { FeatureExtractor, Features } from './perceptual/feature-extractor';
export {
  type PerceptualCriterion,
  PerceptualLoss,
  type PerceptualLosses,
  type PerceptualLossOptions,
} from './perceptual/perceptual-loss';
export { type TextureLossOptions, textureLoss } from './perceptual/texture-loss';
export { type CharbonnierLossOptions, charbonnierLoss } from './pixel/charbonnier-loss';
export { l1Loss } from './pixel/l1-loss';
export { mseLoss } from './pixel/mse-loss';
export { type WeightedTvLossOptions, weightedTvLoss } from './pixel/weighted-tv-loss';
export type { PixelLossOptions, Reduced, Reduction } from './shared/reduction';
