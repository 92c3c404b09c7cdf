export type {
  DegradationOptions,
  FinalOptions,
  KernelType,
  Range,
  ResizeMode,
  StageOptions,
} from './options';
export type {
  BlurStep,
  DegradationRecipe,
  DegradationStep,
  GaussianNoiseStep,
  JpegStep,
  KernelSpec,
  KernelSpecType,
  PoissonNoiseStep,
  ResizeStep,
} from './recipe';
