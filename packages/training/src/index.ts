export { Adam, type AdamGroup, type AdamMoments, type AdamState } from './adam';
export type { AdamOptions } from './adam-options';
export { type Loader, loaderBatches } from './data/loader-batches';
export { type MixedSource, mixedBatches } from './data/mixed-batches';
export { pairBatch, referenceBatch, stackPictures, warpedBatch } from './data/sample-batches';
export { Ema, type EmaOptions } from './ema';
export type { ComparedCrop, Contender } from './finetune/compare';
export {
  type FinetuneOptions,
  type FinetuneOutcome,
  type FinetunePlan,
  type Finetuning,
  finetune,
  LEAST_GAIN,
} from './finetune/finetune';
export type { Degrade, FinetuneDegradation, MakePair } from './finetune/make-pair';
export { patchDataset } from './finetune/patch-dataset';
export { cutPhotos, type Patch, type Patches, type Photo } from './finetune/photo-patches';
export type { NamedGradients, NamedParameters, TrainableParameter } from './named-parameters';
export { type OfficialFiles, officialFiles } from './official/official-files';
export type { IdleOption } from './official/option-reader';
export { planFromOfficial } from './official/plan-from-official';
export type { OfficialStart } from './official/read-official-state';
export type { PlannedDataset, PlannedLoader, PlannedMetric, TrainingPlan } from './official/training-plan';
export { type ParameterGradients, parameterGradients } from './parameter-gradients';
export {
  parseRecipe,
  RECIPES,
  type Recipe,
  type RecipeInput,
  type RecipeKind,
  type RecipeOf,
} from './recipes/recipe';
export { type ReferenceAdamOptions, referenceAdamGroups } from './reference-adam-groups';
export {
  type CosineAnnealingRestartLrOptions,
  cosineAnnealingRestartLr,
} from './schedules/cosine-annealing-restart-lr';
export type { LrSchedule, RunningRate } from './schedules/lr-schedule';
export { type MultiStepRestartLrOptions, multiStepRestartLr } from './schedules/multi-step-restart-lr';
export { warmUp } from './schedules/warm-up';
export { fillKaiming, startNarrow } from './start-narrow';
export {
  ContrastiveStudentStep,
  type ContrastiveStudentStepOptions,
  ContrastiveTeacherStep,
  type ContrastiveTeacherStepOptions,
  type EnlargedWarpedBatch,
  type Extractor,
  type WarpedBatch,
} from './steps/contrastive-steps';
export { type RealEsrganBatch, RealEsrganStep, type RealEsrganStepOptions } from './steps/real-esrgan-step';
export { type PairBatch, RealEsrnetStep, type RealEsrnetStepOptions } from './steps/real-esrnet-step';
export {
  type RestorationBatch,
  RestorationStep,
  type RestorationStepOptions,
  type WassersteinOptions,
} from './steps/restoration-step';
export type {
  ContentOptions,
  Critic,
  Generator,
  LossValues,
  Optimizer,
  PerceptualTerms,
  PictureLoss,
  Trainable,
} from './steps/step';
export { LossLog } from './steps/step';
export type { BatchSource, Json } from './trainer/batch-source';
export type { BatchOf, PartsOf } from './trainer/create-task';
export type { StepSeconds } from './trainer/pace';
export type { CriticModule, GeneratorModule, PairParts } from './trainer/pair-task';
export type { ReferenceBatch, RestorationParts } from './trainer/restoration-task';
export { memoryRunFolder, type RunFolder } from './trainer/run-folder';
export {
  type TrainedStep,
  Trainer,
  type TrainerOptions,
} from './trainer/trainer';
export { TrainingError } from './trainer/training-error';
export type { Metric, Validation, ValidationPicture } from './trainer/validate';
