import { archForward } from './ops/arch-forward';
import { augmentOp } from './ops/augment';
import { besselJ1Op, blurKernels, sincKernels } from './ops/blur-kernels';
import { colorOp } from './ops/color';
import { contrasStudentLoss, contrasTeacherLoss } from './ops/contrastive-losses';
import { cv2ResizeOp } from './ops/cv2-resize';
import { extractSubimages, multiscaleSizesOp } from './ops/data-preparation';
import { datasetKernelSampling } from './ops/dataset-kernel-sampling';
import { deformConvOp } from './ops/deform-conv';
import { degradationPipeline } from './ops/degradation-pipeline';
import { diffJpegOp, jpegFactorOp, jpegTablesOp } from './ops/diff-jpeg';
import { dniOp, enhanceOp } from './ops/enhance';
import { featureMatchIndexOp } from './ops/feature-match';
import { filter2dOp } from './ops/filter2d';
import { ganLosses } from './ops/gan-losses';
import { hashWeightsOp } from './ops/hash-weights-op';
import { hostileCheckpoints } from './ops/hostile-checkpoints';
import { imageDiscriminator } from './ops/image-discriminator';
import { interpolateGradOp, interpolateOp } from './ops/interpolate';
import { ldlArtifactMapOp } from './ops/ldl-artifact-map';
import { lmrSceneOp } from './ops/lmr-scene';
import { loadCheckpoint } from './ops/load-checkpoint';
import { lrSchedule } from './ops/lr-schedule';
import { matlabImresizeOp } from './ops/matlab-imresize';
import { niqeOp, psnrSsimOp, refsrMetricsOp } from './ops/metrics';
import { gaussianNoise, numpyNoise, poissonNoise } from './ops/noise';
import { pairPool } from './ops/pair-pool';
import { gradientPenaltyOp, r1PenaltyOp } from './ops/penalties';
import { perceptualLossOp } from './ops/perceptual-loss';
import { pilResizeBicubicOp, pilResizeOp } from './ops/pil-resize';
import { pixelLosses } from './ops/pixel-losses';
import { contentExtractorOp, dynAggOp, residualBlockOp } from './ops/refsr-blocks';
import {
  contrasTrainOp,
  contrasValOp,
  cufed5ConcatOp,
  lmrTestOp,
  lmrTrainMultiOp,
  lmrTrainSingleOp,
  manga109Op,
  megadepthTrainOp,
  megadepthValOp,
  multiRefCufed5Op,
  refCufedTrainOp,
  refCufedValOp,
  sun80Op,
  urban100Op,
  warpPerspectiveOp,
  wrsrOp,
} from './ops/refsr-datasets';
import { multiRefRestorationTestOp, refRestorationTestOp } from './ops/refsr-e2e';
import {
  contrasExtractorLayerOp,
  contrasExtractorSepOp,
  contrasMultiExtractorSepOp,
} from './ops/refsr-extractor';
import { mrapaFusionOp, paperFusionOp } from './ops/refsr-fusion';
import { correspondenceOp, indexToFlowOp, tensorShiftOp } from './ops/refsr-matching';
import { mrapaRestorationNetOp, restorationNetOp } from './ops/refsr-restoration';
import { refsrStateDictOp } from './ops/refsr-state-dict';
import { optimizerGroups, refsrTrainSteps } from './ops/refsr-training';
import { roundOp } from './ops/round';
import { tensor2imgOp } from './ops/tensor2img';
import { textureLossOp } from './ops/texture-loss';
import { trainingSteps } from './ops/training-steps';
import { usmSharpNumpyOp, usmSharpOp } from './ops/usm-sharp';
import { vggFeatures } from './ops/vgg-features';
import type { RunOp } from './run-op';

/** Every `op` that a case.json may name. One that is missing here fails its case. */
export const OPS: Readonly<Record<string, RunOp>> = {
  ContentExtractor: contentExtractorOp,
  ContrasExtractorLayer: contrasExtractorLayerOp,
  ContrasExtractorSep: contrasExtractorSepOp,
  ContrasMultiExtractorSep: contrasMultiExtractorSepOp,
  CorrespondenceGenerationArch: correspondenceOp,
  DynAgg: dynAggOp,
  ImageDiscriminator: imageDiscriminator,
  MRAPAFusion: mrapaFusionOp,
  MRAPARestorationNet: mrapaRestorationNetOp,
  'MultiRefRestorationModel.test': multiRefRestorationTestOp,
  PaperFusion: paperFusionOp,
  'RefRestorationModel.test': refRestorationTestOp,
  ResidualBlockNoBN: residualBlockOp,
  RestorationNet: restorationNetOp,
  arch_forward: archForward,
  augment: augmentOp,
  bessel_j1: besselJ1Op,
  blur_kernels: blurKernels,
  color: colorOp,
  contras_dataset_train: contrasTrainOp,
  contras_dataset_val: contrasValOp,
  contras_student_loss: contrasStudentLoss,
  contras_teacher_loss: contrasTeacherLoss,
  cufed5_concat: cufed5ConcatOp,
  cv2_resize: cv2ResizeOp,
  dataset_kernel_sampling: datasetKernelSampling,
  degradation_pipeline: degradationPipeline,
  diffjpeg: diffJpegOp,
  dni: dniOp,
  enhance: enhanceOp,
  extract_subimages: extractSubimages,
  feature_match_index: featureMatchIndexOp,
  filter2d: filter2dOp,
  gan_losses: ganLosses,
  gaussian_noise: gaussianNoise,
  gradient_penalty: gradientPenaltyOp,
  hash_weights: hashWeightsOp,
  hostile_checkpoints: hostileCheckpoints,
  index_to_flow: indexToFlowOp,
  interpolate: interpolateOp,
  interpolate_grad: interpolateGradOp,
  jpeg_factor: jpegFactorOp,
  jpeg_tables: jpegTablesOp,
  ldl_artifact_map: ldlArtifactMapOp,
  lmr_scene: lmrSceneOp,
  lmr_test: lmrTestOp,
  lmr_train_multi: lmrTrainMultiOp,
  lmr_train_single: lmrTrainSingleOp,
  load_checkpoint: loadCheckpoint,
  lr_schedule: lrSchedule,
  manga109_multi: manga109Op,
  matlab_imresize: matlabImresizeOp,
  metrics: refsrMetricsOp,
  modulated_deform_conv2d: deformConvOp,
  multi_ref_cufed5: multiRefCufed5Op,
  multiscale_sizes: multiscaleSizesOp,
  niqe: niqeOp,
  numpy_noise: numpyNoise,
  optimizer_groups: optimizerGroups,
  pair_pool: pairPool,
  perceptual_loss: perceptualLossOp,
  pil_resize: pilResizeOp,
  pil_resize_bicubic: pilResizeBicubicOp,
  pixel_losses: pixelLosses,
  poisson_noise: poissonNoise,
  psnr_ssim: psnrSsimOp,
  r1_penalty: r1PenaltyOp,
  ref_cufed_train: refCufedTrainOp,
  ref_cufed_val: refCufedValOp,
  ref_megadepth_train: megadepthTrainOp,
  ref_megadepth_val: megadepthValOp,
  round: roundOp,
  sinc_kernels: sincKernels,
  state_dict: refsrStateDictOp,
  sun80_multi: sun80Op,
  tensor2img: tensor2imgOp,
  tensor_shift: tensorShiftOp,
  texture_loss: textureLossOp,
  train_steps_gan: refsrTrainSteps,
  train_steps_l1: refsrTrainSteps,
  training_steps: trainingSteps,
  urban100: urban100Op,
  usm_sharp: usmSharpOp,
  usm_sharp_numpy: usmSharpNumpyOp,
  vgg_features: vggFeatures,
  warp_perspective: warpPerspectiveOp,
  wrsr: wrsrOp,
};
